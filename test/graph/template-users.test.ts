import { describe, expect, test } from 'vitest';
import { connect } from '../../src/graph/connect.ts';
import { readFile } from '../../src/kinds/read-file.ts';
import type { Workload } from '../../src/model/resource.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { replicas: 0, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web }] } } }
`;
const rollout = (spec: string, namespace = 'shop'): string => `---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: rollout, namespace: ${namespace} }
spec: ${spec}
`;

function workloadsOf(text: string): readonly Workload[] {
  const { objects } = readFile('k8s/web.yaml', new TextEncoder().encode(text), 'whole');
  return connect(objects.flatMap(({ roles }) => roles)).workloads;
}

describe('a Deployment that is scaled to nothing', () => {
  test.each([
    ['{ workloadRef: { apiVersion: apps/v1, kind: Deployment, name: web } }', 'shop', 'yes', 'a Rollout runs it'],
    ['{ workloadRef: { name: web } }', 'shop', 'yes', 'the kind is Deployment unless it is written'],
    ['{ replicas: 0, workloadRef: { kind: Deployment, name: web } }', 'shop', 'no', 'the Rollout has no pods either'],
    ['{ workloadRef: { kind: Deployment, name: api } }', 'shop', 'no', 'the Rollout runs another one'],
    ['{ workloadRef: { kind: ReplicaSet, name: web } }', 'shop', 'no', 'the Rollout runs another kind'],
    ['{ workloadRef: { kind: Deployment, name: web } }', 'test', 'no', 'the Rollout is in another namespace'],
  ])('beside a Rollout %s of %s runs: %s, %s', (spec, namespace, active) => {
    expect(workloadsOf(deployment + rollout(spec, namespace)).map((one) => one.active)).toEqual([active]);
  });
});

test('the same Deployment and Rollout make the same workload on both sides', () => {
  const { objects } = readFile(
    'k8s/web.yaml',
    new TextEncoder().encode(deployment + rollout('{ workloadRef: { name: web } }')),
    'whole',
  );
  const roles = objects.flatMap((one) => one.roles);
  expect(connect(roles).workloads[0]).toBe(connect(roles).workloads[0]);
});

test('a machine of KubeVirt is as alive as its strategy says', () => {
  const machine = (spec: string): string =>
    `apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: { name: vm }\nspec: { ${spec}, template: { spec: {} } }\n`;
  const activeOf = (spec: string): unknown => workloadsOf(machine(spec)).map(({ active }) => active);
  expect(activeOf('runStrategy: Always')).toEqual(['yes']);
  expect(activeOf('runStrategy: Halted')).toEqual(['no']);
  expect(activeOf('runStrategy: Manual')).toEqual(['unknown']);
  expect(activeOf('running: true')).toEqual(['yes']);
  expect(activeOf('running: false')).toEqual(['no']);
});
