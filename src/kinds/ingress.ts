import { field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { literal } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { PathType, ResourceId, Route, RouteBackend, RouteRule } from '../model/resource.ts';
import type { Placed, Position } from '../model/source.ts';
import { type Action, actionOf } from './alb-actions.ts';
import { annotationsOf, labelsOf, objectPosition, placedText, portOrName } from './fields.ts';
import { ingressFlaws } from './flaws/ingress-flaws.ts';
import type { KindReader, Unclear } from './kind-reader.ts';
import { classAnnotation, routeHead } from './route-head.ts';
import { joinedMiddlewares } from './traefik/joined-middlewares.ts';

const pathTypes: readonly PathType[] = ['Exact', 'Prefix', 'ImplementationSpecific'];

/** One shape for `networking.k8s.io/v1` and both v1beta1 forms, so that a migration between them changes nothing. */
const read: KindReader['read'] = (root, id, unclear) => [
  readIngress(root, id, unclear),
  ...ingressFlaws(root, id, scalarText(field(root, 'apiVersion'))?.endsWith('/v1beta1') === true),
];

export const ingress: KindReader = {
  group: 'networking.k8s.io',
  kinds: ['Ingress'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'class, hosts, paths, backends, TLS, the annotations of its controller',
  notRead: [],
  read,
};

export const legacyIngress: KindReader = { ...ingress, group: 'extensions', apiVersions: ['v1beta1'] };

export const ingressClass: KindReader = {
  group: 'networking.k8s.io',
  kinds: ['IngressClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'controller, and whether it is the default',
  notRead: [],
  clusterScoped: true,
  read: (root, id, unclear) => [
    {
      role: 'ingress-class',
      id,
      at: objectPosition(root),
      controller: scalarText(field(root, 'spec', 'controller')) ?? '',
      isDefault: annotationsOf(root).get('ingressclass.kubernetes.io/is-default-class')?.value === 'true',
      parameters: parametersOf(root, unclear),
    },
  ],
};

export const namespace: KindReader = {
  group: '',
  kinds: ['Namespace'],
  apiVersions: ['v1'],
  summary: 'labels, which policies select by',
  notRead: [],
  clusterScoped: true,
  read: (root, id) => [
    { role: 'namespace', id, at: objectPosition(root), labels: labelsOf(field(root, 'metadata', 'labels')) },
  ],
};

/** Only those of the AWS controller are read. */
function parametersOf(root: MapNode, unclear: Unclear): Placed<string> | undefined {
  const node = field(root, 'spec', 'parameters');
  if (node === undefined) return undefined;
  if (scalarText(field(node, 'kind')) === 'IngressClassParams') return placedText(node, 'name');
  unclear(positionOf(node), literal('spec.parameters is not read'));
  return undefined;
}

function readIngress(root: MapNode, id: ResourceId, unclear: Unclear): Route {
  const spec = field(root, 'spec');
  const annotations = annotationsOf(root);
  const middlewares = joinedMiddlewares(annotations);
  const asked = placedText(spec, 'ingressClassName') ?? annotations.get(classAnnotation);
  return {
    ...routeHead(root, id, undefined, asked),
    opens: 'http-route',
    rules: withActions([...defaultRule(spec), ...items(field(spec, 'rules')).flatMap(hostRules)], annotations, unclear),
    tlsHosts: items(field(spec, 'tls')).flatMap(tlsHosts),
    annotations,
    ...(middlewares.length === 0 ? {} : { usesJoined: middlewares }),
  };
}

/** The backend of everything that no rule takes: every host and every path. */
function defaultRule(spec: Node | undefined): readonly RouteRule[] {
  const node = field(spec, 'defaultBackend') ?? field(spec, 'backend');
  if (node === undefined) return [];
  const backend = backendOf(node);
  return [{ host: undefined, path: '/', pathType: 'Prefix', backend, at: backend.at }];
}

function hostRules(rule: Node): readonly RouteRule[] {
  const host = scalarText(field(rule, 'host'));
  return items(field(rule, 'http', 'paths')).flatMap((path) => {
    const node = field(path, 'backend');
    if (node === undefined) return [];
    const written = scalarText(field(path, 'pathType'));
    return {
      host: host || undefined,
      path: scalarText(field(path, 'path')) || '/',
      pathType: pathTypes.find((type) => type === written) ?? 'ImplementationSpecific',
      backend: backendOf(node),
      at: positionOf(field(path, 'path') ?? path),
    };
  });
}

function backendOf(node: Node): RouteBackend {
  const name = placedText(node, 'service', 'name') ?? placedText(node, 'serviceName');
  const port = portOf(node);
  const at: Position = name?.at ?? positionOf(node);
  // `use-annotation` names an action that the AWS load balancer controller makes up, not a Service.
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions
  if (name === undefined || port?.value === 'use-annotation')
    return { at, target: 'opaque', name: name?.value ?? resourceName(node), port: undefined };
  return { at, target: 'service', name: name.value, port: isPlaceholder(String(port?.value)) ? undefined : port };
}

/** A rule that leads to an action of the AWS controller leads to the Services that the action names, if any. */
function withActions(
  rules: readonly RouteRule[],
  annotations: Route['annotations'],
  unclear: Unclear,
): readonly RouteRule[] {
  const actions = new Map<string, Action | undefined>();
  return rules.flatMap((rule) => {
    const { target, name } = rule.backend;
    const written = target === 'opaque' ? annotations.get(`alb.ingress.kubernetes.io/actions.${name}`) : undefined;
    if (written === undefined) return rule;
    const action = actions.get(name) ?? actionOf(written);
    if (!actions.has(name) && action.unclear !== undefined) unclear(written.at, action.unclear);
    actions.set(name, action);
    return action.backends.length === 0 ? rule : action.backends.map((backend) => ({ ...rule, backend }));
  });
}

/** For the API server 0 and the empty text are «not set». */
function portOf(backend: Node): Placed<number | string> | undefined {
  const port = field(backend, 'service', 'port');
  const written = [field(port, 'number'), field(port, 'name'), field(backend, 'servicePort')].map(portOrName);
  return written.find((one) => one !== undefined && one.value !== 0 && one.value !== '');
}

const resourceName = (node: Node): string => scalarText(field(node, 'resource', 'name')) ?? '';

/** An entry without hosts stands for the controller's own certificate, which serves any host. */
function tlsHosts(entry: Node): readonly Placed<string>[] {
  const hosts = items(field(entry, 'hosts')).flatMap((host) => placedText(host) ?? []);
  return hosts.length > 0 ? hosts : [{ value: '*', at: positionOf(entry) }];
}
