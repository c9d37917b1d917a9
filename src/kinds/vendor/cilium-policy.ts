import { entries, entry, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { literal } from '../../model/message.ts';
import {
  ciliumDenials,
  networkPriority,
  type PodScope,
  type Policy,
  type PolicyRule,
  type ResourceId,
  type Role,
} from '../../model/resource.ts';
import { linesOf, linesUnder, objectPosition } from '../fields.ts';
import type { Unclear } from '../kind-reader.ts';
import { ciliumPeers } from './cilium-peers.ts';
import { ciliumPorts, isLayer7 } from './cilium-ports.ts';
import { endpointsOf, nodesOf } from './cilium-selector.ts';
import { type Doubts, doubts as newDoubts } from './doubts.ts';
import { everything } from './selectors.ts';

/** A policy for `spec`, and one for each of `specs`: Cilium refuses all of them together. */
export function ciliumPolicies(root: MapNode, id: ResourceId, isClusterwide: boolean, tell: Unclear): readonly Role[] {
  const doubts = newDoubts(tell);
  const context = { id, at: objectPosition(root), isClusterwide, doubts };
  const spec = field(root, 'spec');
  const specs = items(field(root, 'specs'));
  const policies = [
    ...(spec === undefined ? [] : policyOf(spec, context)),
    ...specs.flatMap((one, index) => policyOf(one, { ...context, part: `specs[${index}]` })),
  ];
  return policies.map((policy) => ({ ...policy, unclear: doubts.reason() }));
}

interface SpecContext {
  readonly id: ResourceId;
  readonly at: Policy['at'];
  readonly part?: string;
  readonly isClusterwide: boolean;
  readonly doubts: Doubts;
}

/** @see https://docs.cilium.io/en/stable/security/policy/intro/ */
function policyOf(spec: Node, context: SpecContext): readonly Policy[] {
  const { id, at, part, doubts } = context;
  const subject = subjectOf(spec, context);
  if (subject === undefined) return [];
  for (const { key, value } of entries(spec))
    if (!specFields.includes(key)) doubts.spoilt(value, 'spec', literal('has a field that is not read'));
  const sections = (['ingress', 'egress'] as const).map((direction) => ({
    direction,
    ...sectionOf(spec, direction, context),
  }));
  const [ingress, egress] = sections.map(({ rules }) => rules);
  return [
    {
      role: 'policy',
      id,
      at,
      ...(part === undefined ? {} : { part }),
      ...subject,
      tier: 'network',
      priority: networkPriority,
      settingsAt: linesUnder(spec, 'enableDefaultDeny'),
      ingress,
      egress,
      isolates: sections.flatMap(({ direction, isolates }) => (isolates ? [direction] : [])),
      impliesIngress: false,
      unclear: undefined,
    },
  ];
}

const specFields = [
  'endpointSelector',
  'nodeSelector',
  'ingress',
  'ingressDeny',
  'egress',
  'egressDeny',
  'enableDefaultDeny',
  'description',
  'labels',
  'log',
];

type Subject = Pick<Policy, 'subject' | 'subjectAt' | 'protects'>;

/** Undefined for a policy of what is neither a pod nor a node. */
function subjectOf(spec: Node, { id, at, isClusterwide, doubts }: SpecContext): Subject | undefined {
  const [endpoints, nodes] = [selectorAt(spec, 'endpointSelector'), selectorAt(spec, 'nodeSelector')];
  const everybody: PodScope = { namespaces: isClusterwide ? everything : undefined, pods: everything };
  if ((endpoints === undefined) === (nodes === undefined) || (nodes !== undefined && !isClusterwide)) {
    doubts.spoilt(
      nodes ?? spec,
      nodes === undefined ? 'endpointSelector' : 'nodeSelector',
      literal('is not as Cilium wants it'),
    );
    return { protects: 'pods', subject: everybody, subjectAt: at };
  }
  if (nodes !== undefined)
    return {
      protects: 'nodes',
      subject: { namespaces: undefined, pods: nodesOf(nodes, doubts) },
      subjectAt: positionOf(nodes),
    };
  const selector = endpoints ?? spec;
  const subjectAt = positionOf(selector);
  const selected = endpointsOf(selector, isClusterwide, doubts);
  if (selected.are === 'entity') {
    doubts.unread(selector, 'endpointSelector (a reserved label)');
    return undefined;
  }
  if (selected.are === 'unread' || (!isClusterwide && isElsewhere(selected.scope, id)))
    doubts.spoilt(selector, 'endpointSelector', literal('has a label that is not read'));
  const subject =
    selected.are === 'pods' ? { ...selected.scope, ...(isClusterwide ? {} : { namespaces: undefined }) } : everybody;
  return { protects: 'pods', subject, subjectAt };
}

/** A policy of a namespace is for that one, whatever its selector says. */
const isElsewhere = ({ namespaces }: PodScope, { namespace }: ResourceId): boolean =>
  namespaces?.matchExpressions.some(({ values: [value] }) => value !== namespace) ?? false;

/** `{}` is there, and selects everything; null is not. */
function selectorAt(spec: Node, name: string): Node | undefined {
  const value = entry(spec, name)?.value;
  return value?.kind === 'scalar' && value.value === null ? undefined : value;
}

interface Section {
  readonly rules: readonly PolicyRule[] | undefined;
  readonly isolates: boolean;
}

/** Rules of either kind isolate, unless `enableDefaultDeny` says otherwise. */
function sectionOf(spec: Node, direction: 'ingress' | 'egress', context: SpecContext): Section {
  const allowed = items(field(spec, direction)).map((rule) => ruleOf(rule, direction, 'allow', context));
  const denied = items(field(spec, `${direction}Deny`)).map((rule) => ruleOf(rule, direction, 'deny', context));
  const rules = [...denied, ...allowed];
  const flag = field(spec, 'enableDefaultDeny', direction);
  const written = scalarText(flag);
  if (flag !== undefined && written !== 'true' && written !== 'false')
    context.doubts.spoilt(flag, 'enableDefaultDeny', literal('is neither true nor false'));
  const isolates = written === undefined ? rules.length > 0 : written === 'true';
  return { isolates, rules: rules.length > 0 || isolates ? rules : undefined };
}

function ruleOf(
  rule: Node,
  direction: 'ingress' | 'egress',
  action: 'allow' | 'deny',
  { isClusterwide, doubts }: SpecContext,
): PolicyRule {
  const word = direction === 'ingress' ? 'from' : 'to';
  // What one rule requires, every other one of the endpoint requires as well.
  const requires = field(rule, `${word}Requires`);
  if (requires !== undefined) doubts.spoilt(requires, `${word}Requires`, literal('is not read'));
  const unread = entries(rule).find(({ key }) => !isRead(key, word));
  const ports = ciliumPorts(rule, doubts);
  const peers = ciliumPeers(rule, { word, isClusterwide, doubts });
  const place = { at: positionOf(rule), lines: linesOf(rule), action };
  const first = action === 'deny' ? { priority: ciliumDenials } : {};
  if (unread !== undefined)
    return { ...place, ...first, peers: [doubts.unread(unread.value, 'a field of the rule')], ports: 'every' };
  if (ports === undefined)
    return { ...place, ...first, peers: [{ peer: 'unread', at: positionOf(rule), field: 'toPorts' }], ports: 'every' };
  return { ...place, ...first, peers, ports, ...(isLayer7(rule) ? { layer7: true } : {}) };
}

const isRead = (key: string, word: 'from' | 'to'): boolean =>
  ['toPorts', 'icmps'].includes(key) ||
  ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'Nodes', 'Groups', 'FQDNs', 'Services', 'Requires'].includes(
    key.slice(word.length),
  );
