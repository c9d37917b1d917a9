/**
 * Kinds that open or close ways into a cluster and that no reader covers yet, by group: a change of one is told as not
 * analyzed, since silence would read as «nothing opened».
 */
export const unreadKinds: ReadonlyMap<string, readonly string[]> = new Map([
  ['networking.istio.io', ['EnvoyFilter']],
  ['contour.heptio.com', ['IngressRoute']],
  ['ngrok.k8s.ngrok.com', ['CloudEndpoint']],
  ['ingress.k8s.ngrok.com', ['HTTPSEdge', 'TCPEdge', 'TLSEdge', 'Tunnel']],
  ['cloud.google.com', ['BackendConfig']],
  ['apps.kruise.io', ['SidecarSet']],
  ['k8s.nginx.org', ['TransportServer']],
  ['cilium.io', ['CiliumEnvoyConfig', 'CiliumCIDRGroup']],
  ['projectcalico.org', ['Tier', 'HostEndpoint', 'NetworkSet', 'GlobalNetworkSet']],
  ['crd.projectcalico.org', ['Tier', 'HostEndpoint', 'NetworkSet', 'GlobalNetworkSet']],
]);

export const isUnread = (group: string, kind: string): boolean => unreadKinds.get(group)?.includes(kind) ?? false;
