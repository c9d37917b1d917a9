import { entries, entry, field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { everywhere, oddityOf } from '../../model/cidr.ts';
import { literal } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { type Entity, entities, type PolicyPeer, type PolicyRule } from '../../model/resource.ts';
import { endpointsOf } from './cilium-selector.ts';
import type { Doubts } from './doubts.ts';
import { everything } from './selectors.ts';

export interface PeerContext {
  /** What the fields begin with: `fromEndpoints`, `toEndpoints`. */
  readonly word: 'from' | 'to';
  readonly isClusterwide: boolean;
  readonly doubts: Doubts;
}

/**
 * Whom a rule is about. No field at all is everybody, if the rule is about ports; an empty list is nobody, and so is a
 * rule that says nothing: it only isolates.
 * @see https://docs.cilium.io/en/stable/security/policy/layer3/
 */
export function ciliumPeers(rule: Node, context: PeerContext): PolicyRule['peers'] {
  const { word, doubts } = context;
  const written = fieldNames.flatMap((name) => {
    const list = field(rule, `${word}${name}`);
    return list === undefined ? [] : [{ name, list }];
  });
  if (written.length === 0)
    return ['toPorts', 'icmps'].some((name) => field(rule, name) !== undefined) ? 'everybody' : [];
  if (written.some(({ list }) => items(list).length === 0)) return [];
  const [{ list, name }, other] = written as [Written, ...Written[]]; // there is at least one
  if (other !== undefined)
    doubts.spoilt(
      other.list,
      `${word}${other.name}`,
      literal('stands beside another field of peers, which Cilium refuses'),
    );
  const reader = readers[name];
  if (reader === undefined) return [doubts.unread(list, `${word}${name}`)];
  const peers = items(list).map((item) => reader(item, context));
  return peers.includes('everybody') || isEverybody(items(list), name)
    ? 'everybody'
    : peers.flatMap((one) => (one === 'everybody' ? [] : one));
}

interface Written {
  readonly name: string;
  readonly list: Node;
}

const fieldNames = ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'Nodes', 'Groups', 'FQDNs', 'Services'];

type Reader = (item: Node, context: PeerContext) => PolicyRule['peers'];

const readers: Readonly<Record<string, Reader>> = {
  Endpoints: endpointPeers,
  Entities: entityPeers,
  CIDR: (item, context) => [cidrPeer(item, [], context)],
  CIDRSet: cidrSetPeers,
};

function endpointPeers(item: Node, { isClusterwide, word, doubts }: PeerContext): readonly PolicyPeer[] {
  const endpoints = endpointsOf(item, isClusterwide, doubts);
  if (endpoints.are === 'pods') return [{ peer: 'pods', scope: endpoints.scope }];
  if (endpoints.are === 'entity')
    return endpoints.entity === 'world' ? world : [{ peer: 'entity', entity: endpoints.entity }];
  return [doubts.unread(item, `${word}Endpoints (${endpoints.field})`)];
}

const outside = (cidr: string, except: readonly string[] = []): PolicyPeer => ({
  peer: 'addresses',
  cidr,
  except,
  outsideOnly: true,
});

const world: readonly PolicyPeer[] = everywhere.map((cidr) => outside(cidr));
const [worldV4 = [], worldV6 = []] = world.map((one) => [one]);

/** Everybody of the cluster: its pods, its nodes, and what has no labels. */
const cluster: readonly PolicyPeer[] = [
  { peer: 'pods', scope: { namespaces: everything, pods: everything } },
  ...entities.map((entity) => ({ peer: 'entity', entity }) as const),
];

const wide: Readonly<Record<string, PolicyRule['peers']>> = {
  all: 'everybody',
  world,
  'world-ipv4': worldV4,
  'world-ipv6': worldV6,
  cluster,
  none: [],
};

/** @see https://docs.cilium.io/en/stable/security/policy/layer3/#entities-based */
function entityPeers(item: Node, { word, doubts }: PeerContext): PolicyRule['peers'] {
  const name = scalarText(item) ?? '';
  const entity = entities.find((one): one is Entity => one === name);
  if (entity !== undefined) return [{ peer: 'entity', entity }];
  const peers = Object.hasOwn(wide, name) ? wide[name] : undefined;
  if (peers !== undefined) return peers;
  doubts.spoilt(item, `${word}Entities`, literal('holds an unknown entity'));
  return [];
}

/** Who is outside and who is inside are all there are. */
const isEverybody = (list: readonly Node[], name: string): boolean =>
  name === 'Entities' && ['world', 'cluster'].every((one) => list.some((item) => scalarText(item) === one));

function cidrSetPeers(item: Node, context: PeerContext): readonly PolicyPeer[] {
  const { word, doubts } = context;
  const cidr = field(item, 'cidr');
  const unread = entries(item).find(({ key }) => !['cidr', 'except'].includes(key));
  if (unread !== undefined || cidr === undefined)
    return [doubts.unread(unread?.value ?? item, `${word}CIDRSet.${unread === undefined ? 'cidr' : 'cidrGroupRef'}`)];
  return [cidrPeer(cidr, items(entry(item, 'except')?.value), context)];
}

/** What is filled in later is not known; what is no range is refused. */
function cidrPeer(item: Node, except: readonly Node[], { word, doubts }: PeerContext): PolicyPeer {
  const texts = [item, ...except].map((node) => scalarText(node) ?? '');
  const [cidr = '', ...holes] = texts;
  const odd = [item, ...except].find((_, index) => oddityOf(texts[index] ?? '') === 'no-cidr');
  if (odd !== undefined && isPlaceholder(scalarText(odd) ?? '')) return { peer: 'unread', at: positionOf(odd) };
  if (odd !== undefined) doubts.spoilt(odd, `${word}CIDR`, literal('holds a value that is not a CIDR'));
  return outside(cidr, holes);
}
