import { field, items, type MapNode, positionOf, scalarText } from '../../manifest/node.ts';
import type { ResourceId, Role, Route, RouteBackend, Service, ServicePort } from '../../model/resource.ts';
import { labelsOf, objectPosition, placedText } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { podOwner } from '../pod-owners.ts';
import { generatedHost, routeHead } from '../route-head.ts';

const group = 'serving.knative.dev';
const apiVersions = ['v1', 'v1beta1', 'v1alpha1'] as const;
const serviceLabel = 'serving.knative.dev/service';

const pods = podOwner({ group, kinds: ['Configuration'], apiVersions, templates: [['spec', 'template']] });

/**
 * One object that makes pods, a Service of its name in front of them, and a host that leads there. The pods serve one
 * port, 8080 where none is declared.
 * @see https://knative.dev/docs/serving/reference/serving-api/
 */
const knativeService: KindReader = {
  group,
  kinds: ['Service'],
  apiVersions,
  summary: 'pod template, its port, whether it is visible outside of the cluster',
  notRead: ['spec.traffic'],
  read: (root, id, unclear) => {
    const owned = podRoles(root, id, unclear);
    const at = objectPosition(root);
    const backend = { at, target: 'service', name: id.name, port: { value: 80, at } } as const;
    return [...owned, serviceOf(root, id, owned.flatMap(portsOf)[0] ?? 8080), routeOf(root, id, [backend])];
  },
};

/** Hosts for revisions of one or more configurations, which stand behind it under names of their own. */
const knativeRoute: KindReader = {
  group,
  kinds: ['Route'],
  apiVersions,
  summary: 'host, and whether it is visible outside of the cluster',
  notRead: [],
  read: (root, id) => {
    const traffic = items(field(root, 'spec', 'traffic')).filter((one) => scalarText(field(one, 'percent')) !== '0');
    const backends = traffic.map((one) => ({
      at: positionOf(one),
      target: 'opaque' as const,
      name: scalarText(field(one, 'configurationName')) ?? scalarText(field(one, 'revisionName')) ?? '',
      port: undefined,
    }));
    return [routeOf(root, id, backends)];
  },
};

/** Another host for a Service. @see https://knative.dev/docs/serving/services/custom-domains/ */
const domainMapping: KindReader = {
  group,
  kinds: ['DomainMapping'],
  apiVersions: ['v1beta1', 'v1alpha1'],
  summary: 'host, the Service behind it, whether a certificate is named',
  notRead: [],
  read: (root, id) => {
    const name = placedText(root, 'spec', 'ref', 'name');
    const backend = {
      at: name?.at ?? objectPosition(root),
      target: scalarText(field(root, 'spec', 'ref', 'kind')) === 'Service' ? 'service' : 'opaque',
      name: name?.value ?? '',
      namespace: scalarText(field(root, 'spec', 'ref', 'namespace')),
      port: { value: 80, at: objectPosition(root) },
    } as const;
    const secret = field(root, 'spec', 'tls', 'secretName');
    const tlsHosts = secret === undefined ? [] : [{ value: id.name, at: positionOf(secret) }];
    return [{ ...routeOf(root, id, [backend], id.name), tlsHosts }];
  },
};

export const knativeServing: readonly KindReader[] = [knativeService, knativeRoute, domainMapping, pods];

/** The pods carry the name of what made them, which nobody writes. */
const podRoles = (root: MapNode, id: ResourceId, unclear: Unclear): readonly Role[] =>
  pods
    .read(root, id, unclear)
    .map((role) =>
      role.role === 'workload'
        ? { ...role, selector: undefined, labels: new Map([...role.labels, [serviceLabel, id.name]]) }
        : role,
    );

const portsOf = (role: Role): readonly number[] =>
  role.role === 'workload'
    ? role.containers.flatMap(({ ports }) => ports.flatMap((one) => one.containerPort ?? []))
    : [];

/** As Knative makes it, under the same name. */
function serviceOf(root: MapNode, id: ResourceId, port: number): Service {
  const at = objectPosition(root);
  const only: ServicePort = {
    name: 'http',
    port: 80,
    protocol: 'TCP',
    targetPort: { value: port, at },
    targetPortIsExplicit: true,
    nodePort: undefined,
    appProtocol: undefined,
    at,
  };
  return {
    role: 'service',
    id: { ...id, group: '' },
    at,
    type: { value: 'ClusterIP', at },
    labels: new Map(),
    selector: { value: new Map([[serviceLabel, id.name]]), at },
    ports: [only],
    headless: false,
    externalIPs: [],
    externalName: undefined,
    sourceRanges: [],
    loadBalancerClass: undefined,
    loadBalancerIP: undefined,
    allocatesNodePorts: true,
    externalTrafficPolicy: undefined,
    annotations: new Map(),
  };
}

/** @see https://knative.dev/docs/serving/services/private-services/ */
const visibility = 'networking.knative.dev/visibility';

function routeOf(
  root: MapNode,
  id: ResourceId,
  backends: readonly RouteBackend[],
  host = generatedHost(id, '.', 'domain of Knative'),
): Route {
  const isInternal = labelsOf(field(root, 'metadata', 'labels')).get(visibility) === 'cluster-local';
  return {
    ...routeHead(root, id, 'knative'),
    opens: 'http-route',
    rules: backends.map((backend) => ({ host, path: '/', pathType: 'Prefix', backend, at: objectPosition(root) })),
    ...(isInternal ? { isInternal } : {}),
  };
}
