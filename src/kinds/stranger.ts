import { entries, items, type MapEntry, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { ResourceId } from '../model/resource.ts';
import { byText, type Position } from '../model/source.ts';

/** An object of a kind that no reader knows and that looks like a way in: it has host names and Services behind them. */
export interface Stranger {
  readonly group: string;
  readonly kind: string;
  readonly at: Position;
  /** Its hosts and backends: where these stay as they were, nothing has been opened that could be missed. */
  readonly signs: string;
}

/** Undefined where it has no host of its own, or nothing behind it: selectors and ports alone are no way in. */
export function strangerIn(root: MapNode, { group, kind }: ResourceId): Stranger | undefined {
  if (plainGroups.test(group)) return undefined;
  const found = { hosts: new Set<string>(), backends: new Set<string>() };
  search(root, { found, seen: new Set(), left: { nodes: maxNodes } }, 0);
  if (found.hosts.size === 0 || found.backends.size === 0) return undefined;
  const signs = [[...found.hosts], [...found.backends]].map((list) => list.sort(byText).join()).join(' ');
  return { group, kind, at: positionOf(root), signs };
}

// Kubernetes' own: with a Service in them they are webhooks and API services, which lead inwards.
const plainGroups =
  /^$|^(apps|batch|policy|autoscaling)$|^(admissionregistration|apiregistration|apiextensions)\.k8s\.io$/;

interface Search {
  readonly found: { readonly hosts: Set<string>; readonly backends: Set<string> };
  readonly seen: Set<Node>;
  readonly left: { nodes: number };
}

/** Objects that are larger or deeper than this are no routes. */
const [maxNodes, maxDepth] = [5000, 10];
const notSearched = ['apiVersion', 'kind', 'metadata', 'status'];

function search(node: Node, into: Search, depth: number): void {
  if (node.kind === 'scalar' || depth > maxDepth || into.left.nodes <= 0 || into.seen.has(node)) return;
  into.seen.add(node);
  into.left.nodes -= 1;
  for (const item of items(node)) search(item, into, depth + 1);
  for (const one of entries(node)) {
    if (depth === 0 && notSearched.includes(one.key)) continue;
    for (const host of hostsOf(one)) into.found.hosts.add(host);
    for (const backend of backendsOf(one)) into.found.backends.add(backend);
    search(one.value, into, depth + 1);
  }
}

const hostKey = /^(hosts?|hostnames?|fqdns?|virtualhosts?|domains)$/i;
const backendKey = /^(services?|servicename|backends?|backendrefs?|upstreams?)$/i;

const hostsOf = ({ key, value }: MapEntry): readonly string[] =>
  hostKey.test(key) ? textsOf(value).filter((text) => isHost.test(text) || isPlaceholder(text)) : [];

/** A name with a dot that does not end inside the cluster, or every name. */
const isHost = /^(\*|(\*\.)?(?!.*\.svc(\.|$))[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]+)$/i;

const textsOf = (node: Node): readonly string[] =>
  (node.kind === 'sequence' ? items(node) : [node]).flatMap((one) => scalarText(one) ?? []);

/** `service: web`, `backend: { serviceName: web }`, `backendRefs: [{ name: web }]`. */
const backendsOf = ({ key, value }: MapEntry): readonly string[] =>
  backendKey.test(key)
    ? [...textsOf(value), ...namesOf(value)].filter((text) => isName.test(text) || isPlaceholder(text))
    : [];

const isName = /^([a-z]+:\/\/)?[a-z]([-a-z0-9./]*[a-z0-9])?(:[a-z0-9]+)?$/;

const namesOf = (node: Node): readonly string[] =>
  (node.kind === 'sequence' ? items(node) : [node]).flatMap((one) =>
    entries(one).flatMap(({ key, value }) =>
      /^(name|service|servicename)$/i.test(key) ? (scalarText(value) ?? []) : [],
    ),
  );
