import { entries, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { literal, type Message, say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { Flaw, ResourceId } from '../../model/resource.ts';
import { type Field, flaw, isFilledInLater } from './flaw.ts';
import { labelFlaws, missing, numberFlaws, numberOrNameFlaws, protocolFlaws, written, wrong } from './port-flaws.ts';
import { fieldOf, isMissing, refuses, writtenAt } from './words.ts';

/**
 * What the API server refuses of a Service, whatever else there is in the cluster.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/core/validation/validation.go (ValidateService)
 */
export function serviceFlaws(root: MapNode, id: ResourceId): readonly Flaw[] {
  const spec = field(root, 'spec');
  if (spec === undefined) return [];
  const ports = items(field(spec, 'ports')).map((node, index) => ({ id, path: `spec.ports[${index}]`, node }));
  return [...ports.flatMap(portFlaws), ...namesFlaws(ports), ...repeatedPorts(ports), ...conflicts(root, spec, id)];
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
    ...labelFlaws(written(part, 'name')),
  ];
}

/** Several ports need names, all different: EndpointSlices tell them apart by nothing else. */
function namesFlaws(ports: readonly Field[]): readonly Flaw[] {
  if (ports.length < 2) return [];
  const seen = new Set<string>();
  return ports
    .filter(({ node }) => node.kind === 'map')
    .flatMap((part) => {
      const node = field(part.node, 'name');
      const name = scalarText(node);
      if (node === undefined || name === undefined || name === '')
        return [missing(part, 'name', say`, but each of several ports must have one`, say`give each port a name`)];
      if (isPlaceholder(name) || !seen.has(name)) {
        seen.add(name);
        return [];
      }
      const at = { id: part.id, path: `${part.path}.name`, node };
      return [wrong(at, say`but another port of the Service has that name`, say`give each port its own name`)];
    });
}

function repeatedPorts(ports: readonly Field[]): readonly Flaw[] {
  const seen = new Set<string>();
  return ports.flatMap((part) => {
    const at = written(part, 'port');
    if (at === undefined) return [];
    const protocol = scalarText(field(part.node, 'protocol')) || 'TCP';
    const number = scalarText(at.node) ?? '';
    const key = `${number}/${protocol}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      wrong(at, say`but the Service has ${protocol} port ${number} already`, say`remove one, or change its protocol`),
    ];
  });
}

/** A field that only some types of Service may have. */
interface Conflict {
  readonly path: readonly string[];
  readonly isAllowed: (service: Facts) => boolean;
  readonly needs: Message;
  /** True for what the API server sets by itself: as long as it is unchanged, the update of the type drops it. */
  readonly isDropped?: true;
}

/** What decides which fields a Service may have; `maybe` where a placeholder stands. */
interface Facts {
  readonly type: string;
  /** Where the type is written, if it is. */
  readonly typeAt: readonly Node[];
  readonly headless: boolean | 'maybe';
  /** True also where somebody fills them in later. */
  readonly hasExternalIPs: boolean;
  readonly checksHealth: boolean | 'maybe';
}

const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const conflictsOf: readonly Conflict[] = [
  {
    path: ['spec', 'loadBalancerSourceRanges'],
    isAllowed: ({ type }) => type === 'LoadBalancer',
    needs: say`type LoadBalancer`,
  },
  {
    path: ['metadata', 'annotations', sourceRangesAnnotation],
    isAllowed: ({ type }) => type === 'LoadBalancer',
    needs: say`type LoadBalancer`,
  },
  {
    path: ['spec', 'allocateLoadBalancerNodePorts'],
    isAllowed: ({ type }) => type === 'LoadBalancer',
    needs: say`type LoadBalancer`,
    isDropped: true,
  },
  {
    path: ['spec', 'loadBalancerClass'],
    isAllowed: ({ type }) => type === 'LoadBalancer',
    needs: say`type LoadBalancer`,
    isDropped: true,
  },
  {
    path: ['spec', 'externalTrafficPolicy'],
    isAllowed: ({ type, hasExternalIPs }) =>
      type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && hasExternalIPs),
    needs: say`type NodePort or LoadBalancer, or externalIPs`,
    isDropped: true,
  },
  {
    path: ['spec', 'healthCheckNodePort'],
    isAllowed: ({ type, checksHealth }) => type === 'LoadBalancer' && checksHealth !== false,
    needs: say`type LoadBalancer with externalTrafficPolicy Local`,
    isDropped: true,
  },
];

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

/** Which fields it may have, nobody can tell. */
function noType(type: Field, value: string): Flaw {
  const meant = types.find((one) => one.toLowerCase() === value.toLowerCase());
  return {
    ...refused(
      type,
      say`${writtenAt(type)}, but must be ClusterIP, NodePort, LoadBalancer or ExternalName`,
      meant === undefined ? say`write ClusterIP, NodePort, LoadBalancer or ExternalName` : say`write ${meant}`,
    ),
    ...(meant === undefined ? {} : { fix: meant }),
  };
}

function conflicts(root: MapNode, spec: Node, id: ResourceId): readonly Flaw[] {
  const written = field(spec, 'type');
  const type = scalarText(written) || 'ClusterIP';
  if (written !== undefined && !types.includes(type))
    return isFilledInLater(written) ? [] : [noType({ id, path: 'spec.type', node: written }, type)];
  if (isPart(spec, type)) return [];
  const facts: Facts = {
    type,
    typeAt: written === undefined ? [] : [written],
    headless: isSaid('None', field(spec, 'clusterIP') ?? items(field(spec, 'clusterIPs'))[0]),
    hasExternalIPs: isFilled(field(spec, 'externalIPs')),
    checksHealth: isSaid('Local', field(spec, 'externalTrafficPolicy')),
  };
  return [
    ...conflictsOf.flatMap((conflict) => fieldConflict(root, id, facts, conflict)),
    ...nodePortConflicts(spec, id, facts),
    ...typeConflicts(spec, id, facts),
  ];
}

/** Without ports and selector it is a patch more likely than a Service, and the rest of it stands elsewhere. */
const isPart = (spec: Node, type: string): boolean =>
  type !== 'ExternalName' && field(spec, 'ports') === undefined && field(spec, 'selector') === undefined;

const isSaid = (wanted: string, node: Node | undefined): boolean | 'maybe' =>
  node !== undefined && isFilledInLater(node) ? 'maybe' : scalarText(node) === wanted;

const isFilled = (node: Node | undefined): boolean => node !== undefined && !isEmpty(node);

function fieldConflict(root: MapNode, id: ResourceId, facts: Facts, conflict: Conflict): readonly Flaw[] {
  const node = field(root, ...conflict.path);
  if (node === undefined || isEmpty(node) || isFilledInLater(node) || conflict.isAllowed(facts)) return [];
  const name = conflict.path.at(-1) ?? '';
  const at = { id, path: conflict.path.join('.'), node };
  return [
    refused(
      at,
      say`${fieldOf(at)} is set, but needs ${conflict.needs} (the type is ${facts.type})`,
      say`remove ${name}, or set the type that it is for`,
      { because: facts.typeAt, isDropped: conflict.isDropped === true },
    ),
  ];
}

/** `0`, an empty text, list or map is «not set». */
const isEmpty = (node: Node): boolean =>
  (node.kind === 'scalar' && (node.value === 0 || node.value === '')) ||
  (node.kind === 'sequence' && node.items.length === 0) ||
  (node.kind === 'map' && entries(node).length === 0);

function nodePortConflicts(spec: Node, id: ResourceId, { type, typeAt }: Facts): readonly Flaw[] {
  if (type !== 'ClusterIP') return [];
  return items(field(spec, 'ports')).flatMap((port, index) => {
    const node = field(port, 'nodePort');
    if (node === undefined || isEmpty(node) || isFilledInLater(node)) return [];
    const at = { id, path: `spec.ports[${index}].nodePort`, node };
    return refused(
      at,
      say`${writtenAt(at)}, but needs type NodePort or LoadBalancer (the type is ClusterIP)`,
      say`remove nodePort, or set type: NodePort to open it on every node`,
      { because: typeAt, isDropped: true },
    );
  });
}

function typeConflicts(spec: Node, id: ResourceId, { type, typeAt, headless }: Facts): readonly Flaw[] {
  const [ip, ports] = [field(spec, 'clusterIP'), field(spec, 'ports')];
  if (headless === true && ip !== undefined && (type === 'NodePort' || type === 'LoadBalancer')) {
    const at = { id, path: 'spec.clusterIP', node: ip };
    return [
      refused(
        at,
        say`${writtenAt(at)}, but needs type ClusterIP (the type is ${type})`,
        say`remove clusterIP: None, or use type ClusterIP`,
        { because: typeAt, isDropped: false },
      ),
    ];
  }
  const node = field(spec, 'type');
  if (type === 'ExternalName' && node !== undefined && !scalarText(field(spec, 'externalName')))
    return [
      refused(
        { id, path: 'spec.type', node },
        say`${isMissing({ id, path: 'spec', node: spec }, 'externalName')}, but type ExternalName needs it`,
        say`write externalName: the DNS name that it stands for`,
      ),
    ];
  const hasNone = ports === undefined || (ports.kind === 'sequence' && ports.items.length === 0);
  if (type === 'ExternalName' || headless !== false || !hasNone) return [];
  const at = { id, path: 'spec.ports', node: ports ?? spec };
  const state = literal(ports === undefined ? 'missing' : 'empty');
  return [refused(at, say`${fieldOf(at)} is ${state}`, say`list the ports that it serves`)];
}

interface Circumstances {
  readonly because: readonly Node[];
  /** True where the update that changes the type is taken and the field dropped; the next one is refused. */
  readonly isDropped: boolean;
}

/** @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/registry/core/service/strategy.go (dropTypeDependentFields) */
function refused(at: Field, fact: Message, help: Message, { because, isDropped }: Circumstances = alone): Flaw {
  const unless = literal(isDropped ? ', except in the update that changes the type' : '');
  return flaw(at, 'service-field-conflict', {
    message: say`${fact}; ${refuses(at.id)}${unless}`,
    help,
    because,
  });
}

const alone: Circumstances = { because: [], isDropped: false };
