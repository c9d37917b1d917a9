import { field, type MapNode, scalarText } from '../../manifest/node.ts';
import { ingressNginx } from './ingress-nginx.ts';
import type { Chart } from './names.ts';
import { isOff, mapOf } from './nodes.ts';
import type { DefaultPort } from './ports.ts';
import { type ServiceDefaults, serviceObject } from './service.ts';
import { traefik } from './traefik.ts';

/** A chart that opens a load balancer where its values say nothing, and where they say something of it. */
export interface Opening {
  readonly charts: readonly string[];
  readonly path: readonly string[];
  readonly ports: readonly DefaultPort[];
  /** What else of the values decides, and what else is made. */
  readonly more?: (chart: Chart, section: MapNode) => Special;
}

export interface Special {
  readonly known?: ServiceDefaults['known'];
  /** The section with what stands elsewhere of it. */
  readonly section?: MapNode;
  /** It makes no Service of the section, though nothing switches that off. */
  readonly isClosed?: boolean;
  readonly objects: readonly MapNode[];
  /** Sections that the objects are made of. */
  readonly parts?: readonly MapNode[];
}

const web: readonly DefaultPort[] = [
  { name: 'http', port: 80 },
  { name: 'https', port: 443 },
];

// Each as its values.yaml has it: charts/ingress-nginx of kubernetes/ingress-nginx, traefik of traefik/traefik-helm-chart,
// charts/nginx-ingress of nginxinc/kubernetes-ingress, charts/kong of Kong/charts, bitnami/contour of bitnami/charts,
// charts/emissary-ingress of emissary-ingress/emissary, haproxy-ingress of haproxy-ingress/charts, charts/k8s-gateway of
// k8s-gateway/k8s_gateway.
const openings: readonly Opening[] = [
  { charts: ['ingress-nginx'], path: ['controller', 'service'], ports: web, more: ingressNginx },
  { charts: ['traefik'], path: ['service'], ports: [], more: traefik },
  { charts: ['nginx-ingress'], path: ['controller', 'service'], ports: web },
  { charts: ['kong'], path: ['proxy'], ports: [web[0] as DefaultPort, { name: 'tls', port: 443 }] },
  { charts: ['contour'], path: ['envoy', 'service'], ports: web },
  { charts: ['emissary-ingress'], path: ['service'], ports: web },
  { charts: ['haproxy-ingress'], path: ['controller', 'service'], ports: web },
  { charts: ['k8s-gateway'], path: ['service'], ports: [{ name: 'dns-udp', port: 53, protocol: 'UDP' }] },
];

export interface Opened {
  readonly objects: readonly MapNode[];
  /** The sections that are read with it, and that nothing else is made of. */
  readonly taken: readonly MapNode[];
}

/** The load balancer of a chart that is known to have one, unless its values close it. */
export function openedBy(chart: Chart): Opened {
  const opening = openings.find(({ charts }) => charts.includes(chart.release.chart));
  if (opening === undefined) return { objects: [], taken: [] };
  const { values, names, release } = chart;
  const written = field(values, ...opening.path);
  const map = written?.kind === 'map' ? written : mapOf(values, {});
  const above = opening.path.slice(0, -1).map((_, index) => field(values, ...opening.path.slice(0, index + 1)));
  if (above.some((one) => one !== undefined && isOff(one))) return { objects: [], taken: [] };
  const { known, isClosed, section, objects, parts = [] } = opening.more?.(chart, map) ?? { objects: [] };
  // What else of a Service inside of the cluster lets somebody in is found as everywhere.
  if (isClosed || isOff(map) || scalarText(field(map, 'type')) === 'ClusterIP') return { objects, taken: parts };
  const name = names.of({ path: opening.path, map, parent: undefined });
  const defaults = { type: 'LoadBalancer', ports: opening.ports, ...(known && { known }) };
  const service = serviceObject({ map: section ?? map, at: map }, release, name, defaults);
  return { objects: [service, ...objects], taken: [map, ...parts] };
}
