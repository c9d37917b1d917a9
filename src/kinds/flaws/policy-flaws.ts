import { entry, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { includes, oddityOf } from '../../model/cidr.ts';
import { type Message, say } from '../../model/message.ts';
import { nearest } from '../../model/nearest.ts';
import { isPortNumber } from '../../model/port.ts';
import { describe, type Flaw, type ResourceId } from '../../model/resource.ts';
import { type Field, flaw } from './flaw.ts';
import { misfits, specShape } from './policy-shape.ts';
import { numberOrNameFlaws, protocolFlaws, written } from './port-flaws.ts';

/**
 * What the API server refuses of a NetworkPolicy, which then does not hold at all.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/networking/validation/validation.go (ValidateNetworkPolicySpec)
 */
export function policyFlaws(root: MapNode, id: ResourceId): readonly Flaw[] {
  const node = field(root, 'spec');
  if (node === undefined) return [];
  const spec = { id, path: 'spec', node };
  const undecoded = misfits(spec, specShape).map(({ at, what, help, fix }) => refused(at, what, help, fix));
  // What is not decoded is not validated.
  if (undecoded.length > 0) return undecoded;
  return [
    ...selectorFlaws(written(spec, 'podSelector')),
    ...typesFlaws(spec),
    ...listed(spec, 'ingress').flatMap((rule) => ruleFlaws(rule, 'from')),
    ...listed(spec, 'egress').flatMap((rule) => ruleFlaws(rule, 'to')),
  ];
}

const listed = ({ id, path, node }: Field, name: string): readonly Field[] =>
  items(field(node, name)).map((item, index) => ({ id, path: `${path}.${name}[${index}]`, node: item }));

const directions = ['Ingress', 'Egress'];

function typesFlaws(spec: Field): readonly Flaw[] {
  const types = listed(spec, 'policyTypes');
  const at = written(spec, 'policyTypes');
  if (at === undefined || types.length <= directions.length) return types.flatMap(typeFlaws);
  return [refused(at, say`a list of ${types.length}, and there are two types only`, say`write each type once`)];
}

function typeFlaws(at: Field): readonly Flaw[] {
  const type = scalarText(at.node) ?? '';
  if (directions.includes(type)) return [];
  const meant = nearest(type, directions);
  return [refused(at, say`${type}, and a policy is for Ingress and Egress only`, say`write Ingress or Egress`, meant)];
}

const ruleFlaws = (rule: Field, peers: 'from' | 'to'): readonly Flaw[] => [
  ...listed(rule, 'ports').flatMap(portFlaws),
  ...listed(rule, peers).flatMap(peerFlaws),
];

const portFlaws = (part: Field): readonly Flaw[] => [
  ...protocolFlaws(written(part, 'protocol')),
  ...numberOrNameFlaws(written(part, 'port')),
  ...endPortFlaws(part),
];

function endPortFlaws(part: Field): readonly Flaw[] {
  const end = written(part, 'endPort');
  if (end === undefined) return [];
  const [first, last] = [Number(scalarText(field(part.node, 'port'))), Number(scalarText(end.node))];
  if (!isPortNumber(first))
    return [refused(end, say`beside a port that is no number`, say`write the first port of the range as port`)];
  if (isPortNumber(last) && last >= first) return [];
  return [
    refused(end, say`${scalarText(end.node) ?? ''}, and the range begins at ${first}`, say`write the last port of it`),
  ];
}

/** Two selectors hold together; addresses stand alone. */
function peerFlaws(peer: Field): readonly Flaw[] {
  const block = written(peer, 'ipBlock');
  const selectors = ['podSelector', 'namespaceSelector'].filter((name) => isThere(peer.node, name));
  if (block === undefined && selectors.length === 0)
    return [
      refused(peer, say`a peer that names nobody`, say`write podSelector, namespaceSelector or ipBlock, or remove it`),
    ];
  if (block !== undefined && selectors.length > 0)
    return [refused(block, say`beside a selector in one peer`, say`make it a peer of its own, with a dash before it`)];
  return [
    ...selectorFlaws(written(peer, 'podSelector')),
    ...selectorFlaws(written(peer, 'namespaceSelector')),
    ...(block === undefined ? [] : blockFlaws(block)),
  ];
}

/** `{}` is there, and null is not. */
const isThere = (node: Node, name: string): boolean => {
  const value = entry(node, name)?.value;
  return value !== undefined && (value.kind !== 'scalar' || value.value !== null);
};

function blockFlaws(block: Field): readonly Flaw[] {
  const cidr = written(block, 'cidr');
  if (cidr === undefined)
    return field(block.node, 'cidr') === undefined
      ? [refused(block, say`without a cidr`, say`write the range of addresses as cidr`)]
      : [];
  const flaws = cidrFlaws(cidr);
  const outer = scalarText(cidr.node) ?? '';
  return flaws.length > 0 ? flaws : listed(block, 'except').flatMap((except) => exceptFlaws(except, outer));
}

function cidrFlaws(at: Field): readonly Flaw[] {
  const text = scalarText(at.node) ?? '';
  const oddity = oddityOf(text);
  // Leading zeros and host bits are taken as they were; only new versions warn.
  if (oddity !== 'no-cidr' && oddity !== 'no-length') return [];
  const length = text.includes(':') ? 128 : 32;
  return oddity === 'no-length'
    ? [refused(at, say`${text}, an address without a length`, say`write ${`${text}/${length}`}`, `${text}/${length}`)]
    : [refused(at, say`${text}, which is no CIDR`, say`write a range of addresses, as 10.0.0.0/8`)];
}

function exceptFlaws(at: Field, outer: string): readonly Flaw[] {
  const flaws = cidrFlaws(at);
  const inner = scalarText(at.node) ?? '';
  if (flaws.length > 0 || (includes([outer], [inner]) === true && includes([inner], [outer]) !== true)) return flaws;
  return [
    refused(at, say`${inner}, which is no smaller part of ${outer}`, say`except a part of the block, or remove it`),
  ];
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

function selectorFlaws(selector: Field | undefined): readonly Flaw[] {
  return selector === undefined ? [] : listed(selector, 'matchExpressions').flatMap(expressionFlaws);
}

function expressionFlaws(at: Field): readonly Flaw[] {
  const operator = scalarText(field(at.node, 'operator')) ?? '';
  const values = items(field(at.node, 'values')).length;
  if (!operators.includes(operator)) {
    const meant = nearest(operator, operators);
    const written = { ...at, path: `${at.path}.operator`, node: field(at.node, 'operator') ?? at.node };
    return [
      refused(written, say`${operator}, which is no operator`, say`write In, NotIn, Exists or DoesNotExist`, meant),
    ];
  }
  const needsValues = operator.endsWith('In');
  if (needsValues === values > 0) return [];
  return [
    needsValues
      ? refused(at, say`${operator} without values`, say`list the values`)
      : refused(at, say`${operator} with values, which it does not have`, say`remove the values`),
  ];
}

const refused = (at: Field, what: Message, help: Message, fix?: string): Flaw =>
  flaw(at, 'invalid-policy-field', {
    message: say`${at.path} of ${describe(at.id)} is ${what}; the API server refuses the policy, so it protects nothing`,
    help,
    ...(fix === undefined ? {} : { fix }),
  });
