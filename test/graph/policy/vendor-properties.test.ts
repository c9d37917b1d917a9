import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAdmissions } from '../../../src/graph/policy/compare.ts';
import {
  asker,
  graphOf,
  networkPolicy,
  type PolicyObject,
  type PolicyWorld,
  policyWorld,
  questions,
  rowsOf,
  worldGraph,
} from '../../support/policy-world.ts';
import { asCalico, asCilium, type VendorRewrite } from '../../support/vendor-rewrites.ts';

const runs = { numRuns: 60 };

const written = ({ namespaces, pods, policies }: PolicyWorld, rewrite: VendorRewrite) =>
  graphOf([...namespaces, ...pods, ...policies.map(rewrite)]);

describe.each([
  ['Cilium', asCilium],
  ['Calico', asCalico],
] as const)('NetworkPolicies as policies of %s', (_vendor, rewrite) => {
  test('let the same through', () => {
    fc.assert(
      fc.property(policyWorld, (world) => {
        expect(rowsOf(written(world, rewrite))).toEqual(rowsOf(worldGraph(world)));
      }),
      runs,
    );
  });

  test('are no change when they take their place one by one', () => {
    fc.assert(
      fc.property(policyWorld, fc.nat(), (world, seed) => {
        const chosen = seed % world.policies.length;
        const mixed = world.policies.map((policy, index) => (index === chosen ? rewrite(policy) : policy));
        const [before, after] = [worldGraph(world), graphOf([...world.namespaces, ...world.pods, ...mixed])];
        expect(rowsOf(after)).toEqual(rowsOf(before));
        expect(compareAdmissions(before, after)).toEqual([]);
        expect(compareAdmissions(after, before)).toEqual([]);
      }),
      runs,
    );
  });
});

/** The policy as one of Cilium that denies what it allowed, and isolates nobody. */
function denying(policy: PolicyObject): object {
  const { metadata, spec, ...rest } = asCilium(policy) as { metadata: { name: string }; spec: Record<string, unknown> };
  const { ingress, egress, ...others } = spec;
  return {
    ...rest,
    metadata,
    spec: {
      ...others,
      enableDefaultDeny: { ingress: false, egress: false },
      ...(ingress === undefined ? {} : { ingressDeny: ingress }),
      ...(egress === undefined ? {} : { egressDeny: egress }),
    },
  };
}

test('what Cilium denies is shut, whatever is allowed, and nothing else changes', () => {
  fc.assert(
    fc.property(policyWorld, networkPolicy(9), (world, policy) => {
      const { namespaces, pods, policies } = world;
      const alone = asker(graphOf([...namespaces, ...pods, denying(policy)]));
      const [before, after] = [
        asker(worldGraph(world)),
        asker(graphOf([...namespaces, ...pods, ...policies, denying(policy)])),
      ];
      for (const question of questions(world))
        expect(after(...question), question.join(' ')).toBe(before(...question) && alone(...question));
    }),
    runs,
  );
});

test('the order of rules and of policies of Cilium says nothing', () => {
  fc.assert(
    fc.property(policyWorld, networkPolicy(9), ({ namespaces, pods, policies }, policy) => {
      const all = [...policies.map(asCilium), denying(policy)];
      const turned = all.toReversed().map((one) => {
        const { spec, ...rest } = one as { spec: Record<string, unknown> };
        const reversed = Object.entries(spec).map(([key, value]) => [
          key,
          Array.isArray(value) ? value.toReversed() : value,
        ]);
        return { ...rest, spec: Object.fromEntries(reversed.toReversed()) };
      });
      const [before, after] = [graphOf([...namespaces, ...pods, ...all]), graphOf([...namespaces, ...pods, ...turned])];
      expect(rowsOf(after)).toEqual(rowsOf(before));
      expect(compareAdmissions(before, after)).toEqual([]);
    }),
    runs,
  );
});
