import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { literal } from '../../model/message.ts';
import { lastPriority, type PodScope, type Policy, type ResourceId, type Role } from '../../model/resource.ts';
import { linesUnder, objectPosition } from '../fields.ts';
import type { Unclear } from '../kind-reader.ts';
import { calicoRule } from './calico-rule.ts';
import { namespaceSelection, podSelection } from './calico-selector.ts';
import { type Doubts, doubts as newDoubts } from './doubts.ts';
import { both, everything } from './selectors.ts';

/** A policy of pods, and one of the nodes where it is for what they forward, or for what comes before any translation. */
export function calicoPolicies(root: MapNode, id: ResourceId, isGlobal: boolean, tell: Unclear): readonly Role[] {
  const doubts = newDoubts(tell);
  const spec = field(root, 'spec');
  for (const { key, value } of entries(spec))
    if (!specFields.includes(key)) doubts.spoilt(value, 'spec', literal('has a field that is not read'));
  const policy = policyOf(spec, { id, at: objectPosition(root), isGlobal, doubts });
  const isSet = (name: string): boolean => isGlobal && scalarText(field(spec, name)) === 'true';
  // Only what the nodes themselves take in can be judged before it is translated, or without being tracked.
  const isOfNodesAlone = isSet('preDNAT') || isSet('doNotTrack');
  const ofNodes: Policy = {
    ...policy,
    protects: 'nodes',
    subject: { namespaces: undefined, pods: policy.subject.pods },
    // What no rule is about goes on to the other policies.
    isolates: isOfNodesAlone ? [] : policy.isolates,
  };
  const made = isOfNodesAlone ? [ofNodes] : isSet('applyOnForward') ? [policy, ofNodes] : [policy];
  return made.map((one) => ({ ...one, unclear: doubts.reason() }));
}

const specFields = [
  'tier',
  'order',
  'selector',
  'namespaceSelector',
  'serviceAccountSelector',
  'types',
  'ingress',
  'egress',
  'performanceHints',
  'doNotTrack',
  'preDNAT',
  'applyOnForward',
];

interface SpecContext {
  readonly id: ResourceId;
  readonly at: Policy['at'];
  readonly isGlobal: boolean;
  readonly doubts: Doubts;
}

/** @see https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy */
function policyOf(spec: Node | undefined, { id, at, isGlobal, doubts }: SpecContext): Policy {
  const selector = field(spec, 'selector');
  const types = typesOf(spec, doubts);
  const rulesOf = (direction: 'ingress' | 'egress') =>
    types.includes(direction)
      ? items(field(spec, direction)).flatMap((rule) => calicoRule(rule, { direction, isGlobal, doubts }))
      : undefined;
  return {
    role: 'policy',
    id,
    at,
    protects: 'pods',
    tier: 'network',
    priority: orderOf(spec, doubts),
    subject: subjectOf(spec, isGlobal, doubts),
    subjectAt: selector === undefined ? at : positionOf(selector),
    settingsAt: linesUnder(spec, 'order', 'types', 'namespaceSelector'),
    ingress: rulesOf('ingress'),
    egress: rulesOf('egress'),
    isolates: types,
    impliesIngress: false,
    unclear: undefined,
  };
}

/** The order among the policies of the one tier that is read; without an order a policy is the last. */
function orderOf(spec: Node | undefined, doubts: Doubts): number {
  const [tier, order] = [field(spec, 'tier'), field(spec, 'order')];
  if (tier !== undefined && scalarText(tier) !== 'default')
    doubts.spoilt(tier, 'tier', literal('is not the default one'));
  const written = scalarText(order);
  const number = Number(written);
  if (order === undefined || written === undefined || Number.isFinite(number))
    return order === undefined ? lastPriority : number;
  doubts.spoilt(order, 'order', literal('is not a number'));
  return lastPriority;
}

/** Where nothing is written: the directions that have rules, and ingress where none has. */
function typesOf(spec: Node | undefined, doubts: Doubts): readonly ('ingress' | 'egress')[] {
  const known = ['ingress', 'egress'] as const;
  const written = items(field(spec, 'types'));
  for (const type of written)
    if (!known.some((one) => one === scalarText(type)?.toLowerCase()))
      doubts.spoilt(type, 'types', literal('are Ingress and Egress only'));
  if (written.length > 0) return known.filter((one) => written.some((type) => scalarText(type)?.toLowerCase() === one));
  const ruled = known.filter((one) => items(field(spec, one)).length > 0);
  return ruled.length > 0 ? ruled : ['ingress'];
}

/** Where the labels are not read everything may be selected. */
function subjectOf(spec: Node | undefined, isGlobal: boolean, doubts: Doubts): PodScope {
  const selector = field(spec, 'selector');
  const selected = podSelection(selector, false);
  if (selected === undefined && selector !== undefined)
    doubts.spoilt(selector, 'selector', literal('is not an expression that can be read'));
  const accounts = field(spec, 'serviceAccountSelector');
  if (accounts !== undefined && scalarText(accounts) !== '')
    doubts.spoilt(accounts, 'serviceAccountSelector', literal('is not read'));
  const pods = selected?.pods ?? everything;
  if (!isGlobal) {
    if (selector !== undefined && selected?.namespaces !== undefined)
      doubts.spoilt(selector, 'selector', literal('names a namespace'));
    return { namespaces: undefined, pods };
  }
  const inNamespaces = field(spec, 'namespaceSelector');
  const namespaces = inNamespaces === undefined ? everything : namespaceSelection(inNamespaces);
  if (namespaces === undefined && inNamespaces !== undefined)
    doubts.spoilt(inNamespaces, 'namespaceSelector', literal('is not an expression that can be read'));
  return { namespaces: both(namespaces ?? everything, selected?.namespaces ?? everything), pods };
}
