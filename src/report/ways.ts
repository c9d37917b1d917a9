import type { Change, Exposure, ExposureDiff } from '../exposure/exposure.ts';
import { type Finding, severities } from '../model/finding.ts';
import { describe } from '../model/resource.ts';
import type { Report } from './report.ts';

/** What became of a way in, in the order in which people should read it. */
export const wayStates = ['new', 'widened', 'rerouted', 'changed', 'moved', 'narrowed', 'closed'] as const;
export type WayState = (typeof wayStates)[number];

/**
 * What a reader counts as one way in, and one row of a table. It can be several exposures: the backends of one route,
 * a load balancer with the node port that its Service port implies, the ports of one workload in the host's network.
 * The same address in units that differ in what it leads to is a way in each of them.
 */
export interface Way {
  readonly state: WayState;
  /** What is there now, for `closed` what was there; the first one names the row. */
  readonly exposures: readonly [Exposure, ...Exposure[]];
  /** For what exists on both sides: the pairs, in the order of `exposures`. */
  readonly changes: readonly Change[];
  /** What this pull request introduces with it, worst first. */
  readonly findings: readonly Finding[];
}

/** The ways that the change opens, alters or closes: worst finding first, then by state, then as the diff has them. */
export function waysOf({ diff, findings }: Pick<Report, 'diff' | 'findings'>): readonly Way[] {
  const introduced = findings.filter((finding) => finding.state === 'introduced');
  const about = Map.groupBy(introduced, (finding) => finding.exposure);
  const items = itemsOf(diff);
  return wayStates
    .flatMap((state) => grouped(items[state], state, about))
    .map((way, index) => ({ way, index }))
    .toSorted((a, b) => rank(b.way.findings) - rank(a.way.findings) || a.index - b.index)
    .map(({ way }) => way);
}

/** The introduced findings that belong to none of the `ways`: broken links, texts with two readings. */
export function findingsBeside(findings: readonly Finding[], ways: readonly Way[]): readonly Finding[] {
  const shown = new Set(ways.flatMap((way) => way.findings));
  return worstFirst(findings.filter((finding) => finding.state === 'introduced' && !shown.has(finding)));
}

export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));

interface Item {
  readonly exposure: Exposure;
  readonly change: Change | undefined;
}

/** Every exposure of the diff under one state; a rerouted pair that is also widened or narrowed is told as that. */
function itemsOf(diff: ExposureDiff): Record<WayState, readonly Item[]> {
  const loud = new Set([...diff.widened, ...diff.narrowed, ...diff.moved].map(pairOf));
  const rerouted = diff.rerouted.filter((change) => !loud.has(pairOf(change)));
  const told = new Set(rerouted.map(pairOf));
  return {
    new: diff.added.map((exposure) => ({ exposure, change: undefined })),
    widened: diff.widened.map(pairItem),
    rerouted: rerouted.map(pairItem),
    changed: diff.changed.filter((change) => !told.has(pairOf(change))).map(pairItem),
    moved: diff.moved.map(pairItem),
    narrowed: diff.narrowed.map(pairItem),
    closed: diff.removed.map((exposure) => ({ exposure, change: undefined })),
  };
}

const pairItem = (change: Change): Item => ({ exposure: change.after, change });

const pairOf = ({ before, after }: Change): string =>
  JSON.stringify(
    [before, after].map(({ key, units, target }) => [key, units, target?.kind, target?.name, target?.port]),
  );

/** Introduced findings by the key of the exposure that they are about. */
type About = ReadonlyMap<string | undefined, readonly Finding[]>;

function grouped(items: readonly Item[], state: WayState, about: About): readonly Way[] {
  const loadBalanced = new Set(items.filter(isLoadBalancer).map(({ exposure }) => servicePort(exposure)));
  const groups = Map.groupBy(items, ({ exposure }) => identity(exposure, loadBalanced));
  return [...groups.values()].flatMap((group) => way(group.toSorted(loadBalancersFirst), state, about));
}

/** Equal for exposures that are told as one way in. */
function identity(exposure: Exposure, loadBalanced: ReadonlySet<string>): string {
  const { kind } = exposure.entry;
  const implied = kind === 'lb' || (kind === 'node-port' && loadBalanced.has(servicePort(exposure)));
  if (implied) return `lb ${servicePort(exposure)}`;
  if (kind === 'host-network') return `host-network ${unitsOf(exposure)} ${describe(exposure.entry.object)}`;
  return `${unitsOf(exposure)} ${exposure.key}`;
}

const servicePort = (exposure: Exposure): string =>
  [unitsOf(exposure), describe(exposure.entry.object), exposure.entry.port, exposure.entry.protocol].join(' ');

const unitsOf = (exposure: Exposure): string => JSON.stringify(exposure.units);

const isLoadBalancer = ({ exposure }: Item): boolean => exposure.entry.kind === 'lb';

const loadBalancersFirst = (a: Item, b: Item): number => Number(isLoadBalancer(b)) - Number(isLoadBalancer(a));

function way(items: readonly Item[], state: WayState, about: About): readonly Way[] {
  const [first, ...rest] = items.map(({ exposure }) => exposure);
  if (first === undefined) return [];
  const exposures = [first, ...rest] as const;
  const findings = new Set(exposures.flatMap((exposure) => findingsAbout(exposure, about)));
  return [
    { state, exposures, changes: items.flatMap(({ change }) => change ?? []), findings: worstFirst([...findings]) },
  ];
}

const findingsAbout = ({ key, units }: Exposure, about: About): readonly Finding[] =>
  (about.get(key) ?? []).filter((finding) => finding.units.some((unit) => units.includes(unit)));

const rank = (findings: readonly Finding[]): number =>
  findings[0] === undefined ? -1 : severities.indexOf(findings[0].severity);
