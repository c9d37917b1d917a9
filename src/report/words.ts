import { address, localCluster, socket } from '../exposure/entry-words.ts';
import type { Entry, EntryKind, Exposure, Hop, Target } from '../exposure/exposure.ts';
import { exceptFor } from '../model/cidr.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { describe, type ObjectRef } from '../model/resource.ts';
import { isUnlisted, namedBy } from '../model/unlisted.ts';

/**
 * From a client to a workload, one message a step, as a sentence with arrows between them reads:
 * `internet`, `LoadBalancer shop/web:80`, `targetPort http`, `Deployment shop/web:8080`.
 */
export const pathWords = (exposure: Exposure): readonly Message[] => [
  fromWords(exposure),
  ...throughWords(exposure),
  endWords(exposure),
];

/** Who can knock, and the restriction to some of them where there is one. */
export const fromWords = (exposure: Exposure): Message =>
  joined([clientWords(exposure), ...sourceWords(exposure)], ' ');

/** Who can knock. One text for everybody who comes the same way, so that diagrams can share the client. */
export function clientWords({ entry, reach, reachBasis }: Exposure): Message {
  if (reach === 'unknown' || (reach === 'public' && reachBasis === 'assumed')) return literal('internet (assumed)');
  return literal((entry.kind === 'dev-mapping' ? developers : clients)[reach]);
}

const clients = {
  public: 'internet',
  private: 'private network',
  'node-network': 'whoever reaches a node',
  cluster: 'the cluster',
  'local-dev': 'your machine',
  loopback: 'the node itself',
} as const;

/** A port mapping is seen from the machine that the cluster runs on, not from a node. */
const developers = { ...clients, private: 'your machine and its LAN', loopback: 'your machine' } as const;

/** The restriction to some clients; none where everybody may. */
export const sourceWords = ({ sources }: Exposure): readonly Message[] =>
  isEverybody(sources) ? [] : [exceptFor(sources) ? say`(${rangeWords(sources)})` : say`(only ${rangeWords(sources)})`];

/** Who may come, or who may not where that is shorter. */
export function rangeWords(sources: readonly string[]): Message {
  if (isEverybody(sources)) return literal('everybody');
  const out = exceptFor(sources);
  return out === undefined ? listed(sources.map(sourceName)) : say`everybody but ${listed(out)}`;
}

/** Those whom another object admits are told by what it is called. */
const sourceName = (source: string): string => (isUnlisted(source) ? namedBy(source) : source);

/** Who may not come over IPv6 alone is not told. */
export const isEverybody = (sources: readonly string[]): boolean =>
  sources.length === 0 || sources.includes('0.0.0.0/0');

/** Entry, Service port, targetPort: what lies between the client and the workload. */
export const throughWords = ({ entry, hops }: Exposure): readonly Message[] => [
  ...doorWords(entry),
  entryWords(entry),
  ...(entry.kind === 'dev-mapping' && entry.nodePort !== undefined ? [say`node port ${entry.nodePort}`] : []),
  ...hops.flatMap((hop) => hopWords(hop, entry)),
  ...hops.slice(-1).flatMap(targetPortWords),
];

/** The gateway that a route is attached to: `Gateway infra/public:443`. */
export const doorWords = ({ door, port }: Entry): readonly Message[] =>
  door === undefined ? [] : [say`${withPort(named(door), port)}`];

/** The entry as a person would look for it. */
export const entryWords = (entry: Entry): Message => wordsOfEntry[entry.kind](entry);

