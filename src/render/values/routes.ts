import { field, items, type MapNode, type Node } from '../../manifest/node.ts';
import { type Place, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import { type Backend, identified, identifierIn, ownBackend } from './backend.ts';
import type { Chart } from './names.ts';
import { firstOf, isOn, mapOf, objectOf, textIn } from './nodes.ts';
import { lastKey, parentKey, type Section } from './sections.ts';

/** The route of Gateway API or of OpenShift that a section describes. */
export function route(section: Section, chart: Chart): readonly MapNode[] {
  if (!called.test(lastKey(section)) && !called.test(parentKey(section))) return [];
  const { map } = section;
  const parents = parentsOf(section);
  if (parents !== undefined) return [gatewayRoute(section, parents, chart)];
  return lastKey(section) === 'route' && firstOf(map, 'host') !== undefined ? [openshiftRoute(section, chart)] : [];
}

const called = /^routes?$|(http|grpc|tcp|tls|udp)-?routes?$/i;

/** Gateways that the chart chooses itself where the values only switch the route on. */
function parentsOf(section: Section): Node | undefined {
  const { map, at } = section;
  const parents = field(map, 'parentRefs') ?? field(map, 'parents');
  if (parents !== undefined) return parents;
  const isGateways = /^http-?routes?$/i.test(lastKey(section)) || field(map, 'hostnames') !== undefined;
  const enabled = field(map, 'enabled');
  if (!isGateways || enabled === undefined || !isOn(enabled)) return undefined;
  return sequenceAt([mapOf(enabled, { name: scalarAt('<gateway of the chart>', enabled) })], at);
}

function gatewayRoute(section: Section, parents: Node, chart: Chart): MapNode {
  const { map, at } = section;
  const { release, names, values } = chart;
  const kind = textIn(map, 'kind') ?? kindBy(lastKey(section)) ?? kindBy(parentKey(section)) ?? 'HTTPRoute';
  const version = /^(TCP|UDP|TLS)Route$/.test(kind) ? 'v1alpha2' : 'v1';
  const own = ownBackend(section, values, names, at);
  return objectOf(
    [`gateway.networking.k8s.io/${version}`, kind],
    { name: scalarAt(names.of(section), at), namespace: release.namespace },
    {
      annotations: field(map, 'annotations'),
      spec: mapOf(at, { parentRefs: parents, hostnames: hostnamesOf(map), rules: rulesOf(section, own, chart) }),
    },
  );
}

function kindBy(key: string): string | undefined {
  const [, kind] = /(http|grpc|tcp|tls|udp)-?routes?$/i.exec(key) ?? [];
  return kind === undefined ? undefined : `${kind.toUpperCase()}Route`;
}

/** A list, one host, or a map that names it. */
function hostnamesOf(map: MapNode): Node | undefined {
  const written = firstOf(map, 'hostnames', 'hosts', 'hostname', 'host');
  const all = written?.kind === 'sequence' ? written.items : written === undefined ? [] : [written];
  const names = all.flatMap((one) => (one.kind === 'map' ? (firstOf(one, 'name', 'host', 'hostname') ?? []) : one));
  return written && sequenceAt(names, written);
}

/** Rules of their own, or the one rule that charts make of `matches` and `filters` beside the hosts. */
function rulesOf({ map, at }: Section, own: Backend, chart: Chart): Node {
  const rules = field(map, 'rules');
  const more = items(field(map, 'additionalRules'));
  if (rules?.kind === 'sequence' && rules.items.length > 0)
    return sequenceAt(
      [...rules.items, ...more].map((rule) => ruleOf(rule, own, chart)),
      rules,
    );
  if (rules?.kind === 'scalar') return rules;
  return sequenceAt([ruleOf(map, own, chart), ...more.map((rule) => ruleOf(rule, own, chart))], at);
}

function ruleOf(rule: Node, own: Backend, chart: Chart): MapNode {
  const [matches, filters] = [field(rule, 'matches'), field(rule, 'filters')];
  const written = items(field(rule, 'backendRefs'));
  const isRedirect = items(filters).some((filter) => field(filter, 'requestRedirect') !== undefined);
  const backends =
    written.length > 0 ? written.map((one) => backendRef(one, own, chart)) : isRedirect ? [] : [refTo(own)];
  return mapOf(rule, { matches, filters, backendRefs: sequenceAt(backends, rule) });
}

function backendRef(ref: Node, own: Backend, { names, values }: Chart): Node {
  const port = field(ref, 'port');
  const id = identifierIn(ref, values);
  const others = {
    kind: field(ref, 'kind'),
    group: field(ref, 'group'),
    namespace: field(ref, 'namespace'),
    weight: field(ref, 'weight'),
  };
  if (id !== undefined) return refTo(identified(id, values, names, port, ref), others);
  return refTo({ name: firstOf(ref, 'name') ?? own.name, port: port ?? own.port }, others);
}

const refTo = ({ name, port }: Backend, others: Readonly<Record<string, Node | undefined>> = {}): MapNode =>
  mapOf(name, { ...others, name, port });

function openshiftRoute(section: Section, { release, names, values }: Chart): MapNode {
  const { map, at } = section;
  const own = ownBackend(section, values, names, at);
  const place: Place = firstOf(map, 'host') ?? at;
  const tls = field(map, 'tls');
  return objectOf(
    ['route.openshift.io/v1', 'Route'],
    { name: scalarAt(names.of(section), at), namespace: release.namespace },
    {
      annotations: field(map, 'annotations'),
      spec: mapOf(place, {
        host: firstOf(map, 'host'),
        path: firstOf(map, 'path'),
        wildcardPolicy: firstOf(map, 'wildcardPolicy'),
        tls:
          tls?.kind === 'map' && textIn(tls, 'enabled') !== 'false' && textIn(tls, 'termination') !== undefined
            ? tls
            : undefined,
        to: mapOf(place, { kind: scalarAt('Service', place), name: own.name }),
      }),
    },
  );
}
