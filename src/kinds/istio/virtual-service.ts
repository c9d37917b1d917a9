import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { ParentRef, ResourceId, Route, RouteRule } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import { objectPosition, placedText, portNumber } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { destinationsOf, httpBackends } from './destinations.ts';
import { httpMatch } from './http-match.ts';
import { gatewayNamed, istioVersions, networking } from './names.ts';
import { namespacesOf } from './namespaces.ts';

/**
 * One object holds routes of three sorts, and each match of them may name other gateways: so it becomes a route for each
 * sort and list of gateways.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export const virtualService: KindReader = {
  group: networking,
  kinds: ['VirtualService'],
  apiVersions: istioVersions,
  summary:
    'hosts, gateways, exportTo, http, tls and tcp routes with their matches, destinations, mirrors and delegates',
  notRead: [],
  read: (root, id, unclear) => {
    const hosts = items(field(root, 'spec', 'hosts')).flatMap((host) => placedText(host) ?? []);
    for (const { value, at } of hosts)
      if (/:\d+$/.test(value)) unclear(at, say`the host ${value} has a port, so no request is for it`);
    return grouped(matchesOf(root, unclear), routeHead(root, id, hosts));
  },
};

type Sort = 'HTTP' | 'TLS' | 'TCP';

/** The rules of one match, for the gateways that it is for. */
interface Match {
  readonly sort: Sort;
  readonly gateways: readonly Placed<string>[];
  readonly port: number | undefined;
  readonly rules: readonly RouteRule[];
}

/** One without hosts is a part that others delegate to. */
function routeHead(root: MapNode, id: ResourceId, hosts: readonly Placed<string>[]): Omit<Route, 'opens' | 'rules'> {
  const exportedTo = namespacesOf(
    items(field(root, 'spec', 'exportTo')).flatMap((name) => placedText(name) ?? []),
    id.namespace,
  );
  return {
    role: 'route',
    id,
    at: objectPosition(root),
    className: undefined,
    classAt: undefined,
    parents: [],
    speaks: [],
    hostnames: hosts,
    tlsHosts: [],
    annotations: new Map(),
    ...(hosts.length === 0 ? { isFragment: true } : {}),
    ...(exportedTo === undefined ? {} : { exportedTo }),
  };
}

function grouped(matches: readonly Match[], head: Omit<Route, 'opens' | 'rules'>): readonly Route[] {
  const groups = Map.groupBy(matches, ({ sort, gateways, port }) =>
    head.isFragment ? '' : JSON.stringify([sort, port, ...gateways.map(({ value }) => value)]),
  );
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return {
      ...head,
      opens: first.sort === 'HTTP' ? 'http-route' : 'l4-route',
      speaks: [first.sort],
      parents: parentsOf(first, head),
      rules: same.flatMap(({ rules }) => rules),
    };
  });
}

/** Where no gateway is named, the sidecars alone take it. */
const parentsOf = ({ gateways, port }: Match, { at }: Pick<Route, 'at'>): readonly ParentRef[] =>
  (gateways.length === 0 ? [{ value: 'mesh', at }] : gateways).map((name) => gatewayNamed(name, port));

type Read = (rule: Node, match: Node) => readonly RouteRule[];

function matchesOf(root: MapNode, unclear: Unclear): readonly Match[] {
  const spec = field(root, 'spec');
  const own = namesIn(spec);
  const of = (sort: Sort, section: string, read: Read): readonly Match[] =>
    items(field(spec, section)).flatMap((rule) => {
      const written = items(field(rule, 'match'));
      if (isTooMuch(rule, written, unclear)) return [];
      return (written.length === 0 ? [rule] : written).map((match) => {
        const named = match === rule ? [] : namesIn(match);
        const port = portNumber(field(match, 'port'))?.value;
        return { sort, gateways: named.length === 0 ? own : named, port, rules: read(rule, match) };
      });
    });
  return [
    ...of('HTTP', 'http', (rule, match) => httpRules(rule, match, unclear)),
    ...of('TLS', 'tls', (rule, match) => tlsRules(rule, match, unclear)),
    ...of('TCP', 'tcp', (rule, match) => l4Rules(rule, match, undefined, unclear)),
  ];
}

/** No deployment has as many pairs of a match and a destination in one rule. */
const maxPairs = 10_000;

function isTooMuch(rule: Node, matches: readonly Node[], unclear: Unclear): boolean {
  const asked = matches.reduce((sum, match) => sum + Math.max(1, items(field(match, 'sniHosts')).length), 0);
  const led = items(field(rule, 'route')).length + items(field(rule, 'mirrors')).length;
  if (asked * led <= maxPairs) return false;
  unclear(positionOf(rule), say`this rule has more matches and destinations than are followed`, 'template');
  return true;
}

const namesIn = (node: Node | undefined): readonly Placed<string>[] =>
  items(field(node, 'gateways')).flatMap((name) => placedText(name) ?? []);

const httpRules = (rule: Node, match: Node, unclear: Unclear): readonly RouteRule[] =>
  httpBackends(rule, unclear).map((backend) => ({ ...httpMatch(match, unclear), host: undefined, backend }));

/** A rule for each name that a client may ask for. */
function tlsRules(rule: Node, match: Node, unclear: Unclear): readonly RouteRule[] {
  const names = items(field(match, 'sniHosts')).flatMap((host) => scalarText(host) ?? []);
  const hosts = names.length === 0 || names.includes('*') ? [undefined] : names;
  return hosts.flatMap((host) => l4Rules(rule, match, host, unclear));
}

const l4Rules = (rule: Node, match: Node, host: string | undefined, unclear: Unclear): readonly RouteRule[] =>
  destinationsOf(rule, unclear).map((backend) => ({
    host,
    path: undefined,
    pathType: 'Prefix',
    protocol: 'TCP',
    backend,
    at: positionOf(match),
  }));
