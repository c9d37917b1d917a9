import type { Random } from './random.ts';

/** What a writer writes: JSON, with the order of keys. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Fields = { readonly [key: string]: Value };

/**
 * A name that tells the file and stands nowhere else: kubectl answers for a thousand files at once, and its objects find
 * their files by it. Writers write it plainly and mutations pass it over.
 */
export const nameOf = (file: number, object: number): string => `f${file}-${object}z`;
export const nameIn = /f(\d+)-\d+z/;

/** An object of a kind that opens ways in, or a list of such. */
export function anObject(random: Random, name: () => string): Fields {
  const make = random.pick([service, service, service, pod, pod, deployment, ingress, list]);
  return make(random, name);
}

/** Parts of a spec that anchors give names to, so that merges and aliases find something worth having. */
export const aPart = (random: Random): Value =>
  random.pick<(random: Random) => Value>([
    (r) => ({ type: r.pick(types) }),
    (r) => ({ type: r.pick(types), externalIPs: [r.pick(addresses)] }),
    (r) => ({ hostNetwork: r.chance(0.8) }),
    (r) => ({ ports: servicePorts(r) }),
    (r) => ({ nodePort: nodePort(r) }),
    (r) => ({ hostPort: port(r) }),
    (r) => ({ port: port(r), protocol: r.pick(protocols) }),
    (r) => ({ selector: { app: r.pick(words) } }),
    (r) => r.pick(types),
    (r) => port(r),
    (r) => servicePorts(r),
    (r) => r.chance(0.8),
    () => 'type',
    () => 'hostNetwork',
  ])(random);

const types = ['ClusterIP', 'NodePort', 'NodePort', 'LoadBalancer', 'LoadBalancer', 'ExternalName'] as const;
const protocols = ['TCP', 'TCP', 'UDP', 'SCTP'] as const;
const words = ['web', 'api', 'db', 'on', 'no', '80', '1e3', 'shop.example.com', '0x10', '~', 'null', '1_0'] as const;
const addresses = ['192.0.2.1', '198.51.100.7', '203.0.113.0'] as const;

const port = (random: Random): number => random.pick([22, 53, 80, 443, 6443, 8080, 8443, 9000, 27017]);
const nodePort = (random: Random): number => 30_000 + random.int(8) * 341;

type Maker = (random: Random, name: () => string) => Fields;

function metadata(random: Random, name: string, more: Fields = {}): Fields {
  const labels = random.chance(0.5) ? { labels: { app: random.pick(words), tier: 'front' } } : {};
  const namespace = random.chance(0.2) ? { namespace: 'shop' } : {};
  return random.chance(0.5) ? { name, ...labels, ...namespace, ...more } : { ...more, ...namespace, ...labels, name };
}

const service: Maker = (random, name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(random, name()),
  spec: {
    ...(random.chance(0.8) && { type: random.pick(types) }),
    ...(random.chance(0.9) && { ports: servicePorts(random) }),
    ...(random.chance(0.5) && { selector: { app: random.pick(words) } }),
    ...(random.chance(0.2) && { externalIPs: [random.pick(addresses)] }),
    ...(random.chance(0.15) && { loadBalancerSourceRanges: ['10.0.0.0/8'] }),
    ...(random.chance(0.1) && { clusterIP: 'None' }),
  },
});

const servicePorts = (random: Random): readonly Value[] =>
  Array.from({ length: 1 + random.int(2) }, () => ({
    ...(random.chance(0.5) && { name: random.pick(['http', 'web', 'n']) }),
    port: port(random),
    ...(random.chance(0.4) && { targetPort: random.chance(0.5) ? port(random) : 'http' }),
    ...(random.chance(0.5) && { nodePort: nodePort(random) }),
    ...(random.chance(0.3) && { protocol: random.pick(protocols) }),
  }));

const podSpec = (random: Random): Fields => ({
  ...(random.chance(0.5) && { hostNetwork: random.chance(0.8) }),
  containers: Array.from({ length: 1 + random.int(2) }, () => ({
    name: random.pick(['web', 'side']),
    image: 'registry.example.com/web:1',
    ...(random.chance(0.3) && { args: ['--port', '8080', 'a: b'] }),
    ports: Array.from({ length: 1 + random.int(2) }, () => ({
      containerPort: port(random),
      ...(random.chance(0.5) && { hostPort: port(random) }),
      ...(random.chance(0.3) && { protocol: random.pick(protocols) }),
    })),
  })),
});

const pod: Maker = (random, name) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(random, name()),
  spec: podSpec(random),
});

const deployment: Maker = (random, name) => ({
  apiVersion: 'apps/v1',
  kind: random.pick(['Deployment', 'DaemonSet', 'StatefulSet']),
  metadata: metadata(random, name()),
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: random.pick(words) } }, spec: podSpec(random) },
  },
});

const ingress: Maker = (random, name) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: metadata(random, name()),
  spec: {
    ...(random.chance(0.5) && { ingressClassName: 'nginx' }),
    rules: Array.from({ length: 1 + random.int(2) }, () => ({
      ...(random.chance(0.8) && { host: random.pick(['shop.example.com', '*.example.com', 'on']) }),
      http: {
        paths: [
          {
            path: random.pick(['/', '/api', '/1e3', '']),
            pathType: random.pick(['Prefix', 'Exact']),
            backend: {
              service: { name: 'web', port: random.chance(0.7) ? { number: port(random) } : { name: 'http' } },
            },
          },
        ],
      },
    })),
  },
});

/** kubectl takes the items of whatever has some; lists may hold lists. */
const list: Maker = (random, name) => {
  const items = Array.from({ length: random.int(3) }, () => anObject(random, name));
  return {
    apiVersion: 'v1',
    kind: random.pick(['List', 'List', 'ServiceList', 'PodList', 'Foo', 'Service', 'ConfigMap']),
    ...(random.chance(0.4) && { metadata: { name: name() } }),
    items: random.chance(0.1) ? [...items, random.pick<Value>([null, 'text', [], 5])] : items,
  };
};
