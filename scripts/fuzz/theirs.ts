import { wayOf } from './way.ts';

/**
 * What an object as kubectl prints it opens, a line each: `Service/f1-0z nodePort=30080`. A field counts where the API
 * server would take its value; each is looked at alone, so that an error elsewhere in the object hides nothing.
 */
export function waysOf(object: unknown): readonly string[] {
  const kind = textAt(object, 'kind');
  const name = textAt(object, 'metadata', 'name');
  const read = readers.get(`${textAt(object, 'apiVersion')} ${kind}`);
  if (read === undefined || name === undefined) return [];
  const ways = read(object);
  if (ways.length === 0) return [];
  const namespace = textAt(object, 'metadata', 'namespace') ?? 'default';
  return [...new Set([`namespace=${namespace}`, ...ways])]
    .filter((way) => !lineBreak.test(way))
    .map((way) => wayOf(`${kind}/${name}`, way));
}

// The API server takes none in any of these, and of go-yaml's rules for them ours are a copy in the usual cases only.
const lineBreak = /[\n\r\u0085\u2028\u2029]/;

type Reader = (object: unknown) => readonly string[];

const service: Reader = (object) => {
  const spec = at(object, 'spec');
  const type = textAt(spec, 'type') ?? '';
  const isBalancer = type === 'LoadBalancer';
  return [
    ...(['NodePort', 'LoadBalancer', 'ExternalName'].includes(type) ? [`type=${type}`] : []),
    ...(isBalancer && listAt(spec, 'loadBalancerSourceRanges').length === 0 ? ['from=everywhere'] : []),
    ...listAt(spec, 'externalIPs').flatMap((ip) => (typeof ip === 'string' ? [`externalIP=${ip}`] : [])),
    ...labels(at(spec, 'selector'), 'selector'),
    ...listAt(spec, 'ports').flatMap((port) => [
      ...numbered(port, 'port'),
      ...numbered(port, 'nodePort'),
      ...target(at(port, 'targetPort')),
    ]),
  ];
};

function target(value: unknown): readonly string[] {
  if (isPort(value)) return [`target=${value}`];
  // Digits in quotes are no name to the API server.
  return typeof value === 'string' && /^[a-z0-9-]*[a-z][a-z0-9-]*$/.test(value) ? [`target=${value}`] : [];
}

const pod: Reader = (object) => [
  ...(at(object, 'spec', 'hostNetwork') === true ? ['hostNetwork'] : []),
  ...labels(at(object, 'metadata', 'labels'), 'label'),
  ...listAt(object, 'spec', 'containers').flatMap((container) =>
    listAt(container, 'ports').flatMap((port) => [...numbered(port, 'containerPort'), ...numbered(port, 'hostPort')]),
  ),
];

const template: Reader = (object) => pod(at(object, 'spec', 'template'));

const ingress: Reader = (object) =>
  listAt(object, 'spec', 'rules').flatMap((rule) =>
    listAt(rule, 'http', 'paths').flatMap((path) => {
      const [host, where] = [at(rule, 'host') ?? '*', at(path, 'path') ?? '/'];
      const service = at(path, 'backend', 'service');
      const [name, port] = [textAt(service, 'name'), portOf(at(service, 'port'))];
      if (typeof host !== 'string' || typeof where !== 'string' || name === undefined || port === undefined) return [];
      return [`route ${host || '*'}${where || '/'} to ${name}:${port}`];
    }),
  );

function portOf(port: unknown): string | undefined {
  const number = at(port, 'number');
  if (number === undefined) return textAt(port, 'name');
  return isPort(number) && at(port, 'name') === undefined ? String(number) : undefined;
}

const readers: ReadonlyMap<string, Reader> = new Map([
  ['v1 Service', service],
  ['v1 Pod', pod],
  ['apps/v1 Deployment', template],
  ['apps/v1 DaemonSet', template],
  ['apps/v1 StatefulSet', template],
  ['networking.k8s.io/v1 Ingress', ingress],
]);

function numbered(port: unknown, field: string): readonly string[] {
  const number = at(port, field);
  const protocol = at(port, 'protocol') ?? 'TCP';
  if (!isPort(number) || typeof protocol !== 'string' || !['TCP', 'UDP', 'SCTP'].includes(protocol)) return [];
  return [`${field}=${number}/${protocol}`];
}

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;

const labels = (map: unknown, word: string): readonly string[] =>
  typeof map === 'object' && map !== null && !Array.isArray(map)
    ? Object.entries(map).flatMap(([key, value]) => (typeof value === 'string' ? [`${word} ${key}=${value}`] : []))
    : [];

/** The value at `path`, of an object or of nothing. */
function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path)
    current =
      typeof current === 'object' && current !== null && Object.hasOwn(current, key)
        ? (current as Record<string, unknown>)[key] // asked in the line before
        : undefined;
  return current;
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
