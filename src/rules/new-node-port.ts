import type { Exposure } from '../exposure/exposure.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { onward, opening, openings } from './openings.ts';
import type { Transition, TransitionRule } from './rule.ts';

/**
 * A node port that somebody asked for. The one that a new LoadBalancer brings along unasked is no finding of its own:
 * it stands in the report, and the load balancer's finding is about the same decision.
 */
export const newNodePort: TransitionRule = {
  id: 'new-node-port',
  severity: 'warning',
  summary: 'a node port that was not open at base',
  looksAt: 'transition',
  find: (transition) => {
    const balanced = balancedPorts(transition);
    return openings(transition, 'node-port')
      .filter((exposure) => exposure.entry.nodePort !== undefined || !balanced.has(servicePort(exposure)))
      .map((exposure) =>
        opening(exposure, {
          message: say`opens ${numberOf(exposure)} on every node (${servicePortOf(exposure)})${onward(exposure)}`,
          help: say`use type ClusterIP behind an Ingress or Gateway; if clients need the node port, firewall the nodes`,
        }),
      );
  },
};

const numberOf = ({ entry }: Exposure) =>
  entry.nodePort === undefined ? literal('a node port that the cluster chooses') : say`node port ${entry.nodePort}`;

const servicePortOf = ({ entry, hops }: Exposure) =>
  say`${entry.protocol ?? 'TCP'} port ${entry.port ?? hops.at(-1)?.port ?? '?'} of ${describe(entry.object)}`;

export const servicePort = ({ key }: Exposure): string => key.slice(key.indexOf('|'));

/** The Service ports for which the change opens a load balancer too. */
export const balancedPorts = (transition: Transition): ReadonlySet<string> =>
  new Set(openings(transition, 'lb').map(servicePort));
