import { entry, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { includes, oddityOf } from '../../model/cidr.ts';
import { type Message, say } from '../../model/message.ts';
import { nearest } from '../../model/nearest.ts';
import { isPortNumber } from '../../model/port.ts';
import type { Flaw, ResourceId } from '../../model/resource.ts';
import { type Field, flaw } from './flaw.ts';
import { misfits, specShape } from './policy-shape.ts';
import { numberOrNameFlaws, protocolFlaws, written } from './port-flaws.ts';
import { fieldOf, isMissing, refuses, writtenAt } from './words.ts';

/**
 * What the API server refuses of a NetworkPolicy, which then does not hold at all.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/networking/validation/validation.go (ValidateNetworkPolicySpec)
 */
export function policyFlaws(root: MapNode, id: ResourceId): readonly Flaw[] {
  const node = field(root, 'spec');
  if (node === undefined) return [];
  const spec = { id, path: 'spec', node };
  const undecoded = misfits(spec, specShape).map(({ at, fact, help, fix }) => refused(at, fact, help, fix));
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
  return [
    refused(at, say`${fieldOf(at)} has ${types.length} items, but at most 2 are allowed`, say`write each type once`),
  ];
}

function typeFlaws(at: Field): readonly Flaw[] {
  const type = scalarText(at.node) ?? '';
  if (directions.includes(type)) return [];
  const meant = nearest(type, directions);
  return [refused(at, say`${writtenAt(at)}, but must be Ingress or Egress`, say`write Ingress or Egress`, meant)];
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
    return [
      refused(end, say`${writtenAt(end)}, but needs a number as port`, say`write the first port of the range as port`),
    ];
  if (isPortNumber(last) && last >= first) return [];
  return [
    refused(
      end,
      say`${writtenAt(end)}, but must be between ${first} (port) and 65535`,
      say`write the last port of the range`,
    ),
  ];
}

/** Two selectors hold together; addresses stand alone. */
function peerFlaws(peer: Field): readonly Flaw[] {
  const block = written(peer, 'ipBlock');
  const selectors = ['podSelector', 'namespaceSelector'].filter((name) => isThere(peer.node, name));
  if (block === undefined && selectors.length === 0)
    return [
      refused(
        peer,
        say`${fieldOf(peer)} has no podSelector, namespaceSelector or ipBlock, but must have one`,
        say`write one of them, or remove the peer`,
      ),
    ];
  if (block !== undefined && selectors.length > 0)
    return [
      refused(
        block,
        say`${fieldOf(block)} is next to a selector, but must be alone in its peer`,
        say`make it a separate peer, with a dash before it`,
      ),
    ];
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
      ? [refused(block, isMissing(block, 'cidr'), say`write the range of addresses as cidr`)]
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
  const fact = say`${writtenAt(at)}, but must be a CIDR`;
  return oddity === 'no-length'
    ? [refused(at, fact, say`write ${`${text}/${length}`}`, `${text}/${length}`)]
    : [refused(at, fact, say`write a CIDR such as 10.0.0.0/8`)];
}

function exceptFlaws(at: Field, outer: string): readonly Flaw[] {
  const flaws = cidrFlaws(at);
  const inner = scalarText(at.node) ?? '';
  if (flaws.length > 0 || (includes([outer], [inner]) === true && includes([inner], [outer]) !== true)) return flaws;
  return [
    refused(
      at,
      say`${writtenAt(at)}, but must be a strict subset of ${outer}`,
      say`write a part of the block, or remove it`,
    ),
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
    return [wrongOperator(at, operator)];
  }
  const needsValues = operator.endsWith('In');
  if (needsValues === values > 0) return [];
  return [
    needsValues
      ? refused(at, say`${fieldOf(at)} has no values, but operator ${operator} needs them`, say`list the values`)
      : refused(at, say`${fieldOf(at)} has values, but operator ${operator} takes none`, say`remove the values`),
  ];
}

function wrongOperator(expression: Field, operator: string): Flaw {
  const node = field(expression.node, 'operator');
  const at = { ...expression, path: `${expression.path}.operator`, node: node ?? expression.node };
  const fact =
    node === undefined
      ? isMissing(expression, 'operator')
      : say`${writtenAt(at)}, but must be In, NotIn, Exists or DoesNotExist`;
  return refused(at, fact, say`write In, NotIn, Exists or DoesNotExist`, nearest(operator, operators));
}

const refused = (at: Field, fact: Message, help: Message, fix?: string): Flaw =>
  flaw(at, 'invalid-policy-field', {
    message: say`${fact}; ${refuses(at.id)}, so it protects nothing`,
    help,
    ...(fix === undefined ? {} : { fix }),
  });
