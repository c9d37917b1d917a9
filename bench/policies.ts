import { defaultConfig } from '../src/config/defaults.ts';
import { clusterOf } from '../src/connectivity.ts';
import type { Graph } from '../src/graph/graph.ts';
import { portsBetween } from '../src/graph/policy/connectivity.ts';
import { podClasses } from '../src/graph/policy/pod-classes.ts';
import { createMemo } from '../src/kinds/memo.ts';
import { median, type Row, slope, timed } from './measure.ts';
import { treeOf } from './repository.ts';

const namespaces = 50;
const roles = ['web', 'api', 'worker', 'db', 'cache'];

/** Who may connect to whom: the classes of 1,000 workloads under 500 policies, every class with every other one. */
export async function policies(): Promise<Row> {
  const { ms, classes } = await measure(1_000);
  return {
    what: 'policies, 1,000 workloads under 500 of them',
    measured: `${ms.toFixed(0)} ms (median of 5, ${classes} classes)`,
    goal: '≤ 1000 ms',
    reached: ms <= 1_000,
  };
}

/** The same policies over more workloads: what they cannot tell apart is asked once. */
export async function policyGrowth(): Promise<Row> {
  const points = [];
  for (const size of [250, 500, 1_000, 2_000]) points.push({ size, ...(await measure(size)) });
  const exponent = slope(points);
  const each = points.map(({ size, ms, classes }) => `${size}: ${ms.toFixed(0)} ms, ${classes} classes`).join('; ');
  return {
    what: 'growth of the policies with workloads, 250 to 2,000',
    measured: `exponent ${exponent.toFixed(2)} (${each})`,
    goal: '≤ 1',
    reached: exponent <= 1,
  };
}

async function measure(workloads: number): Promise<{ readonly ms: number; readonly classes: number }> {
  const { graph } = clusterOf(treeOf(cluster(workloads)), defaultConfig, createMemo());
  if (graph.workloads.length !== workloads || graph.policies.length !== 500)
    throw new Error('the cluster is not the one that is to be measured');
  if (connected(graph) === 0) throw new Error('somebody must be able to connect, or nothing was measured');
  const times = await timed(5, () => connected(graph), 1);
  return { ms: median(times), classes: podClasses(graph).length };
}

/** How many pairs of classes may connect. */
function connected(graph: Graph): number {
  const classes = podClasses(graph);
  let pairs = 0;
  for (const source of classes)
    for (const destination of classes) if (portsBetween(source, destination).size > 0) pairs += 1;
  return pairs;
}

/** 50 namespaces with five roles of workloads each and ten policies, whatever the number of workloads. */
const cluster = (workloads: number): ReadonlyMap<string, string> =>
  new Map(
    Array.from({ length: namespaces }, (_, index) => [
      `teams/team-${index}.yaml`,
      [namespace(index), ...own(index, workloads), ...rules(index)].join('---\n'),
    ]),
  );

const namespace = (team: number): string => `apiVersion: v1
kind: Namespace
metadata: { name: team-${team}, labels: { tier: ${team % 2 === 0 ? 'front' : 'back'} } }
`;

const own = (team: number, workloads: number): readonly string[] =>
  Array.from({ length: workloads / namespaces }, (_, index) => {
    const role = roles[index % roles.length] ?? '';
    return `apiVersion: apps/v1
kind: Deployment
metadata: { name: app-${index}, namespace: team-${team} }
spec:
  selector: { matchLabels: { app: app-${index} } }
  template:
    metadata: { labels: { app: app-${index}, role: ${role} } }
    spec: { containers: [{ name: main, ports: [{ name: http, containerPort: ${8000 + (index % roles.length)} }] }] }
`;
  });

/** What people write: everything shut, names looked up, then a rule or two for each role. */
const rules = (team: number): readonly string[] =>
  [
    '{ podSelector: {}, policyTypes: [Ingress, Egress] }',
    '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: UDP }] }] }',
    '{ podSelector: { matchLabels: { role: web } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }], ports: [{ port: http }] }] }',
    '{ podSelector: { matchLabels: { role: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { role: web } } }, { namespaceSelector: { matchLabels: { tier: front } }, podSelector: { matchLabels: { role: web } } }], ports: [{ port: http }] }] }',
    '{ podSelector: { matchExpressions: [{ key: role, operator: In, values: [db, cache] }] }, ingress: [{ from: [{ podSelector: { matchLabels: { role: api } } }, { podSelector: { matchLabels: { role: worker } } }], ports: [{ port: 8003, endPort: 8004 }] }] }',
    '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }], ports: [{ port: http }] }] }',
    '{ podSelector: { matchLabels: { role: worker } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16] } }], ports: [{ port: 443 }] }] }',
    '{ podSelector: { matchExpressions: [{ key: role, operator: NotIn, values: [db, cache] }] }, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {} }] }] }',
    '{ podSelector: { matchLabels: { role: web } }, policyTypes: [Ingress], ingress: [{ from: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }] }',
    '{ podSelector: { matchLabels: { role: db } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { role: db } } }] }] }',
  ].map(
    (spec, index) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: policy-${index}, namespace: team-${team} }
spec: ${spec}
`,
  );
