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

const times = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(', ');

const rule = `${anyOf('c', 32)} && ${anyOf('d', 32)}`;
const tooMany: Readonly<Record<string, string>> = {
  IngressRoute: `${route('web', 31)}${`    - { match: '${rule}', services: [${times(6, (at) => `{ name: s${at}, port: 80 }`)}] }\n`.repeat(3)}`,
  VirtualService: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [example.com]
  gateways: [public]
  http:
${`    - { match: [${times(50, (at) => `{ uri: { prefix: /${at} } }`)}], route: [${times(50, (at) => `{ destination: { host: s${at} }, weight: 2 }`)}] }\n`.repeat(9)}`,
  HTTPRoute: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web }
spec:
  parentRefs: [{ name: public }]
  rules:
${`    - { matches: [${times(64, (at) => `{ path: { value: /${at} } }`)}], backendRefs: [${times(16, (at) => `{ name: s${at}, port: 80 }`)}] }\n`.repeat(16)}`,
};

test.each(Object.entries(tooMany))(
  'a %s that stands for too many ways is read up to there, which is told once',
  (_, text) => {
    const file = read(text);
    expect(rulesOf(file)).toBeGreaterThan(9_000);
    expect(rulesOf(file)).toBeLessThanOrEqual(10_000);
    expect(file.objects.flatMap(({ problems }) => problems.map(({ reason }) => reason))).toEqual(['limit']);
  },
);

test('aliases that make very much of a few lines are not followed', () => {
  const file = read(`apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata: { name: web }
spec:
  virtualhost: { fqdn: example.com }
  routes:
    - &route { services: [${times(3_000, (at) => `{ name: s${at}, port: 80 }`)}] }
${'    - *route\n'.repeat(200)}`);
  expect(file.objects).toEqual([]);
  expect(file.problems.map(({ reason, message }) => `${reason}: ${plain(message)}`)).toEqual([
    'limit: aliases make more than 1000000 values of what the file holds',
  ]);
});