const wordsOfEntry: Record<EntryKind, (entry: Entry) => Message> = {
  lb: ({ object, port }) => say`LoadBalancer ${withPort(unlessService(object), port)}`,
  'node-port': ({ object, nodePort }) =>
    nodePort === undefined
      ? say`NodePort (any) of ${unlessService(object)}`
      : say`NodePort ${nodePort} of ${unlessService(object)}`,
  'external-ip': ({ object, address = '', port }) =>
    say`external IP ${withPort(address, port)} of ${unlessService(object)}`,
  'host-port': (entry) => say`hostPort ${listening(entry)} of ${named(entry.object)}`,
  'host-network': ({ object, port }) =>
    port === undefined
      ? say`host network of ${named(object)}, every port that it listens on`
      : say`host network of ${named(object)}, port ${port}`,
  'http-route': (entry) => say`${named(entry.object)} ${requestsTo(entry)}`,
  'l4-route': ({ object, door, port, portName, host }) =>
    say`${withPort(named(object), door === undefined ? (port ?? portName) : undefined)}${host === undefined ? literal('') : say` ${host}`}`,
  listener: ({ object, port, host }) => say`listener ${withPort(host ?? '*', port)} of ${named(object)}`,
  tunnel: (entry) =>
    entry.path === undefined
      ? say`tunnel to ${withPort(named(entry.object), entry.port)}`
      : say`tunnel ${named(entry.object)} ${requestsTo(entry)}`,
  'dev-mapping': (entry) => say`port mapping ${listening(entry)} of ${localCluster(entry.object)}`,
};

/** The address, and what else a request must have. */
export const requestsTo = (entry: Entry): Message =>
  entry.conditions === undefined ? say`${address(entry)}` : say`${address(entry)} where ${entry.conditions}`;

/** Where it listens, without the address where that is every one. */
function listening({ address: ip, port }: Entry): Message {
  const isAnywhere = ip === undefined || ip === '' || ip === '0.0.0.0';
  if (isAnywhere) return port === undefined ? literal('a free port') : say`${port}`;
  return socket({ address: ip, port });
}

/** `kind namespace/name`; the kind of a resource that nobody knows is a stranger's text too. */
export const named = (object: ObjectRef): string => `${object.kind} ${inNamespace(object)}`;

const inNamespace = ({ namespace, name }: ObjectRef): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

const unlessService = (object: ObjectRef): string => (object.kind === 'Service' ? inNamespace(object) : named(object));

const withPort = (name: string, port: number | string | undefined): string =>
  port === undefined ? name : `${name}:${port}`;

function hopWords(hop: Hop, entry: Entry): readonly Message[] {
  if (named(hop) !== named(entry.object)) return [say`${withPort(named(hop), hop.port)}`];
  // The entry has named the object already; a node port still leads to the Service's own port.
  return hop.port === undefined || hop.port === entry.port ? nodePortWords(hop, entry) : [say`port ${hop.port}`];
}

const nodePortWords = (hop: Hop, entry: Entry): readonly Message[] =>
  entry.kind === 'node-port' && hop.port !== undefined ? [say`port ${hop.port}`] : [];

const targetPortWords = ({ port, targetPort }: Hop): readonly Message[] =>
  targetPort === undefined || targetPort === '' || targetPort === port ? [] : [say`targetPort ${targetPort}`];

/** Where it ends: the workload and the pod's port. */
export const targetWords = ({ target, entry }: Exposure): Message =>
  target === undefined ? literal(nowhere(entry)) : say`${portOf(target)}`;

/** Where a way without a workload ends; of a listener the routes decide that, which are ways of their own. */
export function nowhere({
  kind,
  answers,
}: Entry): 'the routes that attach to it' | 'a redirect' | 'no workload in this repository' {
  if (answers === 'redirect') return 'a redirect';
  return kind === 'listener' ? 'the routes that attach to it' : 'no workload in this repository';
}

/** Where the way ends, and what network policies make of it. */
export const endWords = (exposure: Exposure): Message =>
  joined([targetWords(exposure), ...policyWords(exposure).map((words) => say`(${words})`)], ' ');

/** What network policies make of the way; none where they let everybody through, or where nobody can tell. */
export function policyWords({ policy }: Exposure): readonly Message[] {
  if (policy.state === 'blocked') return [say`blocked by ${listed(policy.by.map(describe))}`];
  return policy.state === 'filtered' ? [say`policies admit only ${listed(policy.sources ?? [])}`] : [];
}

export const portOf = (target: Target): string => withPort(named(target), target.port);
