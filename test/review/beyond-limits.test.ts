import { expect, test } from 'vitest';
import { judged } from '../support/judged.ts';
import { web } from '../support/web.ts';

// What is more than is read is no way past a finding: where the small thing fails, the large one does not pass.

const files = { 'k8s/web.yaml': web('ClusterIP') };
const numbered = (count: number, one: (at: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, at) => one(at)).join(between);

test('an HTTPProxy below more inclusions than are followed', () => {
  const proxy = (name: string, spec: string): string =>
    `apiVersion: projectcontour.io/v1\nkind: HTTPProxy\nmetadata: { name: ${name}, namespace: shop }\nspec: { ${spec} }\n---\n`;
  const chain = (last: string): string =>
    proxy('root', 'virtualhost: { fqdn: a.example.com }, includes: [{ name: p0 }]') +
    numbered(16, (at) => proxy(`p${at}`, `includes: [{ name: p${at + 1} }]`)) +
    proxy('p16', last);
  const base = { ...files, 'k8s/proxy.yaml': chain('routes: []') };
  const head = { ...files, 'k8s/proxy.yaml': chain('routes: [{ services: [{ name: web, port: 80 }] }]') };
  expect(judged(base, head).conclusion).toBe('failure');
});
