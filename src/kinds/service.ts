import { field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { literal, say } from '../model/message.ts';
import { withDefaults } from '../model/placeholder.ts';
import type { ResourceId, Service, ServicePort, ServiceType } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { annotationsOf, labelsOf, objectPosition, placedText, portNumber, portOrName, protocolOf } from './fields.ts';
import { isFilledInLater } from './flaws/flaw.ts';
import { serviceFlaws } from './flaws/service-flaws.ts';
import type { KindReader, Unclear } from './kind-reader.ts';

const types: readonly ServiceType[] = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** @see https://kubernetes.io/docs/concepts/services-networking/service/ */
export const service: KindReader = {
  group: '',
  kinds: ['Service'],
  apiVersions: ['v1'],
  summary: 'type, ports, selector, external IPs, source ranges, the annotations of load balancers',
  notRead: [],
  read: (root, id, unclear) => [readService(root, id, unclear), ...serviceFlaws(root, id)],
};

function readService(root: MapNode, id: ResourceId, unclear: Unclear): Service {
  const spec = field(root, 'spec');
  const annotations = annotationsOf(root);
  const type = typeOf(root, unclear);
  const mappings = annotations.get('getambassador.io/config');
  if (mappings !== undefined) unclear(mappings.at, literal('the annotation getambassador.io/config is not read'));
  return {
    role: 'service',
    id,
    at: objectPosition(root),
    type,
    selector: selectorOf(spec),
    ports: items(field(spec, 'ports'))
      .filter((port) => port.kind === 'map')
      .map(servicePort),
    labels: labelsOf(field(root, 'metadata', 'labels')),
    headless: scalarText(field(spec, 'clusterIP')) === 'None',
    externalIPs: items(field(spec, 'externalIPs')).flatMap((ip) => placedText(ip) ?? []),
    externalName: placedText(spec, 'externalName'),
    sourceRanges: sourceRangesOf(spec, annotations),
    loadBalancerClass: scalarText(field(spec, 'loadBalancerClass')),
    loadBalancerIP: placedText(spec, 'loadBalancerIP'),
    allocatesNodePorts: scalarText(field(spec, 'allocateLoadBalancerNodePorts')) !== 'false',
    externalTrafficPolicy: placedText(spec, 'externalTrafficPolicy'),
    annotations,
  };
}

function typeOf(root: MapNode, unclear: Unclear): Placed<ServiceType> {
  const written = placedText(root, 'spec', 'type');
  if (written === undefined) return { value: 'ClusterIP', at: objectPosition(root) };
  const known = types.find((type) => type === withDefaults(written.value));
  if (known !== undefined) return { value: known, at: written.at };
  const node = field(root, 'spec', 'type');
  // The empty text is the default, and of anything else that is no type the flaws tell.
  if (node === undefined || !isFilledInLater(node)) return { value: 'ClusterIP', at: written.at };
  unclear(written.at, say`the Service's type is the placeholder ${written.value}`, 'template');
  return { value: 'unknown', at: written.at };
}

// A missing or empty selector means that somebody else keeps the endpoints; it does not mean «all pods».
// https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
function selectorOf(spec: Node | undefined): Service['selector'] {
  const node = field(spec, 'selector');
  const value = labelsOf(node);
  return node === undefined || value.size === 0 ? undefined : { value, at: positionOf(node) };
}

function servicePort(node: Node): ServicePort {
  const port = portNumber(field(node, 'port'));
  const targetPort = portOrName(field(node, 'targetPort'));
  // 0 is what the API server takes for «not set», for both fields.
  const target = targetPort?.value === 0 ? undefined : targetPort;
  return {
    name: scalarText(field(node, 'name')),
    port: port?.value,
    protocol: protocolOf(node),
    targetPort: target ?? { value: port?.value ?? scalarText(field(node, 'port')) ?? '', at: positionOf(node) },
    targetPortIsExplicit: target !== undefined,
    nodePort: portNumber(field(node, 'nodePort')),
    appProtocol: scalarText(field(node, 'appProtocol')),
    at: port?.at ?? positionOf(node),
  };
}

/** The field wins where it has any range; the annotation is a comma-separated list. */
function sourceRangesOf(spec: Node | undefined, annotations: Service['annotations']): readonly Placed<string>[] {
  const ranges = items(field(spec, 'loadBalancerSourceRanges')).flatMap((range) => placedText(range) ?? []);
  if (ranges.length > 0) return ranges.map(({ value, at }) => ({ value: value.trim(), at }));
  const annotation = annotations.get(sourceRangesAnnotation);
  if (annotation === undefined) return [];
  return annotation.value
    .split(',')
    .flatMap((part) => (part.trim() === '' ? [] : { value: part.trim(), at: annotation.at }));
}
