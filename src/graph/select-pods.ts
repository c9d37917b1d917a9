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
  const groups = Map.groupBy(workloads, ({ id }) => id.namespace);
  const indexes = new Map<string | undefined, LabelIndex>();
  const indexIn = (namespace: string | undefined): LabelIndex => {
    const known = indexes.get(namespace);
    if (known !== undefined) return known;
    const index = indexOf(groups.get(namespace) ?? []);
    indexes.set(namespace, index);
    return index;
  };
  let everywhere: LabelIndex | undefined;
  const indexOfAll = (): LabelIndex => {
    everywhere ??= groups.has(undefined) && groups.size === 1 ? indexIn(undefined) : indexOf(workloads);
    return everywhere;
  };
  return (selector, namespace) => {
    const own = select(selector, indexIn(namespace));
    if (own.workloads.length > 0) return own;
    const elsewhere = select(selector, namespace === undefined ? indexOfAll() : indexIn(undefined));
    return elsewhere.certainty === 'certain' ? { ...elsewhere, certainty: 'likely' } : elsewhere;
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
  const symbolic: Workload[] = [];
  for (const workload of workloads) {
    // A label that a controller adds with a known value finds its workload like one that is written.
    const added = workload.injectedLabels.flatMap(({ key, prefix }) => (prefix === '' ? [] : [[key, prefix] as const]));
    for (const [key, value] of [...workload.labels, ...added]) {
      const name = pair(key, value);
      const known = byPair.get(name);
      if (known === undefined) byPair.set(name, [workload]);
      else known.push(workload);
    }
    if (workload.labels.values().some((value) => placeholder.test(value))) symbolic.push(workload);
  }
  return { byPair, byName: Map.groupBy(workloads, ({ id }) => id.name), symbolic };
}

const nothing: Selection = { workloads: [], certainty: 'certain' };

function select(selector: Labels, index: LabelIndex): Selection {
  const sure: Workload[] = [];
  const unknown: Workload[] = [];
  let isLikely = false;
  for (const workload of candidates(selector, index)) {
    const match = matches(selector, workload);
    if (match === 'unknown') unknown.push(workload);
    else if (match !== 'no') sure.push(workload);
    isLikely ||= match === 'likely';
  }
  if (sure.length > 0) return { workloads: sure, certainty: isLikely ? 'likely' : 'certain' };
  return unknown.length > 0 ? { workloads: unknown, certainty: 'possible' } : nothing;
}

/** Every workload that can match: the rarest of the labels that no controller adds decides. */
function candidates(selector: Labels, index: LabelIndex): readonly Workload[] {
  const podName = selector.get(podNameLabel);
  if (podName !== undefined) return index.byName.get(podName.replace(/-\d+$/, '')) ?? [];
  let rarest: readonly Workload[] | undefined;
  for (const [key, value] of selector) {
    const found = index.byPair.get(pair(key, value));
    if (found !== undefined && (rarest === undefined || found.length < rarest.length)) rarest = found;
  }
  if (index.symbolic.length === 0) return rarest ?? [];
  return [...new Set([...(rarest ?? []), ...index.symbolic])];
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
