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

test('a rule of Traefik that is longer, deeper or wider than is read', () => {
  const auth =
    'apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: { name: auth, namespace: shop }\nspec: { basicAuth: { secret: users } }\n';
  const route = (match: string, more = ''): string =>
    `apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: { name: web, namespace: shop }\nspec:\n  entryPoints: [websecure]\n  routes: [{ match: "${match}", kind: Rule, services: [{ name: web, port: 80 }]${more} }]\n  tls: {}\n`;
  const small = 'Host(`a.example.com`)';
  const rules = [
    small,
    `${small} || Host(\`${'b'.repeat(10_000)}\`)`,
    `${'('.repeat(60)}${small}${')'.repeat(60)}`,
    `${small} || ${numbered(1_100, (at) => `Host(\`${at}\`)`, '||').slice(0, 9_900)}`.replace(
      /\|+[^|`]*(`[^`]*)?$/,
      '',
    ),
    `(${numbered(40, (at) => `Query(\`a=${at}\`)`, '||')}) && (${numbered(40, (at) => `Query(\`b=${at}\`)`, '||')}) && ${small}`,
  ];
  const base = { ...files, 'k8s/r.yaml': `${auth}---\n${route(small, ', middlewares: [{ name: auth }]')}` };
  for (const rule of rules)
    expect(judged(base, { ...files, 'k8s/r.yaml': `${auth}---\n${route(rule)}` }).conclusion).toBe('failure');
});

test('a selector of Calico that is longer or deeper than is read', () => {
  const policy = (selector: string): string =>
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: web, namespace: shop }\nspec:\n  order: 1\n  selector: "${selector}"\n  types: [Ingress]\n  ingress: [{ action: Allow }]\n`;
  const small = "app == 'web'";
  for (const selector of [numbered(700, () => small, ' || '), `${'( '.repeat(110)}${small}${')'.repeat(110)}`])
    expect(judged(files, { ...files, 'k8s/policy.yaml': policy(selector) }).conclusion).toBe('failure');
});

test('a configuration of cloudflared with more anchors than are read', () => {
  const config = (anchors: number): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: tunnel, namespace: shop }\ndata:\n  config.yaml: |\n    tunnel: x\n    x: [${numbered(anchors, (at) => `&a${at} y`, ',')}]\n    ingress:\n      - { hostname: a.example.com, service: "http://web:80" }\n`;
  for (const anchors of [1, 1_001])
    expect(judged(files, { ...files, 'k8s/tunnel.yaml': config(anchors) }).conclusion).toBe('failure');
});

test('a pattern of files of Argo CD that stands for more, or nests deeper, than is read', () => {
  const order = (include: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: web }\nspec:\n  destination: {}\n  source:\n    repoURL: https://github.com/acme/shop.git\n    path: apps\n    directory: { include: "${include}" }\n`;
  const app = { 'apps/web.yaml': web('LoadBalancer') };
  const many = `{${numbered(200, (at) => `a${at}`, ',')},web}.yaml`;
  for (const include of ['web.yaml', many, `${'{a,'.repeat(6)}web${'}'.repeat(6)}.yaml`]) {
    const head = { ...app, 'orders/app.yaml': order(include) };
    expect(judged({ ...app, 'orders/app.yaml': order('other.yaml') }, head).conclusion).toBe('failure');
  }
});

test('a hidden line break behind more doubled keys than are listed', () => {
  const hidden = web('ClusterIP').replace('spec:', '# x\u2028spec:');
  const noise = (count: number): string =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: noise }\nx:\n${numbered(count, (at) => `  k${at}: a\n  k${at}: a\n`)}---\n`;
  for (const count of [1, 201])
    expect(judged({}, { 'k8s/web.yaml': noise(count) + hidden }).conclusion).toBe('failure');
});

test('a number, and a pattern of files, that a template asks for and that are larger than is read', () => {
  const chart = { 'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 0.1.0\n', 'app/files/x.txt': 'x' };
  const service = (type: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ${type}, ports: [{ port: 80 }] }\n`;
  const conditions = [
    'eq (int "1") 1',
    `eq (int "${'0'.repeat(1_001)}1") 1`,
    `eq (float64 "${'0'.repeat(1_001)}1") 1.0`,
    `.Files.Glob "files/${'{y,'.repeat(11)}x${'}'.repeat(11)}.txt"`,
  ];
  for (const condition of conditions) {
    const head = { ...chart, 'app/templates/s.yaml': `{{ if ${condition} }}${service('LoadBalancer')}{{ end }}` };
    expect(judged({ ...chart, 'app/templates/s.yaml': service('ClusterIP') }, head).conclusion).toBe('failure');
  }
});
