import type { Graph } from '../graph/graph.ts';
import { namespaceLabels } from '../graph/policy/namespaces.ts';
import { policiesOf, type Source, verdictOn } from '../graph/policy/path-verdict.ts';
import { namespaceOf } from '../graph/policy/pod-classes.ts';
import { sameItems } from '../graph/same-items.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { Labels, Policy, Workload } from '../model/resource.ts';
import { controllers } from './controllers/index.ts';
import type { PolicyVerdict } from './exposure.ts';
import { classOf } from './route-key.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** Answers what the network policies of a unit let through. The same for two graphs that hold the same policies. */
export interface PolicyJudge {
  /** @param workload the pods that the way ends at; undefined where none is known */
  verdictOn(exposure: UnitlessExposure, workload: Workload | undefined): PolicyVerdict;
}

const allowed: PolicyVerdict = { state: 'allowed', by: [] };
const nobodyAsks: PolicyJudge = { verdictOn: () => allowed };

export function policyJudge(graph: Graph, cluster: ClusterConfig): PolicyJudge {
  const written = [...graph.policies, ...graph.unclearPolicies, ...graph.nodePolicies];
  const [first] = written;
  if (first === undefined || cluster.networkPolicies === 'ignored') return nobodyAsks;
  const parts = [...written, ...graph.namespaces, ...graph.workloads.filter(isProxy)];
  const known = judges.get(first);
  if (known !== undefined && known.cluster === cluster && sameItems(known.parts, parts)) return known.judge;
  const judge = freshJudge(graph, cluster);
  judges.set(first, { parts, cluster, judge });
  return judge;
}

// What was judged for base holds for head where the policies, the namespaces and the proxies are the very same.
const judges = new WeakMap<
  object,
  { readonly parts: readonly object[]; readonly cluster: ClusterConfig; readonly judge: PolicyJudge }
>();

function freshJudge(graph: Graph, cluster: ClusterConfig): PolicyJudge {
  const set = {
    policies: graph.policies,
    unclear: graph.unclearPolicies,
    namespaceLabels: namespaceLabels(graph.namespaces),
  };
  const proxies = graph.workloads.filter(isProxy);
  const firewall = graph.nodePolicies.filter(({ ingress }) => ingress !== undefined);
  return {
    verdictOn: (exposure, workload) => {
      const { target } = exposure;
      if (target === undefined || workload === undefined) return allowed;
      const verdict = verdictOn(
        {
          workload,
          port: typeof target.port === 'number' ? target.port : undefined,
          protocol: target.protocol,
          source: sourceOf(exposure, proxies, cluster),
        },
        set,
      );
      return isThroughNode(exposure) ? behind(firewall, verdict) : verdict;
    },
  };
}

const isThroughNode = ({ entry }: UnitlessExposure): boolean =>
  entry.kind === 'node-port' || entry.kind === 'host-port' || entry.kind === 'host-network';

/**
 * Which nodes a firewall is for, and what of the traffic that they forward, depends on the cluster.
 * @see https://docs.cilium.io/en/stable/security/host-firewall/
 * @see https://docs.tigera.io/calico/latest/network-policy/services/kubernetes-node-ports
 */
function behind(firewall: readonly Policy[], verdict: PolicyVerdict): PolicyVerdict {
  if (firewall.length === 0 || verdict.state === 'blocked') return verdict;
  const by = policiesOf([...verdict.by, ...firewall.map(({ id }) => id)]);
  return { state: 'unknown', by, reason: 'host firewall' };
}

function sourceOf(exposure: UnitlessExposure, proxies: readonly Workload[], cluster: ClusterConfig): Source {
  switch (exposure.arrivesAs) {
    case 'client':
      return { source: 'clients', cidrs: exposure.sources };
    case 'node':
      return { source: 'address', of: 'a node' };
    case 'load-balancer':
      return { source: 'address', of: 'the load balancer' };
    case 'cilium-ingress':
      return { source: 'cilium-ingress' };
    default:
      return exposure.proxy ?? proxyOf(classOf(exposure.key), proxies, cluster);
  }
}

/** The pods of the controller that answers for a class: the configured ones, those of this unit, else the usual ones. */
function proxyOf(className: string, proxies: readonly Workload[], cluster: ClusterConfig): Source {
  const configured = cluster.ingressControllers.find((one) => one.class === className);
  if (configured?.namespace !== undefined)
    return pod(configured.namespace, configured.podLabels, configured.podLabels.size > 0, false);
  const controller = controllers.find((one) => one.answersFor(className, undefined));
  const own = proxies.find((one) => controller?.pods !== undefined && hasLabels(one.labels, controller.pods.labels));
  if (own?.hostNetwork?.value === 'yes') return { source: 'address', of: 'a node' };
  if (own !== undefined) return pod(namespaceOf(own.id), own.labels, true, false);
  if (controller?.pods === undefined)
    return { source: 'unknown', why: `who answers for the class ${className || 'of the cluster'} is not known` };
  return pod(controller.pods.namespace, new Map(Object.entries(controller.pods.labels)), false, true);
}

const pod = (namespace: string, labels: Labels, complete: boolean, isGuess: boolean): Source => ({
  source: 'pod',
  namespace,
  labels: { labels, complete },
  isGuess,
});

/** Does it look like one of the ingress controllers that we know? */
const isProxy = ({ labels }: Workload): boolean =>
  controllers.some(({ pods }) => pods !== undefined && hasLabels(labels, pods.labels));

const hasLabels = (labels: Labels, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels.get(key) === value);
