import type { Exposure } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe, type Service } from '../model/resource.ts';
import { balancedPorts, servicePort } from './new-node-port.ts';
import { opening, openings } from './openings.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { admitsEverybody, rangesOf } from './words.ts';

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
    const [beside, guarded] = [balanced(transition), newlyGuarded(transition)];
    if (beside.length + guarded.length === 0) return [];
    const isNeeded = forwarding(transition);
    const besideNew = balancedPorts(transition);
    return [
      ...beside.map(({ exposure, balancer }) => ({
        ...observe(exposure, balancer, isNeeded(exposure)),
        // Beside a load balancer that was there, the node port is told as a new one.
        ...(besideNew.has(servicePort(exposure)) ? { adds: say`a node port opens too` } : {}),
      })),
      ...guarded.map((pair) => ({
        ...observe(pair.exposure, pair.balancer, isNeeded(pair.exposure)),
        at: pair.balancer.attributesAt.sources?.[0] ?? pair.exposure.at,
      })),
    ];
  },
};

type Balanced = { readonly exposure: Exposure; readonly balancer: Exposure };

/** The node ports that the change opens unasked, each with the load balancer of the same Service port and unit. */
function balanced(transition: Transition): readonly Balanced[] {
  const fresh = openings(transition, 'node-port').filter(({ entry }) => entry.nodePort === undefined);
  if (fresh.length === 0) return [];
  const all = transition.units.flatMap(({ head }) => head.exposures.filter(({ entry }) => entry.kind === 'lb'));
  const byPort = new Map(all.map((one) => [`${one.unit}\n${servicePort(one)}`, one]));
  return fresh.flatMap((exposure) => {
    const balancer = byPort.get(`${exposure.unit}\n${servicePort(exposure)}`);
    return balancer === undefined ? [] : { exposure, balancer };
  });
}

/** A load balancer that gets its first source ranges, while its node port stays open to everybody. */
function newlyGuarded({ diff, units }: Transition): readonly Balanced[] {
  const guarded = [...diff.narrowed, ...diff.changed].filter(
    ({ before, after }) => after.entry.kind === 'lb' && admitsEverybody(before) && !admitsEverybody(after),
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

/** Does the load balancer of this Service send to the node ports, so that they cannot be left out? */
const forwarding =
  ({ units }: Transition) =>
  ({ entry: { object } }: Exposure): boolean =>
    units.some(({ head }) =>
      head.graph.services.some(
        ({ service }) =>
          service.id.name === object.name && objectName(service.id) === objectName(object) && sendsToNodes(service),
      ),
    );

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#nlb-target-type */
const sendsToNodes = ({ annotations }: Service): boolean =>
  annotations.get('service.beta.kubernetes.io/aws-load-balancer-nlb-target-type')?.value.trim() === 'instance';

function observe(exposure: Exposure, balancer: Exposure, isNeeded: boolean): Observation {
  const { object, nodePort, port = '?' } = exposure.entry;
  const [number, its] =
    nodePort === undefined
      ? [say`a node port`, say`its node port`]
      : [say`node port ${nodePort}`, say`node port ${nodePort}`];
  const help = isNeeded
    ? say`firewall the nodes, so that only the load balancer reaches it`
    : say`set allocateLoadBalancerNodePorts: false if the load balancer needs no node ports, else firewall the nodes`;
  if (admitsEverybody(balancer))
    return opening(exposure, {
      message: say`${describe(object)} opens ${number} for port ${port} besides its load balancer`,
      help,
    });
  // A finding of its own, since the load balancer's says nothing of this way.
  const { cause: _alone, ...seen } = opening(exposure, {
    message: say`the source ranges of ${describe(object)} (${rangesOf(balancer)}) do not protect ${its} for port ${port}: whoever reaches a node gets in`,
    help,
    ...(isNeeded ? {} : { severity: 'notice' }),
  });
  return seen;
}
