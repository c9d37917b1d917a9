import { entries, field, type MapEntry, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { mapAt, type Place, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import type { Chart } from './names.ts';
import { firstOf, isOn, mapOf, objectOf, textIn } from './nodes.ts';
import type { Special } from './openings.ts';
import { numberIn } from './ports.ts';

/** The entry points that the chart exposes where nothing else is said. */
const exposed: Readonly<Record<string, number>> = { web: 80, websecure: 443 };

/**
 * What the chart of Traefik has of its own: entry points that are exposed or not, fields of the Service under `spec`, a
 * route for its dashboard, and a gateway.
 * @see https://github.com/traefik/traefik-helm-chart/blob/master/traefik/VALUES.md
 */
export function traefik(chart: Chart, map: MapNode): Special {
  const { values } = chart;
  const spec = field(map, 'spec');
  const place = field(map, 'type') ?? map;
  const written = entries(field(values, 'ports'));
  const silent = Object.keys(exposed).filter((name) => !written.some(({ key }) => key === name));
  const known = [
    ...silent.map((name) => mapOf(place, { name: scalarAt(name, place), port: scalarAt(exposed[name] ?? 0, place) })),
    ...written.flatMap(exposedPort),
  ];
  return {
    known,
    ...(spec?.kind === 'map' ? { section: mapAt([...map.entries, ...spec.entries], map) } : {}),
    isClosed: known.length === 0,
    objects: [...dashboard(chart), ...gateway(chart)],
  };
}

/** `expose: true` in older versions, `expose: { default: true }` since. */
function exposedPort({ key, value, source, keyOffset }: MapEntry): readonly MapNode[] {
  const written = field(value, 'expose');
  const isExposed =
    written === undefined ? key in exposed : isOn(written.kind === 'map' ? field(written, 'default') : written);
  if (!isExposed || value.kind !== 'map') return [];
  const at = { source, offset: keyOffset };
  const fallback = key in exposed ? scalarAt(exposed[key] ?? 0, at) : numberIn(value, ['port']);
  return [
    mapOf(at, {
      name: scalarAt(key, at),
      port: numberIn(value, ['exposedPort']) ?? fallback,
      targetPort: firstOf(value, 'targetPort'),
      protocol: firstOf(value, 'protocol'),
      nodePort: numberIn(value, ['nodePort']),
    }),
  ];
}

/** Without entry points of its own it listens where the chart exposes nothing. */
function dashboard({ release, names, values }: Chart): readonly MapNode[] {
  const map = field(values, 'ingressRoute', 'dashboard');
  const entryPoints = field(map, 'entryPoints');
  if (map === undefined || entryPoints === undefined || !isOn(field(map, 'enabled'))) return [];
  const match = field(map, 'matchRule') ?? scalarAt('PathPrefix(`/dashboard`) || PathPrefix(`/api`)', map);
  const service = mapOf(map, { name: scalarAt('api@internal', map), kind: scalarAt('TraefikService', map) });
  const route = mapOf(match, {
    match,
    kind: scalarAt('Rule', match),
    services: sequenceAt([service], map),
    middlewares: field(map, 'middlewares'),
  });
  const tls = field(map, 'tls');
  return [
    objectOf(
      ['traefik.io/v1alpha1', 'IngressRoute'],
      { name: scalarAt(`${names.full}-dashboard`, map), namespace: release.namespace },
      {
        annotations: field(map, 'annotations'),
        spec: mapOf(map, {
          entryPoints,
          routes: sequenceAt([route], map),
          tls: entries(tls).length > 0 ? tls : undefined,
        }),
      },
    ),
  ];
}

/** Its listeners are written as a map; without any the chart's own ones stay unknown. */
function gateway({ release, names, values }: Chart): readonly MapNode[] {
  const map = field(values, 'gateway');
  const listeners = entries(field(map, 'listeners'));
  const isUsed = isOn(field(values, 'providers', 'kubernetesGateway', 'enabled'));
  if (map === undefined || !isUsed || textIn(map, 'enabled') === 'false' || listeners.length === 0) return [];
  const name = scalarAt(textIn(map, 'name') ?? `${names.full}-gateway`, map);
  return [
    objectOf(
      ['gateway.networking.k8s.io/v1', 'Gateway'],
      { name, namespace: textIn(map, 'namespace') ?? release.namespace },
      {
        annotations: field(map, 'annotations'),
        spec: mapOf(map, {
          gatewayClassName: firstOf(field(values, 'gatewayClass'), 'name') ?? scalarAt('traefik', map),
          listeners: sequenceAt(listeners.flatMap(listener), map),
        }),
      },
    ),
  ];
}

function listener({ key, value, source, keyOffset }: MapEntry): readonly MapNode[] {
  const at: Place = { source, offset: keyOffset };
  const policy = field(value, 'namespacePolicy');
  const namespaces = policy?.kind === 'scalar' ? mapOf(policy, { from: policy }) : policy;
  const certificates = field(value, 'certificateRefs');
  const mode = field(value, 'mode');
  return [
    mapOf(at, {
      name: scalarAt(key, at),
      port: numberIn(value, ['port']),
      protocol: field(value, 'protocol'),
      hostname: scalarText(field(value, 'hostname')) === '' ? undefined : field(value, 'hostname'),
      allowedRoutes: namespaces && mapOf(namespaces, { namespaces }),
      tls: tlsOf(certificates, mode, at),
    }),
  ];
}

const tlsOf = (certificateRefs: Node | undefined, mode: Node | undefined, at: Place): Node | undefined =>
  certificateRefs === undefined && mode === undefined ? undefined : mapOf(at, { mode, certificateRefs });
