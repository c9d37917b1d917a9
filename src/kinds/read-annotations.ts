/**
 * The domains of the annotations that something here reads. The others are dropped with the text: tools leave whole
 * objects in them (`kubectl.kubernetes.io/last-applied-configuration`), and people notes and credentials.
 */
const domains: ReadonlySet<string> = new Set([
  'alb.ingress.kubernetes.io',
  'appgw.ingress.kubernetes.io',
  'cloud.google.com',
  'cloudflare-tunnel-ingress-controller.strrl.dev',
  'external-dns.alpha.kubernetes.io',
  'getambassador.io',
  'haproxy-ingress.github.io',
  'haproxy.com',
  'haproxy.org',
  'haproxy.router.openshift.io',
  'ingress.gcp.kubernetes.io',
  'ingress.kubernetes.io',
  'ingressclass.kubernetes.io',
  'io.cilium',
  'k8s.ngrok.com',
  'konghq.com',
  'kube-vip.io',
  'kubernetes.io',
  'lbipam.cilium.io',
  'load-balancer.hetzner.cloud',
  'metallb.io',
  'metallb.universe.tf',
  'networking.gke.io',
  'networking.knative.dev',
  'nginx.ingress.kubernetes.io',
  'oci-network-load-balancer.oraclecloud.com',
  'projectcontour.io',
  'route.openshift.io',
  'service.beta.kubernetes.io',
  'service.kubernetes.io',
  'tailscale.com',
  'traefik.ingress.kubernetes.io',
]);

export const isReadAnnotation = (name: string): boolean => domains.has(name.slice(0, Math.max(name.indexOf('/'), 0)));
