import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../src/graph/graph.ts';
import { type AdmissionChange, compareAdmissions } from '../../../src/graph/policy/compare.ts';
import { namespaceLabels } from '../../../src/graph/policy/namespaces.ts';
import { type PathVerdict, type Source, verdictOn } from '../../../src/graph/policy/path-verdict.ts';
import { isolates } from '../../support/policy-model.ts';
import { equivalents, rewritten, shuffled } from '../../support/policy-rewrites.ts';
import {
  asker,
  egressRule,
  ingressRule,
  networkPolicy,
  type PolicyObject,
  type PolicyWorld,
  podName,
  policyWorld,
  portNumbers,
  questions,
  rowsOf,
  worldGraph,
} from '../../support/policy-world.ts';

const runs = { numRuns: 60 };

const none = new Map<string, string>();
/** Whom pods may see at the other end of a way in. */
const sources: readonly Source[] = [
  { source: 'clients', cidrs: ['0.0.0.0/0', '::/0'] },
  { source: 'clients', cidrs: ['10.0.0.0/8'] },
  { source: 'address', of: 'a node' },
  { source: 'pod', namespace: 'a', labels: { labels: new Map([['app', 'x']]), complete: true }, isGuess: false },
  { source: 'pod', namespace: 'elsewhere', labels: { labels: none, complete: false }, isGuess: true },
  { source: 'cilium-ingress' },
  { source: 'unknown', why: 'nobody knows' },
];

/** The verdict on every way in: each pod, port and source, without the names of the policies. */
function verdicts({ workloads, policies, unclearPolicies: unclear, namespaces }: Graph): readonly string[] {
  const set = { policies, unclear, namespaceLabels: namespaceLabels(namespaces) };
  return workloads
    .flatMap((workload) =>
      [...portNumbers, undefined].flatMap((port) =>
        sources.map((source, index) => {
          const verdict = verdictOn({ workload, port, protocol: 'TCP', source }, set);
          return `${workload.id.namespace}/${workload.id.name} ${port} ${index} ${told(verdict)}`;
        }),
      ),
    )
    .sort();
}

const told = ({ state, sources: from }: PathVerdict): string => `${state} ${from?.join() ?? ''}`;

/** Both ways: nothing gained and nothing lost. */
const changesOf = (base: Graph, head: Graph): readonly AdmissionChange[] => [
  ...compareAdmissions(base, head),
  ...compareAdmissions(head, base),
];

test('without a policy everything is allowed', () => {
  fc.assert(
    fc.property(policyWorld, (world) => {
      const graph = worldGraph({ ...world, policies: [] });
      const ask = asker(graph);
      expect([...questions(world)].filter((question) => !ask(...question))).toEqual([]);
      expect(verdicts(graph).filter((line) => !line.includes(' allowed '))).toEqual([]);
      const all = '{"TCP":[[1,65535]],"UDP":[[1,65535]],"SCTP":[[1,65535]]}';
      expect(rowsOf(graph).filter((row) => !row.endsWith(all))).toEqual([]);
    }),
    runs,
  );
});

test('a policy changes nothing for pods that it does not select', () => {
  const added = fc.tuple(policyWorld, networkPolicy(9));
  fc.assert(
    fc.property(added, ([world, policy]) => {
      const more = { ...world, policies: [...world.policies, policy] };
      const [before, after] = [worldGraph(world), worldGraph(more)];
      const [was, now] = [asker(before), asker(after)];
      const changed = [...questions(world)].filter((question) => was(...question) !== now(...question));
      const selected = (type: 'Ingress' | 'Egress'): readonly string[] =>
        world.pods.filter((pod) => isolates(policy, pod, type)).map(podName);
      const [shut, held] = [selected('Ingress'), selected('Egress')];
      expect(changed.filter(([from, to]) => !shut.includes(to) && !held.includes(from))).toEqual([]);
      const touched = changesOf(before, after).map(({ after: { id } }) => `${id.namespace}/${id.name}`);
      expect(touched.filter((name) => !shut.includes(name))).toEqual([]);
      const others = (lines: readonly string[]) =>
        lines.filter((line) => !shut.some((name) => line.startsWith(`${name} `)));
      expect(others(verdicts(after))).toEqual(others(verdicts(before)));
    }),
    runs,
  );
});

test('one more allow rule takes no connection away', () => {
  const added = fc.tuple(policyWorld, fc.nat(), ingressRule, egressRule);
  fc.assert(
    fc.property(added, ([world, seed, ingress, egress]) => {
      const chosen = seed % world.policies.length;
      const more = {
        ...world,
        policies: world.policies.map((policy, index) =>
          index === chosen ? withRules(policy, ingress, egress) : policy,
        ),
      };
      const [before, after] = [worldGraph(world), worldGraph(more)];
      const [was, now] = [asker(before), asker(after)];
      expect([...questions(world)].filter((question) => was(...question) && !now(...question))).toEqual([]);
      expect(compareAdmissions(before, after).flatMap(({ lost }) => lost)).toEqual([]);
      const old = ranks(before);
      expect(ranks(after).filter((rank, index) => rank < (old[index] ?? 0))).toEqual([]);
    }),
    runs,
  );
});

/** Rules for the directions that it isolates already: one for another direction would isolate. */
function withRules(policy: PolicyObject, ingress: object, egress: object): PolicyObject {
  const { spec } = policy;
  const types = spec.policyTypes?.length ? spec.policyTypes : spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  return {
    ...policy,
    spec: {
      ...spec,
      ...(types.includes('Ingress') ? { ingress: [...(spec.ingress ?? []), ingress] } : {}),
      ...(types.includes('Egress') ? { egress: [...(spec.egress ?? []), egress] } : {}),
    },
  };
}

/** Some are let through, or may be: neither is more than the other. */
const openness: Readonly<Record<string, number>> = { blocked: 0, unknown: 1, filtered: 1, allowed: 2 };

const ranks = (graph: Graph): readonly number[] =>
  verdicts(graph).map((line) => openness[line.split(' ')[3] ?? ''] ?? -1);

test('the order of documents, policies, rules, peers, ports and selectors says nothing', () => {
  const pairs = policyWorld.chain((world) => fc.tuple(fc.constant(world), shuffled(world)));
  fc.assert(
    fc.property(pairs, ([world, other]) => {
      expectSame(world, other);
    }),
    runs,
  );
});

describe('a rewrite that means the same changes nothing:', () => {
  test.each([...equivalents])('%s', (_name, rewrite) => {
    fc.assert(
      fc.property(policyWorld, (world) => {
        expectSame(world, rewritten(world, rewrite));
      }),
      runs,
    );
  });
});

/** The same rows, verdicts and comparison. */
function expectSame(world: PolicyWorld, other: PolicyWorld): void {
  const [before, after] = [worldGraph(world), worldGraph(other)];
  expect(rowsOf(after)).toEqual(rowsOf(before));
  expect(verdicts(after)).toEqual(verdicts(before));
  expect(changesOf(before, after)).toEqual([]);
}
