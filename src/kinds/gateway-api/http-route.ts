import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { ObjectName, PathType, ResourceId, Role, RouteBackend, RouteRule } from '../../model/resource.ts';
import { routeFlaws } from '../flaws/gateway-flaws.ts';
import { listed } from '../flaws/gateway-limits.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { type WayBudget, wayBudget } from '../way-budget.ts';
import { attachedHead, backendOf, backendsOf, gatewayApi, weighed } from './references.ts';

/** @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export const httpRoute: KindReader = {
  group: gatewayApi,
  kinds: ['HTTPRoute'],
  apiVersions: ['v1', 'v1beta1', 'v1alpha2'],
  summary: 'parents, hosts, matches, backends and mirrors with traffic',
  notRead: [],
  read: (root, id, unclear) => readRoute(root, id, unclear, httpMatch),
};

/** @see https://gateway-api.sigs.k8s.io/api-types/grpcroute/ */
export const grpcRoute: KindReader = {
  ...httpRoute,
  kinds: ['GRPCRoute'],
  apiVersions: ['v1', 'v1alpha2'],
  read: (root, id, unclear) => readRoute(root, id, unclear, grpcMatch),
};

type Match = Pick<RouteRule, 'path' | 'pathType' | 'match' | 'at'>;
type ReadMatch = (match: Node) => Match;

function readRoute(root: MapNode, id: ResourceId, unclear: Unclear, read: ReadMatch): readonly Role[] {
  const left = wayBudget(id, unclear);
  return [
    {
      ...attachedHead(root, id, unclear),
      opens: 'http-route',
      speaks: ['HTTP', 'HTTPS'],
      rules: listed(field(root, 'spec'), 'rules').flatMap((rule) => rulesOf(rule, read, left)),
    },
    ...routeFlaws(root, id),
  ];
}

/** A rule for each match and each backend. One that leads to nothing gets an error, one that redirects is answered at the door. */
function rulesOf(rule: Node, read: ReadMatch, left: WayBudget): readonly RouteRule[] {
  const written = listed(rule, 'matches');
  const everything = { path: '/', pathType: 'Prefix', at: positionOf(rule) } as const;
  const backends = [...backendsOf(rule), ...[rule, ...weighed(rule)].flatMap(mirrors), ...redirects(rule)];
  const uses = extensions(rule);
  const matches = left.of(() => (written.length === 0 ? [everything] : written.map(read)), backends.length);
  return matches.flatMap((match) =>
    backends.map((backend) => ({ ...match, host: undefined, backend, ...(uses.length === 0 ? {} : { uses }) })),
  );
}

/** Objects of the implementation that a rule is filtered by: who may come may be said there. */
const extensions = (rule: Node): readonly ObjectName[] =>
  listed(rule, 'filters').flatMap((filter) => {
    const ref = field(filter, 'extensionRef');
    const [group, kind, name] = ['group', 'kind', 'name'].map((key) => scalarText(field(ref, key)) ?? '');
    return ref === undefined || !group || !kind || !name
      ? []
      : { group, kind, namespace: undefined, name, at: positionOf(field(ref, 'name') ?? ref) };
  });

/** Together with backends the API server refuses a redirect. */
const redirects = (rule: Node): readonly RouteBackend[] =>
  listed(rule, 'filters').flatMap((filter) => {
    const node = field(filter, 'requestRedirect');
    return node === undefined ? [] : { at: positionOf(node), target: 'redirect', name: '', port: undefined };
  });

/** A mirror gets a copy of each request, and so it is reached. */
const mirrors = (part: Node): readonly RouteBackend[] =>
  listed(part, 'filters').flatMap((filter) => {
    const ref = field(filter, 'requestMirror', 'backendRef');
    return ref === undefined ? [] : backendOf(ref);
  });

const pathTypes: Readonly<Record<string, PathType>> = {
  Exact: 'Exact',
  PathPrefix: 'Prefix',
  RegularExpression: 'RegularExpression',
};

function httpMatch(match: Node): Match {
  const path = field(match, 'path');
  const more = [
    ...(scalarText(field(match, 'method')) === undefined ? [] : [`method=${scalarText(field(match, 'method'))}`]),
    ...items(field(match, 'headers')).map((header) => condition('header', header)),
    ...items(field(match, 'queryParams')).map((parameter) => condition('query', parameter)),
  ];
  return {
    path: scalarText(field(path, 'value')) || '/',
    pathType: pathTypes[scalarText(field(path, 'type')) ?? 'PathPrefix'] ?? 'ImplementationSpecific',
    ...(more.length === 0 ? {} : { match: more.sort().join(' ') }),
    at: positionOf(field(path, 'value') ?? match),
  };
}

/** `header x=1`; the name of a header is the same in upper and lower case, that of a parameter is not. */
function condition(what: 'header' | 'query', node: Node): string {
  const [type, name = '', value] = ['type', 'name', 'value'].map((key) => scalarText(field(node, key)) ?? '');
  return `${what} ${what === 'header' ? name.toLowerCase() : name}${type === 'RegularExpression' ? '~' : '='}${value}`;
}

/** A method of gRPC is a path of HTTP. @see https://grpc.github.io/grpc/core/md_doc__p_r_o_t_o_c_o_l-_h_t_t_p2.html */
function grpcMatch(match: Node): Match {
  const method = field(match, 'method');
  const [service, name] = [scalarText(field(method, 'service')), scalarText(field(method, 'method'))];
  const headers = items(field(match, 'headers')).map((header) => condition('header', header));
  const isPattern = scalarText(field(method, 'type')) === 'RegularExpression';
  return {
    path:
      service === undefined
        ? name === undefined
          ? '/'
          : `/*/${name}`
        : `/${service}${name === undefined ? '' : `/${name}`}`,
    pathType: isPattern ? 'RegularExpression' : name === undefined ? 'Prefix' : 'Exact',
    ...(headers.length === 0 ? {} : { match: headers.sort().join(' ') }),
    at: positionOf(method ?? match),
  };
}
