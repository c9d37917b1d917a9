import type { ConnectedGateway } from '../graph/graph.ts';
import type { Source } from '../graph/policy/path-verdict.ts';
import { namespaceOf } from '../graph/policy/pod-classes.ts';
import type { Gateway, ResourceId } from '../model/resource.ts';
import type { ArrivesAs } from './exposure.ts';

/** As whom the pods behind a gateway see its requests; `proxy` says which pods those are, as far as it is known. */
export interface GatewayArrival {
  readonly arrivesAs: ArrivesAs;
  readonly proxy: Source;
}

/** One implementation of Gateway API, by its controller or the usual names of its classes. */
interface Implementation {
  readonly controller: RegExp;
  readonly className: RegExp;
  readonly arrivesAs: ArrivesAs;
  /** The namespace and the labels of the pods that serve a gateway. */
  readonly pods?: (gateway: ResourceId) => {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

const ownedPods = (gateway: ResourceId) => ({
  namespace: namespaceOf(gateway),
  labels: { 'gateway.networking.k8s.io/gateway-name': gateway.name },
});

/** Where the pods of each implementation run and how they are labelled, by its usual installation. */
const implementations: readonly Implementation[] = [
  {
    controller: /^gateway\.envoyproxy\.io\//,
    className: /^(eg|envoy.*)$/,
    arrivesAs: 'proxy',
    pods: ({ name }) => ({
      namespace: 'envoy-gateway-system',
      labels: { 'gateway.envoyproxy.io/owning-gateway-name': name },
    }),
  },
  { controller: /^io\.cilium\//, className: /^cilium/, arrivesAs: 'cilium-ingress' },
  { controller: /^networking\.gke\.io\//, className: /^gke-/, arrivesAs: 'load-balancer' },
  { controller: /^istio\.io\//, className: /^istio/, arrivesAs: 'proxy', pods: ownedPods },
  { controller: /^gateway\.nginx\.org\//, className: /^nginx/, arrivesAs: 'proxy', pods: ownedPods },
  {
    controller: /^traefik\.io\//,
    className: /^traefik/,
    arrivesAs: 'proxy',
    pods: () => ({ namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } }),
  },
];

/** @param connected undefined for a gateway that is not among the manifests */
export function gatewayArrival(connected: ConnectedGateway | undefined, name: string): GatewayArrival {
  const unknown = { source: 'unknown', why: `whose pods serve ${name} is not known` } as const;
  if (connected === undefined) return { arrivesAs: 'proxy', proxy: unknown };
  const own = ownPods(connected);
  if (own !== undefined) return { arrivesAs: 'proxy', proxy: own };
  const found = implementationOf(connected);
  const gateway = connected.joins ?? connected.gateway;
  const pods = labelledPods(gateway) ?? found?.pods?.(gateway.id);
  return {
    arrivesAs: found?.arrivesAs ?? 'proxy',
    proxy:
      pods === undefined
        ? unknown
        : {
            source: 'pod',
            namespace: pods.namespace,
            labels: { labels: new Map(Object.entries(pods.labels)), complete: false },
            isGuess: true,
          },
  };
}

/** The gateways that name their pods are Istio's, whose usual place is this. */
const labelledPods = ({ pods }: Gateway): ReturnType<NonNullable<Implementation['pods']>> | undefined =>
  pods === undefined || pods.size === 0 ? undefined : { namespace: 'istio-system', labels: Object.fromEntries(pods) };

function implementationOf({ gateway, joins, controller }: ConnectedGateway): Implementation | undefined {
  const { className = '' } = joins ?? gateway;
  return implementations.find((one) =>
    controller === undefined ? one.className.test(className) : one.controller.test(controller),
  );
}

/** The pods that the gateway names, where they are among the manifests. */
function ownPods({ services }: ConnectedGateway): Source | undefined {
  const workload = services[0]?.selected?.workloads[0];
  if (workload === undefined) return undefined;
  if (workload.hostNetwork?.value === 'yes') return { source: 'address', of: 'a node' };
  return {
    source: 'pod',
    namespace: namespaceOf(workload.id),
    labels: { labels: workload.labels, complete: true },
    isGuess: false,
  };
}
