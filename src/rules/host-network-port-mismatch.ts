import { flawRule } from './flaw-rule.ts';

export const hostNetworkPortMismatch = flawRule({
  id: 'host-network-port-mismatch',
  severity: 'error',
  summary: "a hostPort unlike its containerPort in the node's network",
});
