/**
 * Kinds that open or close ways into a cluster and that no reader covers yet, by group: a change of one is told as not
 * analysed, since silence would read as «nothing opened».
 */
export const unreadKinds: ReadonlyMap<string, readonly string[]> = new Map([
  ['networking.istio.io', ['Gateway', 'VirtualService', 'EnvoyFilter']],
  ['security.istio.io', ['AuthorizationPolicy', 'PeerAuthentication']],
  ['contour.heptio.com', ['IngressRoute']],
  ['route.openshift.io', ['Route']],
  ['serving.knative.dev', ['Service', 'Route', 'DomainMapping']],
  ['getambassador.io', ['Mapping', 'TCPMapping', 'Host', 'Listener']],
  ['configuration.konghq.com', ['TCPIngress', 'UDPIngress']],
  ['k8s.nginx.org', ['VirtualServer', 'VirtualServerRoute', 'TransportServer']],
  ['cilium.io', ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'CiliumEnvoyConfig']],
  ['projectcalico.org', ['NetworkPolicy', 'GlobalNetworkPolicy']],
  ['crd.projectcalico.org', ['NetworkPolicy', 'GlobalNetworkPolicy']],
]);

export const isUnread = (group: string, kind: string): boolean => unreadKinds.get(group)?.includes(kind) ?? false;
