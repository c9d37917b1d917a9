import { expect, test } from 'vitest';
import { readFile } from '../../src/kinds/read-file.ts';
import { plain } from '../../src/model/message.ts';

const anyOf = (name: string, many: number): string =>
  `(${Array.from({ length: many }, (_, index) => `Header(\`${name}\`, \`${index}\`)`).join(' || ')})`;

const route = (name: string, matches: number): string => `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name} }
spec:
  routes:
    - match: ${anyOf('a', matches)} && ${anyOf('b', matches)}
      services: [{ name: web, port: 80 }, { name: next, port: 80 }]
`;

const read = (text: string) => readFile('k8s/web.yaml', new TextEncoder().encode(text), 'whole');
const rulesOf = ({ objects }: ReturnType<typeof read>): number =>
  objects.flatMap(({ roles }) => roles).reduce((sum, one) => sum + (one.role === 'route' ? one.rules.length : 0), 0);

test('a file whose routes stand for very many ways is not read to its end', () => {
  const file = read(Array.from({ length: 100 }, (_, index) => route(`r${index}`, 30)).join('---\n'));
  expect(rulesOf(file)).toBeLessThan(60_000);
  expect(file.problems.map(({ reason, message }) => `${reason}: ${plain(message)}`)).toEqual([
    'limit: what stands above has more than 50000 rules; the rest of the file is not read',
  ]);
});

test('an object whose routes stand for too many ways is read as far as that, and it is told once', () => {
  const more = `    - match: ${anyOf('c', 32)} && ${anyOf('d', 32)}
      services: [{ name: web, port: 80 }]
`;
  const file = read(`${route('web', 31)}${more}${more}`);
  expect(rulesOf(file)).toBe(2_000);
  expect(file.objects.flatMap(({ problems }) => problems.map(({ reason }) => reason))).toEqual(['template']);
});
