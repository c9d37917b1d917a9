import type { Exposure } from '../exposure/exposure.ts';
import { everywhere } from '../model/cidr.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening, openings } from './openings.ts';
import type { Transition, TransitionRule } from './rule.ts';
import { rangesOf } from './words.ts';

/**
 * The node port that a load balancer brings along. By itself it is worth a line with the load balancer; where source
 * ranges guard the load balancer it is a way round them, since they do not hold on the nodes.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation
 */
export const implicitNodePort: TransitionRule = {
  id: 'implicit-node-port',
  severity: 'info',
  summary: 'the node port that a load balancer brings along unasked',
  looksAt: 'transition',
  find: (transition) => {
    const balancers = balancersAtHead(transition);
    const fresh = openings(transition, 'node-port').filter(({ entry }) => entry.nodePort === undefined);
    const beside = fresh.flatMap((exposure) => {
      const balancer = balancers(exposure);
      return balancer === undefined ? [] : { exposure, balancer };
    });
    return [...beside, ...newlyGuarded(transition)].map(({ exposure, balancer }) => observe(exposure, balancer));
  },
};

type Balanced = { readonly exposure: Exposure; readonly balancer: Exposure };

/** The load balancer of the same Service port, in the same unit. */
function balancersAtHead({ units }: Transition): (nodePort: Exposure) => Exposure | undefined {
  const all = units.flatMap(({ head }) => head.exposures.filter(({ entry }) => entry.kind === 'lb'));
  const byPort = new Map(all.map((one) => [`${one.unit}\n${servicePort(one)}`, one]));
  return (nodePort) => byPort.get(`${nodePort.unit}\n${servicePort(nodePort)}`);
}

const servicePort = ({ key }: Exposure): string => key.slice(key.indexOf('|'));

/** A load balancer that gets its first source ranges, while its node port stays open to everybody. */
function newlyGuarded({ diff, units }: Transition): readonly Balanced[] {
  const guarded = diff.narrowed.filter(
    ({ before, after }) => after.entry.kind === 'lb' && isOpen(before) && !isOpen(after),
  );
  if (guarded.length === 0) return [];
  const nodePorts = units.flatMap(({ head }) => head.exposures.filter(({ entry }) => entry.kind === 'node-port'));
  return guarded.flatMap(({ after: balancer }) =>
    nodePorts
      .filter((one) => one.unit === balancer.unit && servicePort(one) === servicePort(balancer))
      .slice(0, 1)
      .map((exposure) => ({ exposure, balancer })),
  );
}

const isOpen = ({ sources }: Exposure): boolean => sources.join() === everywhere.join();

function observe(exposure: Exposure, balancer: Exposure) {
  const { object, port } = exposure.entry;
  const help = say`set allocateLoadBalancerNodePorts: false if the load balancer sends straight to the pods, or firewall the nodes`;
  const number = exposure.entry.nodePort === undefined ? say`a node port` : say`node port ${exposure.entry.nodePort}`;
  if (isOpen(balancer))
    return opening(exposure, {
      message: say`${describe(object)} opens ${number} for port ${port ?? '?'} besides its load balancer`,
      help,
    });
  const { cause: _alone, ...seen } = opening(exposure, {
    message: say`the source ranges of ${describe(object)} (${rangesOf(balancer)}) do not hold for ${number} behind port ${port ?? '?'}, which takes everybody who reaches a node`,
    help,
    severity: 'notice',
  });
  return seen;
}
