import { field, items, type MapNode, type Node, positionOf } from '../../manifest/node.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { Protocol } from '../../model/port.ts';
import type { ResourceId, Route, RouteBackend, RouteRule } from '../../model/resource.ts';
import { annotationsOf, hostName, placedText, portNumber, portOrName } from '../fields.ts';
import { numberFlaws, written } from '../flaws/port-flaws.ts';
import type { KindReader } from '../kind-reader.ts';
import { classAnnotation, routeHead } from '../route-head.ts';

const reader = (kind: string, protocol: Protocol): KindReader => ({
  group: 'configuration.konghq.com',
  kinds: [kind],
  apiVersions: ['v1beta1', 'v1alpha1'],
  summary: 'ports, hosts, backends',
  notRead: [],
  read: (root, id) => [
    {
      ...headOf(root, id),
      opens: 'l4-route',
      rules: items(field(root, 'spec', 'rules')).map((rule) => ruleOf(rule, protocol)),
    },
    ...items(field(root, 'spec', 'rules')).flatMap((node, index) =>
      numberFlaws(written({ id, path: `spec.rules[${index}]`, node }, 'port'), 1),
    ),
  ],
});

/** Ports of Kong that it passes on to a Service. @see https://docs.konghq.com/kubernetes-ingress-controller/latest/reference/custom-resources/ */
export const kongL4Ingresses: readonly KindReader[] = [reader('TCPIngress', 'TCP'), reader('UDPIngress', 'UDP')];

function headOf(root: MapNode, id: ResourceId): Omit<Route, 'opens' | 'rules'> {
  const annotations = annotationsOf(root);
  return { ...routeHead(root, id, 'kong', annotations.get(classAnnotation)), annotations };
}

function ruleOf(rule: Node, protocol: Protocol): RouteRule {
  const port = portNumber(field(rule, 'port'));
  const host = placedText(rule, 'host');
  return {
    host: hostName(host),
    path: undefined,
    pathType: 'Prefix',
    protocol,
    ...(port === undefined ? {} : { port: port.value }),
    // A host is matched by the name that a TLS client asks for, which stays encrypted on its way to Kong.
    ...(host === undefined
      ? {}
      : { controls: { sources: [], auth: [], transport: { value: 'tls-only', at: host.at } } }),
    backend: backendOf(rule),
    at: port?.at ?? positionOf(rule),
  };
}

function backendOf(rule: Node): RouteBackend {
  const name = placedText(rule, 'backend', 'serviceName');
  return {
    at: name?.at ?? positionOf(rule),
    target: name === undefined || isPlaceholder(name.value) ? 'opaque' : 'service',
    name: name?.value ?? '',
    port: portOrName(field(rule, 'backend', 'servicePort')),
  };
}
