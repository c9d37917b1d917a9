import fc from 'fast-check';

/** A Kubernetes object as plain data, as much of it as matters for the ways in. */
export type Manifest = { apiVersion: string; kind: string; metadata: Metadata; spec: Record<string, unknown> };

interface Metadata {
  name: string;
  namespace?: string;
  annotations?: Record<string, string>;
}

export interface Pod {
  metadata: { labels: Record<string, string> };
  spec: { hostNetwork?: boolean; containers: PodContainer[] };
}

export interface PodContainer {
  name: string;
  image?: string;
  env?: unknown[];
  ports: PodPort[];
}

export interface PodPort {
  name?: string;
  containerPort: number;
  protocol?: string;
  hostPort?: number;
  hostIP?: string;
}

export interface SpecPort {
  name: string;
  port: number;
  protocol?: string;
  targetPort?: number | string;
  nodePort?: number;
}

export interface IngressRule {
  host?: string;
  http: { paths: IngressPath[] };
}

export interface IngressPath {
  path: string;
  pathType: string;
  backend: { service: { name: string; port: { number: number } } };
}

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

type Written<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Drops what is undefined, as a person would not write it. */
const written = <T extends object>(value: T): Written<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Written<T>; // keys only go away

const apps = ['a', 'b', 'c'];
const names = ['http', 'admin', 'grpc'];
const hosts = ['a.example.com', 'b.example.com', '*.example.com', undefined];

/** Every port of a pod has a name and a number of its own, so that its order says nothing. */
const podPorts: fc.Arbitrary<PodPort[]> = fc
  .uniqueArray(
    fc.record({
      name: optional(fc.constantFrom(...names)),
      containerPort: fc.integer({ min: 8080, max: 8083 }),
      protocol: optional(fc.constantFrom('TCP', 'UDP')),
      hostPort: optional(fc.integer({ min: 9000, max: 9002 })),
    }),
    {
      maxLength: 3,
      comparator: (a, b) =>
        a.containerPort === b.containerPort ||
        (a.name !== undefined && a.name === b.name) ||
        (a.hostPort !== undefined && a.hostPort === b.hostPort),
    },
  )
  .map((ports) => ports.map((port) => written(port)));

const podOf = fc
  .record({ app: fc.constantFrom(...apps), hostNetwork: fc.constantFrom(undefined, undefined, true), ports: podPorts })
  .map(({ app, hostNetwork, ports }): Pod => {
    const isShared = hostNetwork === true;
    const own = isShared ? ports.map(({ hostPort: _none, ...port }) => port) : ports;
    const spec = written({ hostNetwork, containers: [{ name: 'main', image: 'example/main', ports: own }] });
    return { metadata: { labels: { app } }, spec };
  });

const workload = (index: number): fc.Arbitrary<Manifest> =>
  fc.record({ kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'), pod: podOf }).map(({ kind, pod }) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: `w${index}` },
    spec: { selector: { matchLabels: { ...pod.metadata.labels } }, template: pod },
  }));

const specPorts: fc.Arbitrary<SpecPort[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('web', 'api', 'ops'),
      port: fc.integer({ min: 80, max: 83 }),
      protocol: optional(fc.constantFrom('TCP', 'UDP')),
      targetPort: fc.oneof(fc.constant(undefined), fc.integer({ min: 8080, max: 8083 }), fc.constantFrom(...names)),
      nodePort: optional(fc.integer({ min: 30_000, max: 32_767 })),
    }),
    { minLength: 1, maxLength: 3, comparator: (a, b) => a.name === b.name || a.port === b.port },
  )
  .map((ports) => ports.map((port) => written(port)));

const ranges = ['10.0.0.0/8', '192.0.2.7/32', '203.0.113.0/25', '203.0.113.128/25'];

const service = (index: number): fc.Arbitrary<Manifest> =>
  fc
    .record({
      type: fc.constantFrom(undefined, 'NodePort', 'LoadBalancer'),
      app: fc.constantFrom(...apps),
      ports: specPorts,
      ranges: fc.subarray(ranges),
    })
    .map(({ type, app, ports, ranges: loadBalancerSourceRanges }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `s${index}` },
      spec: written({
        type,
        selector: { app },
        ports: type === undefined ? ports.map(({ nodePort: _none, ...port }) => port) : ports,
        ...(type === 'LoadBalancer' && loadBalancerSourceRanges.length > 0 ? { loadBalancerSourceRanges } : {}),
      }),
    }));

const rule = fc
  .record({
    host: fc.constantFrom(...hosts),
    path: fc.constantFrom('/', '/shop', '/shop/cart'),
    pathType: fc.constantFrom('Prefix', 'Exact'),
    service: fc.integer({ min: 0, max: 3 }),
    port: fc.integer({ min: 80, max: 83 }),
  })
  .map(({ host, path, pathType, service: index, port }): IngressRule => {
    const backend = { service: { name: `s${index}`, port: { number: port } } };
    return written({ host, http: { paths: [{ path, pathType, backend }] } });
  });

const ingress = (index: number): fc.Arbitrary<Manifest> =>
  fc
    .record({
      ingressClassName: fc.constantFrom(index === 0 ? undefined : 'other', 'nginx', 'internal'),
      rules: fc.uniqueArray(rule, { minLength: 1, maxLength: 3, selector: addressOf }),
      tls: fc.subarray(['a.example.com', 'b.example.com']),
    })
    .map(({ ingressClassName, rules, tls }) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: `i${index}` },
      // A class for each, so that no two of them answer to one address and the order of files stays without meaning.
      spec: written({
        ingressClassName: ingressClassName && `${ingressClassName}-${index}`,
        rules,
        ...(tls.length > 0 ? { tls: [{ hosts: tls }] } : {}),
      }),
    }));

export const addressOf = ({ host, http }: IngressRule): string =>
  `${host ?? '*'} ${http.paths[0]?.path} ${http.paths[0]?.pathType}`;

const upTo = (count: number, make: (index: number) => fc.Arbitrary<Manifest>): fc.Arbitrary<Manifest[]> =>
  fc.integer({ min: 0, max: count }).chain((size) => fc.tuple(...Array.from({ length: size }, (_, at) => make(at))));

/** What one deploy action applies: workloads, Services that select them, Ingresses that route to these. */
export const world: fc.Arbitrary<Manifest[]> = fc
  .record({
    workloads: upTo(3, workload),
    services: upTo(4, service),
    ingresses: upTo(2, ingress),
    namespace: fc.constantFrom(undefined, 'shop'),
  })
  .map(({ workloads, services, ingresses, namespace }) =>
    [...workloads, ...services, ...ingresses].map((one) => ({
      ...one,
      metadata: namespace === undefined ? one.metadata : { ...one.metadata, namespace },
    })),
  );

export const podTemplate = ({ spec }: Manifest): Pod | undefined => spec.template as Pod | undefined; // as `workload` made it
export const portsOf = ({ kind, spec }: Manifest): SpecPort[] => (kind === 'Service' ? (spec.ports as SpecPort[]) : []); // as `service` made it
export const rulesOf = ({ kind, spec }: Manifest): IngressRule[] =>
  kind === 'Ingress' ? (spec.rules as IngressRule[]) : []; // as `ingress` made it

/** A copy of every object that `change` may alter. */
export const changed = (objects: readonly Manifest[], change: (object: Manifest) => void): Manifest[] =>
  objects.map((object) => {
    const copy = structuredClone(object);
    change(copy);
    return copy;
  });
