import { dump } from 'js-yaml';
import { kindReaders } from '../../src/kinds/index.ts';

/** A word that stands in one secret place and nowhere else; `place` says which. */
export const canary = (place: string): string => `CANARY-${place.replaceAll(/[^A-Za-z0-9]/g, '-')}`;

/** The canaries among a text, plain or as base64. */
export function canariesIn(text: string): readonly string[] {
  const plain = text.match(/CANARY-[A-Za-z0-9-]*/g) ?? [];
  const encoded = (text.match(/Q0FOQVJZ[A-Za-z0-9+/]*/g) ?? []).map((one) => atob(one.slice(0, one.length & ~3)));
  return [...plain, ...encoded];
}

type Fields = Readonly<Record<string, unknown>>;

/** An object of each kind that is read, and of some that are not, with a canary wherever a secret may stand. */
export function objectsWithCanaries(side: 'base' | 'head', copies: number): readonly Fields[] {
  const known = kindReaders.flatMap(({ group, kinds, apiVersions }) =>
    kinds.map((kind) => ({ kind, apiVersion: group === '' ? 'v1' : `${group}/${apiVersions[0] ?? 'v1'}` })),
  );
  const all = [...known, ...unknown];
  return Array.from({ length: copies }, (_, copy) =>
    all.map((type, index) => objectOf(type, `${type.kind.toLowerCase()}-${index}-${copy}`, side)),
  ).flat();
}

const unknown = [
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'example.com/v1', kind: 'Widget' },
  { apiVersion: 'example.com/v1', kind: 'Door' },
  { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret' },
];

interface Type {
  readonly apiVersion: string;
  readonly kind: string;
}

function objectOf(type: Type, name: string, side: 'base' | 'head'): Fields {
  const at = (place: string): string => canary(`${type.kind}-${place}`);
  const isHead = side === 'head';
  const pod = podTemplate(name, at, isHead);
  return {
    ...type,
    metadata: {
      name,
      namespace: 'shop',
      labels: { app: name },
      annotations: {
        'example.com/note': at('annotation'),
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ stringData: at('last-applied') }),
        'vault.hashicorp.com/agent-inject-template-db': at('vault'),
        'nginx.ingress.kubernetes.io/whitelist-source-range': '10.0.0.0/8',
      },
    },
    ...(type.kind === 'Secret' && { data: { password: btoa(at('data')) }, stringData: { password: at('stringData') } }),
    ...(type.kind === 'ConfigMap' && { data: { 'app.properties': `password=${at('data')}`, password: at('word') } }),
    binaryData: { 'key.pem': btoa(at('binary')) },
    spec: {
      ...(type.kind === 'Service' && { type: isHead ? 'LoadBalancer' : 'ClusterIP' }),
      ports: [{ name: 'http', port: 80, targetPort: isHead ? 8080 : 8081 }],
      selector: type.kind === 'Service' ? { app: name } : { matchLabels: { app: name } },
      rules: [
        { host: `${name}.example.com`, http: { paths: [{ path: '/', pathType: 'Prefix', backend: backend(name) }] } },
      ],
      hosts: [`${name}.example.com`],
      ...pod.spec,
      template: pod,
      jobTemplate: { spec: { template: pod } },
      password: at('field'),
      infrastructure: { annotations: { 'example.com/note': at('infrastructure') } },
      credentials: { token: at('nested') },
      encryptedData: { password: at('encrypted') },
    },
    status: { token: at('status') },
  };
}

const backend = (name: string): Fields => ({ service: { name, port: { number: 80 } } });

function podTemplate(name: string, at: (place: string) => string, isHead: boolean): Fields & { readonly spec: Fields } {
  const container = (kind: string): Fields => ({
    name: kind,
    image: 'registry.example.com/web:1',
    command: ['sh', '-c', at('command')],
    args: [`--password=${at('args')}`],
    env: [{ name: 'PASSWORD', value: at('env') }],
    envFrom: [{ prefix: at('envFrom'), secretRef: { name: 'web' } }],
    ports: [{ name: 'http', containerPort: 8080, ...(isHead && { hostPort: 8080 }) }],
    livenessProbe: { httpGet: { port: 8080, httpHeaders: [{ name: 'Authorization', value: at('header') }] } },
    lifecycle: { preStop: { exec: { command: [at('lifecycle')] } } },
  });
  return {
    metadata: { labels: { app: name }, annotations: { 'example.com/note': at('pod-annotation') } },
    spec: {
      hostNetwork: isHead,
      containers: [container('web')],
      initContainers: [container('init')],
      volumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { secret: at('volume') } } }],
    },
  };
}

/** Objects as files of ten documents. */
export const filesOf = (folder: string, objects: readonly Fields[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: Math.ceil(objects.length / 10) }, (_, file) => [
      `${folder}/${file}.yaml`,
      objects
        .slice(file * 10, file * 10 + 10)
        .map((object) => dump(object))
        .join('---\n'),
    ]),
  );

export interface Leak {
  readonly canary: string;
  readonly path: string;
}

/** Every canary that an object leads to, by maps, sets, lists, fields and symbols, each with the way there. */
export function canariesBelow(root: unknown): readonly Leak[] {
  const leaks: Leak[] = [];
  const seen = new Set<object>();
  const open: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
    if (typeof text === 'string') leaks.push(...canariesIn(text).map((canary) => ({ canary, path })));
    else if (typeof text === 'object' && text !== null && !seen.has(text)) {
      seen.add(text);
      open.push(...below(text, path));
    }
  }
  return leaks;
}

function below(value: object, path: string): readonly { readonly value: unknown; readonly path: string }[] {
  if (value instanceof Map)
    return [...value].flatMap(([key, one], index) => [
      { value: key, path: `${path}.key${index}` },
      { value: one, path: `${path}.${typeof key === 'string' ? JSON.stringify(key) : index}` },
    ]);
  if (value instanceof Set) return [...value].map((one, index) => ({ value: one, path: `${path}.${index}` }));
  return Reflect.ownKeys(value).map((key) => ({
    value: Reflect.get(value, key),
    path: `${path}.${String(key)}`,
  }));
}
