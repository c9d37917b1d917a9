import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Files, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

function connectivity(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'connectivity', ...args], { encoding: 'utf8' });
  return { exit: status, out: stdout, err: stderr };
}

/** As `--dir` sees them. */
function of(files: Files, ...args: readonly string[]) {
  const folder = temporaryFolder();
  write(folder, files);
  return connectivity('--format', 'json', '--dir', folder, ...args);
}

const workload = (kind: string, name: string, more = ''): string => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { ${more} containers: [{ name: main, ports: [{ name: http, containerPort: 80 }] }] }
`;

const policy = (name: string, spec: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;

const shop = {
  'k8s/web.yaml': workload('Deployment', 'web'),
  'k8s/db.yaml': workload('StatefulSet', 'db'),
  'k8s/policies.yaml': [
    policy(
      'db',
      '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress, Egress], ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }, { port: 80, endPort: 81 }] }] }',
    ),
    policy(
      'web',
      '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }], ports: [{ port: http, protocol: TCP }, { protocol: UDP, port: 53 }] }] }',
    ),
  ].join('---\n'),
};

const everything = { TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] };

test('prints a row for each pair that may connect, addresses outside as ranges, and nothing for itself', () => {
  const { exit, out, err } = of(shop);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(JSON.parse(out)).toEqual([
    ['10.0.0.0-10.0.255.255[External]', 'shop/web[Deployment]', { TCP: [[80, 80]], UDP: [[53, 53]] }],
    ['10.2.0.0-10.255.255.255[External]', 'shop/web[Deployment]', { TCP: [[80, 80]], UDP: [[53, 53]] }],
    ['shop/web[Deployment]', '0.0.0.0-255.255.255.255[External]', everything],
    [
      'shop/web[Deployment]',
      'shop/db[StatefulSet]',
      {
        TCP: [
          [80, 81],
          [5432, 5432],
        ],
      },
    ],
  ]);
});

test('prints a row a line, the same bytes each time, whatever the files are called', () => {
  const { out } = of(shop);
  const renamed = Object.fromEntries(Object.values(shop).map((text, index) => [`k8s/${index}.yaml`, text]));
  expect(of(shop).out).toBe(out);
  expect(of(renamed).out).toBe(out);
  expect(out.split('\n').slice(1, -2)).toHaveLength(4);
});

test('a Pod that names an owner is its owner, and what it sends to itself is left out', () => {
  const replica = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: "1", controller: true }]
  labels: { app: web }
spec: { containers: [{ name: main }] }
`;
  const { out } = of({
    'k8s/pods.yaml': [replica('web-1'), replica('web-2')].join('---\n'),
    'k8s/db.yaml': workload('StatefulSet', 'db'),
  });
  const pairs = (JSON.parse(out) as [string, string][]).map(([from, to]) => `${from} → ${to}`);
  expect(pairs).toEqual([
    '0.0.0.0-255.255.255.255[External] → default/web[ReplicaSet]',
    '0.0.0.0-255.255.255.255[External] → shop/db[StatefulSet]',
    'default/web[ReplicaSet] → 0.0.0.0-255.255.255.255[External]',
    'default/web[ReplicaSet] → shop/db[StatefulSet]',
    'shop/db[StatefulSet] → 0.0.0.0-255.255.255.255[External]',
    'shop/db[StatefulSet] → default/web[ReplicaSet]',
  ]);
});

test('treats pods in the network of their node as ordinary ones', () => {
  const { out } = of({
    'k8s/web.yaml': workload('Deployment', 'web', 'hostNetwork: true,'),
    'k8s/p.yaml': policy('all', '{ policyTypes: [Ingress, Egress] }'),
  });
  expect(JSON.parse(out)).toEqual([]);
});

test('prints an empty array where nothing may connect, or nothing is there', () => {
  const { exit, out } = of({ 'README.md': 'nothing\n' });
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toEqual([]);
});

test('ends with 3 where a manifest cannot be read, and still prints what could be', () => {
  const { exit, out } = of({
    ...shop,
    'k8s/broken.yaml': 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: [\n',
  });
  expect(exit).toBe(3);
  expect(JSON.parse(out)).toHaveLength(4);
});

test('reads a commit of a repository', () => {
  const repo = gitRepository(shop, { 'k8s/policies.yaml': null });
  const rows = (rev: string) => JSON.parse(connectivity(rev, '--repo', repo, '--format', 'json').out) as unknown[];
  expect(rows('HEAD~1')).toHaveLength(4);
  expect(rows('HEAD')).toHaveLength(6);
});

test.each([
  [['--format', 'xml'], /--format xml/],
  [['one', 'two'], /one word too many/],
  [['--what'], /--what/],
  [['--dir', '/no/such/folder'], /no\/such\/folder/],
])('ends with 2 and one line for %j', (args, line) => {
  const { exit, out, err } = connectivity(...args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(line);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('as text it is a line for each pair, in words', () => {
  const { exit, out } = of(shop, '--format', 'text');
  expect(exit).toBe(0);
  expect(out).toContain('shop/web[Deployment] → shop/db[StatefulSet]: ');
});

test('answers one question with what each policy says', () => {
  const { exit, out } = of(shop, '--format', 'text', '--from', 'shop/web', '--to', 'shop/db', '--port', '1');
  expect(exit).toBe(0);
  expect(out.split('\n')).toEqual([
    'shop/web[Deployment] → shop/db[StatefulSet] TCP 1: blocked',
    '  no policy holds for what leaves shop/web[Deployment]',
    expect.stringMatching(
      /^ {2}k8s\/policies.yaml:\d+:\d+: what comes to shop\/db\[StatefulSet\]: no rule of NetworkPolicy shop\/db allows it$/,
    ),
    '',
  ]);
});

test('the answer as JSON names the end and the policy', () => {
  const { out } = of(shop, '--from', '192.0.2.1', '--to', 'shop/db', '--port', '80/udp');
  expect(JSON.parse(out)).toMatchObject({
    allowed: false,
    reasons: [{ end: 'to', policy: 'NetworkPolicy shop/db', says: 'nothing' }],
  });
});

test.each([
  [['--from', 'shop/web'], 'a question needs all of --from, --to and --port'],
  [['--from', 'shop/none', '--to', 'shop/db', '--port', '80'], 'no workload is called shop/none; write namespace/name'],
  [
    ['--from', 'shop/web', '--to', 'shop/db', '--port', 'http'],
    '--port http is not a port of a pod; write 8080, or 53/UDP',
  ],
])('what cannot be asked is told: %j', (args, why) => {
  expect(of(shop, ...args)).toEqual({ exit: 2, out: '', err: `portcullis: ${why}\n` });
});
