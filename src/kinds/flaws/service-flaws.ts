import { entries, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { type Message, say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type Flaw, type ResourceId } from '../../model/resource.ts';
import { type Field, flaw, isFilledInLater } from './flaw.ts';
import { missing, numberFlaws, numberOrNameFlaws, protocolFlaws, written, wrong } from './port-flaws.ts';

/**
 * What the API server refuses of a Service, whatever else there is in the cluster.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/core/validation/validation.go (ValidateService)
 */
export function serviceFlaws(root: MapNode, id: ResourceId): readonly Flaw[] {
  const spec = field(root, 'spec');
  if (spec === undefined) return [];
  const ports = items(field(spec, 'ports')).map((node, index) => ({ id, path: `spec.ports[${index}]`, node }));
  return [...ports.flatMap(portFlaws), ...namesFlaws(ports), ...repeatedPorts(ports), ...conflicts(spec, id)];
}

function portFlaws(part: Field): readonly Flaw[] {
  if (part.node.kind !== 'map') return [];
  const port = field(part.node, 'port');
  return [
    ...(port === undefined ? [missing(part, 'port', say``, say`write the port that clients dial`)] : []),
    ...numberFlaws(written(part, 'port'), 1),
    ...numberOrNameFlaws(written(part, 'targetPort')),
    // Whether a number lies in the cluster's range is another question, see node-port-out-of-range.
    ...numberFlaws(written(part, 'nodePort'), 0),
    ...protocolFlaws(written(part, 'protocol')),
  ];
}

/** Several ports need names, all different: EndpointSlices tell them apart by nothing else. */
function namesFlaws(ports: readonly Field[]): readonly Flaw[] {
  if (ports.length < 2) return [];
  const seen = new Set<string>();
  return ports.flatMap((part) => {
    const node = field(part.node, 'name');
    const name = scalarText(node);
    if (node === undefined || name === undefined || name === '')
      return [
        missing(part, 'name', say`, and a Service with several ports needs one for each`, say`give each port a name`),
      ];
    if (isPlaceholder(name) || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    const at = { id: part.id, path: `${part.path}.name`, node };
    return [wrong(at, say`${name}, which another port of it is called too`, say`give each port a name of its own`)];
  });
}

function repeatedPorts(ports: readonly Field[]): readonly Flaw[] {
  const seen = new Set<string>();
  return ports.flatMap((part) => {
    const at = written(part, 'port');
    if (at === undefined) return [];
    const protocol = scalarText(field(part.node, 'protocol')) || 'TCP';
    const key = `${scalarText(at.node)}/${protocol}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [wrong(at, say`${key} for the second time`, say`remove one of the two, or let them differ in protocol`)];
  });
}

/** A field that only some types of Service may have. */
interface Conflict {
  readonly field: string;
  readonly isAllowed: (service: Facts) => boolean;
  readonly why: Message;
}

/** What decides which fields a Service may have. */
interface Facts {
  readonly type: string;
  readonly headless: boolean;
  readonly hasExternalIPs: boolean;
  readonly externalTrafficPolicy: string;
}

const conflictsOf: readonly Conflict[] = [
  {
    field: 'loadBalancerSourceRanges',
    isAllowed: ({ type }) => type === 'LoadBalancer',
    why: say`only a Service of type LoadBalancer may have`,
  },
  {
    field: 'allocateLoadBalancerNodePorts',
    isAllowed: ({ type }) => type === 'LoadBalancer',
    why: say`only a Service of type LoadBalancer may have`,
  },
  {
    field: 'loadBalancerClass',
    isAllowed: ({ type }) => type === 'LoadBalancer',
    why: say`only a Service of type LoadBalancer may have`,
  },
  {
    field: 'externalTrafficPolicy',
    isAllowed: ({ type, hasExternalIPs }) =>
      type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && hasExternalIPs),
    why: say`only a Service that can be reached from outside may have`,
  },
  {
    field: 'healthCheckNodePort',
    isAllowed: ({ type, externalTrafficPolicy }) => type === 'LoadBalancer' && externalTrafficPolicy === 'Local',
    why: say`only a LoadBalancer with externalTrafficPolicy Local may have`,
  },
];

function conflicts(spec: Node, id: ResourceId): readonly Flaw[] {
  const type = scalarText(field(spec, 'type')) || 'ClusterIP';
  if (isPlaceholder(type)) return [];
  const facts: Facts = {
    type,
    headless: scalarText(field(spec, 'clusterIP')) === 'None',
    hasExternalIPs: items(field(spec, 'externalIPs')).length > 0,
    externalTrafficPolicy: scalarText(field(spec, 'externalTrafficPolicy')) ?? '',
  };
  return [
    ...conflictsOf.flatMap((conflict) => fieldConflict(spec, id, facts, conflict)),
    ...nodePortConflicts(spec, id, facts),
    ...typeConflicts(spec, id, facts),
  ];
}

function fieldConflict(spec: Node, id: ResourceId, facts: Facts, conflict: Conflict): readonly Flaw[] {
  const node = field(spec, conflict.field);
  if (node === undefined || isEmpty(node) || isFilledInLater(node) || conflict.isAllowed(facts)) return [];
  const path = `spec.${conflict.field}`;
  return [
    refused(
      { id, path, node },
      say`${describe(id)} is of type ${facts.type} and has ${conflict.field}, which ${conflict.why}`,
      say`remove ${conflict.field}, or set the type that it is for`,
    ),
  ];
}

/** `0`, an empty text, list or map is «not set». */
const isEmpty = (node: Node): boolean =>
  (node.kind === 'scalar' && (node.value === 0 || node.value === '')) ||
  (node.kind === 'sequence' && node.items.length === 0) ||
  (node.kind === 'map' && entries(node).length === 0);

/** On an object that was of another type before, the API server drops the number; a fresh one it refuses. */
function nodePortConflicts(spec: Node, id: ResourceId, { type }: Facts): readonly Flaw[] {
  if (type !== 'ClusterIP') return [];
  return items(field(spec, 'ports')).flatMap((port, index) => {
    const node = field(port, 'nodePort');
    if (node === undefined || isEmpty(node) || isFilledInLater(node)) return [];
    const path = `spec.ports[${index}].nodePort`;
    return refused(
      { id, path, node },
      say`${describe(id)} is of type ClusterIP and asks for nodePort ${scalarText(node) ?? ''}`,
      say`remove nodePort, or set type: NodePort if every node shall listen`,
    );
  });
}

function typeConflicts(spec: Node, id: ResourceId, { type, headless }: Facts): readonly Flaw[] {
  const ip = field(spec, 'clusterIP');
  if (headless && ip !== undefined && (type === 'NodePort' || type === 'LoadBalancer'))
    return [
      refused(
        { id, path: 'spec.clusterIP', node: ip },
        say`${describe(id)} is headless (clusterIP: None) and of type ${type}`,
        say`remove clusterIP: None, or use type ClusterIP`,
      ),
    ];
  const node = field(spec, 'type');
  if (type === 'ExternalName' && node !== undefined && !scalarText(field(spec, 'externalName')))
    return [
      refused(
        { id, path: 'spec.type', node },
        say`${describe(id)} is of type ExternalName and names no externalName`,
        say`write externalName: the DNS name that it stands for`,
      ),
    ];
  const isPortless = items(field(spec, 'ports')).length === 0 && field(spec, 'ports')?.kind !== 'map';
  if (type === 'ExternalName' || headless || !isPortless) return [];
  return [
    refused({ id, path: 'spec', node: spec }, say`${describe(id)} has no ports`, say`list the ports that it serves`),
  ];
}

const refused = (at: Field, fact: Message, help: Message): Flaw =>
  flaw(at, 'service-field-conflict', { message: say`${fact}; the API server refuses it`, help });
