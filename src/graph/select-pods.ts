import type { Certainty } from '../model/certainty.ts';
import type { Labels, Workload } from '../model/resource.ts';

/** The workloads whose pods a Service's selector matches, and how sure that is. */
export interface Selection {
  readonly workloads: readonly Workload[];
  readonly certainty: Certainty;
}

type Match = 'yes' | 'likely' | 'unknown' | 'no';
export type SelectPods = (selector: Labels, namespace: string | undefined) => Selection;

// Admission controllers add labels under these prefixes, so a selector on one of them may be right.
// https://istio.io/latest/docs/reference/config/labels/
const injectedPrefixes = ['security.istio.io/', 'service.istio.io/', 'topology.istio.io/', 'linkerd.io/'];
const podNameLabel = 'statefulset.kubernetes.io/pod-name';
const placeholder = /\{\{|\$[({]|<[A-Z_]+>/;

/**
 * Answers `selector → workloads` for one unit. Labels are equal, all of them, in the Service's own namespace. An unset
 * namespace is the one that the deploy action fills in, so it stands for any, but only where nothing matches for certain.
 *
 * Looks up the label that the fewest workloads carry, so a question costs what its answer holds.
 */
export function podSelection(workloads: readonly Workload[]): SelectPods {
  const everywhere = indexOf(workloads);
  const byNamespace = new Map<string | undefined, LabelIndex>(
    [...Map.groupBy(workloads, ({ id }) => id.namespace)].map(([namespace, some]) => [namespace, indexOf(some)]),
  );
  return (selector, namespace) => {
    const own = select(selector, byNamespace.get(namespace));
    if (own.workloads.length > 0) return own;
    const elsewhere = select(selector, namespace === undefined ? everywhere : byNamespace.get(undefined));
    return { ...elsewhere, certainty: elsewhere.certainty === 'certain' ? 'likely' : elsewhere.certainty };
  };
}

interface LabelIndex {
  readonly byPair: ReadonlyMap<string, readonly Workload[]>;
  readonly byName: ReadonlyMap<string, readonly Workload[]>;
  /** Workloads with a placeholder among their labels: they may match anything. */
  readonly symbolic: readonly Workload[];
}

const pair = (key: string, value: string): string => `${key}\n${value}`;

function indexOf(workloads: readonly Workload[]): LabelIndex {
  const byPair = new Map<string, Workload[]>();
  for (const workload of workloads)
    for (const [key, value] of workload.labels) {
      const known = byPair.get(pair(key, value));
      if (known === undefined) byPair.set(pair(key, value), [workload]);
      else known.push(workload);
    }
  return {
    byPair,
    byName: Map.groupBy(workloads, ({ id }) => id.name),
    symbolic: workloads.filter(({ labels }) => [...labels.values()].some((value) => placeholder.test(value))),
  };
}

function select(selector: Labels, index: LabelIndex | undefined): Selection {
  if (index === undefined) return { workloads: [], certainty: 'certain' };
  const found = candidates(selector, index).map((workload) => ({ workload, match: matches(selector, workload) }));
  const sure = found.filter(({ match }) => match === 'yes' || match === 'likely');
  if (sure.length > 0)
    return {
      workloads: sure.map(({ workload }) => workload),
      certainty: sure.some(({ match }) => match === 'likely') ? 'likely' : 'certain',
    };
  const unknown = found.filter(({ match }) => match === 'unknown');
  return { workloads: unknown.map(({ workload }) => workload), certainty: unknown.length > 0 ? 'possible' : 'certain' };
}

/** Every workload that can match: the rarest of the labels that no controller adds decides. */
function candidates(selector: Labels, index: LabelIndex): readonly Workload[] {
  const podName = selector.get(podNameLabel);
  if (podName !== undefined) return index.byName.get(podName.replace(/-\d+$/, '')) ?? [];
  const lists = [...selector]
    .filter(([key]) => !injectedPrefixes.some((prefix) => key.startsWith(prefix)))
    .map(([key, value]) => ({ key, found: index.byPair.get(pair(key, value)) ?? [] }));
  const carried = lists.filter(({ found }) => found.length > 0).sort((a, b) => a.found.length - b.found.length);
  return [...new Set([...(carried[0]?.found ?? []), ...index.symbolic])];
}

function matches(selector: Labels, workload: Workload): Match {
  let result: Match = 'yes';
  for (const [key, value] of selector) {
    const match = matchesLabel(key, value, workload);
    if (match === 'no') return 'no';
    if (match === 'unknown' || (match === 'likely' && result === 'yes')) result = match;
  }
  return result;
}

function matchesLabel(key: string, value: string, { labels, injectedLabels }: Workload): Match {
  const own = labels.get(key);
  if (own === value) return 'yes';
  const injected = injectedLabels.find((label) => label.key === key);
  if (injected !== undefined) return value.startsWith(injected.prefix) ? 'likely' : 'no';
  if (own === undefined) return injectedPrefixes.some((prefix) => key.startsWith(prefix)) ? 'unknown' : 'no';
  return placeholder.test(own) || placeholder.test(value) ? 'unknown' : 'no';
}
