import { type Controller, isTrue, noControls } from './controller.ts';

const edge = {
  // The edge ends TLS, and whether it serves plaintext is set there.
  read: () => noControls,
  transport: () => 'unknown',
  opens: 'tunnel',
  dangerous: new Map(),
} as const satisfies Partial<Controller>;

/** @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/ */
const cloudflared: Controller = {
  ...edge,
  name: 'Cloudflare Tunnel',
  answersFor: (className) => /^cloudflare(d|-tunnel)$/.test(className),
  pods: { namespace: 'cloudflared', labels: { app: 'cloudflared' } },
  prefixes: ['cloudflare-tunnel-ingress-controller.strrl.dev/'],
  reach: () => ({ reach: 'public', basis: 'provider-default' }),
};

/** A tailnet is a private network, until a funnel opens it. @see https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress */
const tailscale: Controller = {
  ...edge,
  name: 'Tailscale',
  answersFor: (className) => className === 'tailscale',
  pods: { namespace: 'tailscale', labels: { 'tailscale.com/managed': 'true' } },
  prefixes: ['tailscale.com/'],
  transport: () => 'tls-only',
  reach: (annotations) => {
    const funnel = annotations.get('tailscale.com/funnel');
    const at = funnel === undefined ? [] : [funnel.at];
    return { reach: isTrue(funnel) ? 'public' : 'private', basis: 'stated', at };
  },
};

/** @see https://ngrok.com/docs/k8s/ */
const ngrok: Controller = {
  ...edge,
  name: 'ngrok',
  answersFor: (className, controller) => className === 'ngrok' || controller?.startsWith('k8s.ngrok.com/') === true,
  prefixes: ['k8s.ngrok.com/'],
  reach: () => ({ reach: 'public', basis: 'provider-default' }),
};

/** Ways in that no load balancer and no firewall of the cluster sees: a program inside dials out, and clients come back. */
export const tunnels: readonly Controller[] = [cloudflared, tailscale, ngrok];
