import type { Entry, Exposure } from '../exposure/exposure.ts';
import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import type { Side } from '../model/gap.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, plain, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { decidedIcon, isDecided } from './decisions.ts';
import { differenceWords } from './difference.ts';
import type { Verdict } from './report.ts';
import { findingsBeside, type Way, waysOf } from './ways.ts';
import { endWords, entryWords, fromWords, named, throughWords } from './words.ts';

/** One line of the table, in no writer's form yet. */
export interface ChangeRow {
  readonly icon: string;
  /** The way of a row of its own; undefined for a finding that belongs to none. */
  readonly way: Way | undefined;
  /** What became of the way, or how much the finding weighs. */
  readonly what: string;
  readonly from: Message;
  readonly reaches: Message;
  readonly through: Message;
  readonly rules: readonly string[];
  readonly at: Position;
  readonly side: Side;
  /** Undefined where there is one unit only. */
  readonly units: Message | undefined;
}

/** A row for each way that changed, then one for each other finding that the change introduces, infos left out. */
export function changeRows(verdict: Verdict): readonly ChangeRow[] {
  const ways = waysOf(verdict);
  const others = findingsBeside(verdict.findings, ways).filter(({ severity }) => atLeast(severity, 'notice'));
  return [...ways.map((way) => wayRow(way, verdict)), ...others.map((finding) => findingRow(finding, verdict))];
}

function wayRow(way: Way, verdict: Verdict): ChangeRow {
  const { state, exposures, findings } = way;
  const [first] = exposures;
  return {
    icon: iconOf(way, verdict),
    way,
    what: state,
    from: unique(exposures.map(fromWords)),
    reaches: unique(exposures.map(endWords)),
    through: throughOf(way),
    rules: [...new Set(findings.flatMap(({ rule, also }) => [rule, ...also]))],
    // A closed way stood at base, and so did the line that made it.
    at: state === 'closed' ? first.at : (findings[0]?.at ?? first.at),
    side: state === 'closed' ? 'base' : 'head',
    units: unitWords(first.units, verdict),
  };
}

const findingRow = (finding: Finding, verdict: Verdict): ChangeRow => ({
  icon: iconFor(finding, verdict),
  way: undefined,
  what: finding.severity,
  from: literal(''),
  reaches: say`${named(finding.object)}`,
  through: literal(''),
  rules: [finding.rule, ...finding.also],
  at: finding.at,
  side: 'head',
  units: unitWords(finding.units, verdict),
});

const unitWords = (units: readonly string[], verdict: Verdict): Message | undefined =>
  verdict.units.length > 1 ? unique(units.map((unit) => say`${unit}`)) : undefined;

function iconOf({ state, findings }: Way, verdict: Verdict): string {
  const loud = findings.filter(({ severity }) => atLeast(severity, 'warning'));
  const worst = loud.find((finding) => !isDecided(verdict, finding)) ?? loud[0];
  if (worst !== undefined) return iconFor(worst, verdict);
  return state === 'closed' || state === 'narrowed' ? '✅' : '';
}

/** What is decided looks decided, however much it weighed. */
export const iconFor = (finding: Finding, verdict: Verdict): string =>
  isDecided(verdict, finding) ? decidedIcon : icons[finding.severity];

export const icons: Record<Severity, string> = { error: '⛔', warning: '⚠️', notice: 'ℹ️', info: 'ℹ️' };

/** The steps of the first exposure, the other entries of the way, and what differs from base. */
function throughOf({ exposures, changes }: Way): Message {
  const [first, ...rest] = exposures;
  const steps = joined(throughWords(first), ' → ');
  const others = rest.filter((other) => !sameEntry(other, first)).map(({ entry }) => otherEntryWords(entry));
  const entries = apart([steps, ...others]);
  return changes.length === 0 ? entries : say`${entries} (${apart(changes.map(differenceWords))})`;
}

/** The ports of one workload in the host's network need no more than their numbers. */
const otherEntryWords = (entry: Entry): Message =>
  entry.kind === 'host-network' && entry.port !== undefined ? say`port ${entry.port}` : entryWords(entry);

const sameEntry = (a: Exposure, b: Exposure): boolean => plain(entryWords(a.entry)) === plain(entryWords(b.entry));

const unique = (messages: readonly Message[]): Message => listed(different(messages));

const different = (messages: readonly Message[]): readonly Message[] => [
  ...new Map(messages.map((message) => [plain(message), message])).values(),
];

/** What may hold a list or an arrow itself. */
function apart(messages: readonly Message[]): Message {
  const told = different(messages);
  const more = told.length > 3 ? [literal(`and ${told.length - 3} more`)] : [];
  return joined([...told.slice(0, 3), ...more], '; ');
}
