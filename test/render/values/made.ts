import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../../src/manifest/node.ts';
import { plain } from '../../../src/model/message.ts';
import { readText } from '../../../src/render/kustomize/documents.ts';
import { type Probable, probableObjects } from '../../../src/render/values/index.ts';
import type { ChartRelease } from '../../../src/render/values/names.ts';

/** Values as they stand in `values.yaml`. */
export function valuesOf(yaml: string): MapNode {
  const [root] = readText({ path: 'values.yaml', text: yaml }, yaml, 'kustomization');
  if (root?.kind !== 'map') throw new Error('values are a map');
  return root;
}

export function probable(yaml: string, release: Partial<ChartRelease> = {}): Probable {
  return probableObjects({ name: 'web', namespace: 'shop', chart: 'web', ...release }, valuesOf(yaml));
}

/** What is made of values, a line for each object; a chart `web` that is installed as `web` where nothing else is said. */
export function made(yaml: string, release: Partial<ChartRelease> = {}): readonly string[] {
  const { objects, written, problems } = probable(yaml, release);
  return [
    ...objects.map(told),
    ...written.map((one) => `as written: ${told(one)}`),
    ...problems.map(({ at, reason, message }) => `${at.line}: ${reason}: ${plain(message)}`),
  ];
}

/** `Service web LoadBalancer 80`, and what else its kind has that lets somebody in. */
export function told(root: MapNode): string {
  const kind = scalarText(field(root, 'kind')) ?? '';
  const spec = field(root, 'spec');
  const name = scalarText(field(root, 'metadata', 'name')) ?? '';
  return [kind, name, ...(tellers[kind]?.(spec) ?? [])].join(' ');
}

const tellers: Readonly<Record<string, (spec: Node | undefined) => readonly string[]>> = {
  Service: (spec) => [
    text(spec, 'type'),
    ...['loadBalancerIP', 'loadBalancerClass', 'externalTrafficPolicy'].flatMap((key) => named(spec, key)),
    ...['loadBalancerSourceRanges', 'externalIPs'].flatMap((key) => listed(spec, key)),
    ...items(field(spec, 'ports')).map(portOf),
  ],
  Ingress: (spec) => [
    ...named(spec, 'ingressClassName'),
    ...items(field(spec, 'rules')).flatMap((rule) =>
      items(field(rule, 'http', 'paths')).map(
        (path) => `${text(rule, 'host')}${text(path, 'path')} → ${backendOf(path)}`,
      ),
    ),
    ...items(field(spec, 'tls')).map((one) => `tls: ${texts(field(one, 'hosts'))}`),
  ],
  HTTPRoute: gatewayRoute,
  TCPRoute: gatewayRoute,
  Route: (spec) => [`${text(spec, 'host')} → ${scalarText(field(spec, 'to', 'name')) ?? ''}`],
  Deployment: (spec) => {
    const pod = field(spec, 'template', 'spec');
    const ports = items(field(pod, 'containers')).flatMap((one) => items(field(one, 'ports')));
    return [
      ...named(pod, 'hostNetwork'),
      ...ports.map((port) => `${text(port, 'containerPort')}←${text(port, 'hostPort')}`),
    ];
  },
  Gateway: (spec) => [
    text(spec, 'gatewayClassName'),
    ...items(field(spec, 'listeners')).map(
      (one) => `${text(one, 'name')}:${text(one, 'port')}/${text(one, 'protocol')}`,
    ),
  ],
  IngressRoute: (spec) => [
    `at ${texts(field(spec, 'entryPoints'))}`,
    ...items(field(spec, 'routes')).map((one) => text(one, 'match')),
  ],
};

function gatewayRoute(spec: Node | undefined): readonly string[] {
  const parents = items(field(spec, 'parentRefs')).map((one) => [text(one, 'namespace'), text(one, 'name')].join('/'));
  const backends = items(field(spec, 'rules')).flatMap((rule) =>
    items(field(rule, 'backendRefs')).map((one) => `${text(one, 'name')}:${text(one, 'port')}`),
  );
  return [`at ${parents.join()}`, texts(field(spec, 'hostnames')), `→ ${backends.join()}`];
}

const text = (node: Node | undefined, key: string): string => scalarText(field(node, key)) ?? '?';
const texts = (node: Node | undefined): string =>
  items(node)
    .map((one) => scalarText(one) ?? '?')
    .join();

const named = (node: Node | undefined, key: string): readonly string[] => {
  const value = scalarText(field(node, key));
  return value === undefined ? [] : [`${key}=${value}`];
};

const listed = (node: Node | undefined, key: string): readonly string[] =>
  field(node, key) === undefined ? [] : [`${key}=${texts(field(node, key))}`];

function portOf(port: Node): string {
  const [name, protocol, nodePort] = ['name', 'protocol', 'nodePort'].map((key) => scalarText(field(port, key)));
  return `${name === undefined ? '' : `${name}:`}${text(port, 'port')}${nodePort ? `@${nodePort}` : ''}${protocol && protocol !== 'TCP' ? `/${protocol}` : ''}`;
}

function backendOf(path: Node): string {
  const service = field(path, 'backend', 'service');
  const [port] = entries(field(service, 'port'));
  return `${text(service, 'name')}:${scalarText(port?.value) ?? '?'}`;
}

export const lineOf = (node: Node | undefined): number | undefined => node && positionOf(node).line;
