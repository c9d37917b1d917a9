import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ (policyTypes) */
export const policyIsolatesUnintentionally: StateRule = {
  id: 'policy-isolates-unintentionally',
  severity: 'warning',
  summary: 'a policy for egress that shuts ingress as well',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.policies
      .filter(({ impliesIngress }) => impliesIngress)
      .map((policy) => ({
        about: objectName(policy.id),
        object: objectOf(policy.id),
        at: policy.at,
        because: [],
        message: say`${describe(policy.id)} has rules for egress only and no policyTypes, so it also lets nothing in to the pods that it selects`,
        help: say`add policyTypes: [Egress]`,
        units: [unit.id],
      })),
};
