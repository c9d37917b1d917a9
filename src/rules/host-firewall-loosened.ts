import { say } from '../model/message.ts';
import { causeWords, nodePolicyChanges, observed } from './policy-changes.ts';
import { opennessOf } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

/** The firewall of the nodes themselves: what comes to node ports, host ports and the host network. */
export const hostFirewallLoosened: TransitionRule = {
  id: 'host-firewall-loosened',
  severity: 'warning',
  summary: 'a firewall of the nodes that lets more in',
  looksAt: 'transition',
  find: (transition, config) =>
    nodePolicyChanges(transition, config).map((change) =>
      observed(change, {
        message: say`${causeWords(change)}, ${opennessOf(change, 'gained')}`,
        help: say`admit only those who must reach the nodes`,
      }),
    ),
};
