import { defaultConfig } from '../../src/config/defaults.ts';
import type { ClusterConfig } from '../../src/model/config.ts';
import type {
  Container,
  ContainerPort,
  ResourceId,
  Route,
  RouteBackend,
  Service,
  ServicePort,
  Workload,
} from '../../src/model/resource.ts';
import type { Placed, Position } from '../../src/model/source.ts';

export const here: Position = { path: 'k8s/web.yaml', line: 1, column: 1 };
export const placed = <T>(value: T): Placed<T> => ({ value, at: here });

const idOf = (group: string, kind: string, over: Partial<ResourceId>): ResourceId => ({
  group,
  kind,
  namespace: undefined,
  name: 'web',
  ...over,
});

/** A Deployment `web` whose pods are labelled `app: web` and declare nothing. */
export const workload = ({
  id,
  ...over
}: Partial<Omit<Workload, 'id'>> & { id?: Partial<ResourceId> } = {}): Workload => ({
  role: 'workload',
  id: idOf('apps', 'Deployment', id ?? {}),
  at: here,
  labels: new Map([['app', 'web']]),
  injectedLabels: [],
  selector: undefined,
  labelsAt: here,
  hostNetwork: undefined,
  nodeSelector: new Map(),
  owner: undefined,
  hasAffinity: false,
  containers: [],
  active: 'yes',
  certainty: 'certain',
  ...over,
});

export const container = (
  name: string,
  ports: readonly ContainerPort[],
  stage: Container['stage'] = 'main',
): Container => ({
  name,
  image: undefined,
  stage,
  ports,
});

export const containerPort = (number: number | undefined, over: Partial<ContainerPort> = {}): ContainerPort => ({
  name: undefined,
  containerPort: number,
  protocol: 'TCP',
  hostPort: undefined,
  hostIP: '0.0.0.0',
  at: here,
  ...over,
});

/** A ClusterIP Service `web` that selects `app: web` and has no port. */
export const service = ({
  id,
  ...over
}: Partial<Omit<Service, 'id'>> & { id?: Partial<ResourceId> } = {}): Service => ({
  role: 'service',
  id: idOf('', 'Service', id ?? {}),
  at: here,
  type: placed('ClusterIP' as const),
  selector: placed(new Map([['app', 'web']])),
  ports: [],
  labels: new Map(),
  headless: false,
  externalIPs: [],
  externalName: undefined,
  sourceRanges: [],
  loadBalancerClass: undefined,
  loadBalancerIP: undefined,
  allocatesNodePorts: true,
  externalTrafficPolicy: undefined,
  annotations: new Map(),
  ...over,
});

export const servicePort = (port: number | undefined, over: Partial<ServicePort> = {}): ServicePort => ({
  name: undefined,
  port,
  protocol: 'TCP',
  targetPort: placed(port ?? ''),
  targetPortIsExplicit: false,
  nodePort: undefined,
  appProtocol: undefined,
  at: here,
  ...over,
});

/** An Ingress `web` without rules. */
export const route = ({ id, ...over }: Partial<Omit<Route, 'id'>> & { id?: Partial<ResourceId> } = {}): Route => ({
  role: 'route',
  opens: 'http-route',
  parents: undefined,
  speaks: [],
  hostnames: [],
  id: idOf('networking.k8s.io', 'Ingress', id ?? {}),
  at: here,
  className: undefined,
  classAt: undefined,
  rules: [],
  tlsHosts: [],
  annotations: new Map(),
  ...over,
});

export const backendTo = (name: string, port: number | string | undefined): RouteBackend => ({
  at: here,
  target: 'service',
  name,
  port: port === undefined ? undefined : placed(port),
});

export const annotated = (annotations: Readonly<Record<string, string>>): ReadonlyMap<string, Placed<string>> =>
  new Map(Object.entries(annotations).map(([key, value]) => [key, placed(value)]));

export const cluster = (over: Partial<ClusterConfig> = {}): ClusterConfig => ({ ...defaultConfig.cluster, ...over });
