import { entries, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { type Place, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import { type Backend, identified, identifierIn, ownBackend } from './backend.ts';
import type { Chart, Names } from './names.ts';
import { firstOf, isOn, mapOf, objectOf } from './nodes.ts';
import { lastKey, parentKey, type Section } from './sections.ts';

/**
 * The Ingress that a section describes: `ingress`, or what is called so in part, with hosts in any of the usual forms.
 * Hosts without `enabled` count: nobody names a host that is not to be served. Where it is switched on and no host is
 * named, the chart's own one is served, whichever that is.
 */
export function ingress(section: Section, { release, names, values }: Chart): readonly MapNode[] {
  if (!isIngress(section)) return [];
  const { map, at } = section;
  const hosts = hostsOf(section);
  if (hosts.length === 0) return [];
  const own = ownBackend(section, values, names, at);
  const rules = hosts.map(({ host, paths }) => ruleOf(host, paths, (path) => backendOf(path, own, names, values)));
  return [
    objectOf(
      ['networking.k8s.io/v1', 'Ingress'],
      { name: scalarAt(names.of(section), at), namespace: release.namespace },
      {
        annotations: field(map, 'annotations'),
        spec: mapOf(at, {
          ingressClassName: firstOf(map, 'ingressClassName', 'className', 'ingressClass'),
          rules: sequenceAt(rules, at),
          tls: tlsOf(
            map,
            hosts.map(({ host }) => host),
          ),
        }),
      },
    ),
  ];
}

const called = /^ingress(es)?$/;
const calledInPart = /Ingress(es)?$|^ingress[A-Z]/;
const noIngress = /^ingress(Class|Route|Controller|Shim)/;

const isIngress = (section: Section): boolean =>
  (called.test(lastKey(section)) || calledInPart.test(lastKey(section)) || called.test(parentKey(section))) &&
  !noIngress.test(lastKey(section));

interface Served {
  readonly host: Node;
  readonly paths: readonly Node[];
}

function hostsOf(section: Section): readonly Served[] {
  const { map, at } = section;
  const common = pathsOf(map);
  const hosts = [
    ...['hosts', 'extraHosts', 'rules', 'hostnames'].flatMap((key) => listOf(field(map, key))),
    ...['host', 'hostname', 'hostName'].flatMap((key) => firstOf(map, key) ?? []),
  ].flatMap((one) => servedOf(one, common));
  if (hosts.length > 0 || !called.test(lastKey(section)) || !isOn(field(map, 'enabled')) || hasParts(map)) return hosts;
  const enabled = field(map, 'enabled') ?? at;
  return [{ host: scalarAt('<host of the chart>', enabled), paths: common }];
}

/** Ingresses of its own for each part: `ingress: { enabled: true, api: { host: … } }`. */
const hasParts = (map: MapNode): boolean =>
  map.entries.some(({ value }) => ['host', 'hosts', 'hostname'].some((key) => field(value, key) !== undefined));

/** Of a list its items, of a map its values: `hosts: { web: web.example.com }`. */
const listOf = (node: Node | undefined): readonly Node[] =>
  node?.kind === 'map' ? entries(node).map(({ value }) => value) : node?.kind === 'scalar' ? [node] : items(node);

function servedOf(node: Node, common: readonly Node[]): readonly Served[] {
  const host = node.kind === 'map' ? firstOf(node, 'host', 'hostname', 'name') : node;
  if (host?.kind !== 'scalar' || scalarText(host) === undefined || scalarText(host) === '') return [];
  const own = node.kind === 'map' ? pathsOf(node) : [];
  return [{ host, paths: own.length > 0 ? own : common }];
}

function pathsOf(map: Node): readonly Node[] {
  const paths = [...items(field(map, 'paths')), ...items(field(map, 'http', 'paths'))];
  const single = firstOf(map, 'path');
  return paths.length > 0 || single === undefined ? paths : [single];
}

function ruleOf(host: Node, paths: readonly Node[], backendTo: (path: Node) => Backend): MapNode {
  const all = paths.length > 0 ? paths : [scalarAt('/', host)];
  return mapOf(host, {
    host,
    http: mapOf(host, {
      paths: sequenceAt(
        all.map((path) => pathOf(path, backendTo(path))),
        host,
      ),
    }),
  });
}

function pathOf(node: Node, { name, port }: Backend): MapNode {
  const path = node.kind === 'scalar' ? node : (firstOf(node, 'path') ?? scalarAt('/', node));
  const isName = port !== undefined && !/^\d+$/.test(scalarText(port) ?? '');
  return mapOf(path, {
    path,
    pathType: firstOf(node, 'pathType') ?? scalarAt('Prefix', path),
    backend: mapOf(name, {
      service: mapOf(name, { name, port: port && mapOf(port, isName ? { name: port } : { number: port }) }),
    }),
  });
}

/** What a path says itself, in the forms of the API, of bjw-s' library, and of older charts. */
function backendOf(path: Node, own: Backend, names: Names, values: MapNode): Backend {
  const service = firstOf(path, 'service') ?? field(path, 'backend', 'service');
  const port = firstOf(service, 'port') ?? firstOf(path, 'servicePort', 'port');
  const number = port?.kind === 'map' ? firstOf(port, 'number', 'name') : port;
  const id = identifierIn(service, values);
  if (id !== undefined) return identified(id, values, names, number, service as Place);
  const name = firstOf(service, 'name') ?? firstOf(path, 'serviceName');
  if (name !== undefined) return { name, port: number };
  return { name: own.name, port: number ?? own.port };
}

/** A list as the API has it, the name of a certificate, or just `true`, for all hosts. */
function tlsOf(map: MapNode, hosts: readonly Node[]): Node | undefined {
  const tls = field(map, 'tls');
  const more = items(field(map, 'extraTls'));
  if (tls?.kind === 'sequence') return sequenceAt([...tls.items, ...more], tls);
  const text = scalarText(tls) ?? scalarText(field(tls, 'enabled'));
  const isUsed =
    tls?.kind === 'map'
      ? text !== 'false' && tls.entries.length > 0
      : text !== undefined && text !== '' && text !== 'false';
  if (tls === undefined || !isUsed) return more.length > 0 ? sequenceAt(more, map) : undefined;
  return sequenceAt([mapOf(tls, { hosts: sequenceAt(hosts, tls) }), ...more], tls);
}
