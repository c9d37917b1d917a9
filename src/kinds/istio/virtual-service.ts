import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { ParentRef, ResourceId, Route, RouteBackend, RouteRule } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import { placedText, portNumber } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';
import { wayBudget } from '../way-budget.ts';
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
    return grouped(matchesOf(root, id, unclear), attachedHead(root, id, hosts));
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
function attachedHead(root: MapNode, id: ResourceId, hosts: readonly Placed<string>[]): Omit<Route, 'opens' | 'rules'> {
  const exportedTo = namespacesOf(
    items(field(root, 'spec', 'exportTo')).flatMap((name) => placedText(name) ?? []),
    id.namespace,
  );
  return {
    ...routeHead(root, id),
    parents: [],
    hostnames: hosts,
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

/** Where a request or a connection is met, before it is known where it leads. */
type Place = Omit<RouteRule, 'backend'>;

interface Section {
  readonly sort: Sort;
  readonly name: string;
  readonly placesOf: (match: Node, unclear: Unclear) => readonly Place[];
  readonly backendsOf: (rule: Node, unclear: Unclear) => readonly RouteBackend[];
}

const sections: readonly Section[] = [
  {
    sort: 'HTTP',
    name: 'http',
    placesOf: (match, unclear) => [{ ...httpMatch(match, unclear), host: undefined }],
    backendsOf: httpBackends,
  },
  { sort: 'TLS', name: 'tls', placesOf: namedPlaces, backendsOf: destinationsOf },
  { sort: 'TCP', name: 'tcp', placesOf: (match) => [connection(match, undefined)], backendsOf: destinationsOf },
];

function matchesOf(root: MapNode, id: ResourceId, unclear: Unclear): readonly Match[] {
  const spec = field(root, 'spec');
  const [own, left] = [namesIn(spec), wayBudget(id, unclear)];
  return sections.flatMap(({ sort, name, placesOf, backendsOf }) =>
    items(field(spec, name)).flatMap((rule) => {
      const [written, backends] = [items(field(rule, 'match')), backendsOf(rule, unclear)];
      return (written.length === 0 ? [rule] : written).map((match) => {
        const named = match === rule ? [] : namesIn(match);
        const places = left.of(() => placesOf(match, unclear), backends.length);
        return {
          sort,
          gateways: named.length === 0 ? own : named,
          port: portNumber(field(match, 'port'))?.value,
          rules: places.flatMap((place) => backends.map((backend) => ({ ...place, backend }))),
        };
      });
    }),
  );
}

const namesIn = (node: Node | undefined): readonly Placed<string>[] =>
  items(field(node, 'gateways')).flatMap((name) => placedText(name) ?? []);

/** One for each name that a client may ask for. */
function namedPlaces(match: Node): readonly Place[] {
  const names = items(field(match, 'sniHosts')).flatMap((host) => scalarText(host) ?? []);
  const hosts = names.length === 0 || names.includes('*') ? [undefined] : names;
  return hosts.map((host) => connection(match, host));
}

const connection = (match: Node, host: string | undefined): Place => ({
  host,
  path: undefined,
  pathType: 'Prefix',
  protocol: 'TCP',
  at: positionOf(match),
});
