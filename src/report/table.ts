import type { Entry, Exposure } from '../exposure/exposure.ts';
import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import { joined, literal, type Message, plain, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import type { ReportContext } from './context.ts';
import { decidedIcon, isDecided } from './decisions.ts';
import { differenceWords } from './difference.ts';
import { type BlobSource, code, place, prose, row, tableHead } from './markdown.ts';
import type { Verdict } from './report.ts';
import { findingsBeside, type Way, waysOf } from './ways.ts';
import { endWords, entryWords, fromWords, named, throughWords } from './words.ts';

/** Where the two sides can be read; undefined for a folder that nobody can link to. */
export interface Sides {
  readonly base: BlobSource | undefined;
  readonly head: BlobSource | undefined;
}

/** Of a context, what a link to one of its files needs. */
export type LinkContext = Pick<ReportContext, 'server' | 'owner' | 'repo' | 'baseSha' | 'headSha'>;

export const sidesOf = ({ server, owner, repo, baseSha, headSha }: LinkContext): Sides => ({
  base: { server, owner, repo, sha: baseSha },
  head: { server, owner, repo, sha: headSha },
});

export const changeTableHead: readonly string[] = tableHead(['', 'From', 'Reaches', 'Through', 'Finding', 'Where']);

/** A row for each way that changed, then one for each other finding that the change introduces, infos left out. */
export function changeTableRows(verdict: Verdict, sides: Sides): readonly string[] {
  const ways = waysOf(verdict);
  const others = findingsBeside(verdict.findings, ways).filter(({ severity }) => atLeast(severity, 'notice'));
  const placed = { sides, several: verdict.units.length > 1, verdict };
  return [...ways.map((way) => wayRow(way, placed)), ...others.map((finding) => findingRow(finding, placed))];
}

interface Placing {
  readonly sides: Sides;
  /** True where a row has to say in which units it is so. */
  readonly several: boolean;
  readonly verdict: Verdict;
}

function wayRow(way: Way, placing: Placing): string {
  const { state, exposures, findings } = way;
  const [first] = exposures;
  const source = state === 'closed' ? placing.sides.base : placing.sides.head;
  return row([
    `${iconOf(way, placing)} **${state}**`.trim(),
    prose(unique(exposures.map(fromWords))),
    prose(unique(exposures.map(endWords))),
    prose(throughOf(way)),
    [...new Set(findings.flatMap(({ rule, also }) => [rule, ...also]))].map(code).join(', '),
    // A closed way stood at base, and so did the line that made it.
    placeOf({ at: state === 'closed' ? first.at : (findings[0]?.at ?? first.at), units: first.units }, source, placing),
  ]);
}

function iconOf({ state, findings }: Way, { verdict }: Placing): string {
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
  const entries = unique([steps, ...others]);
  return changes.length === 0 ? entries : say`${entries} (${unique(changes.map(differenceWords), '; ')})`;
}

/** The ports of one workload in the host's network need no more than their numbers. */
const otherEntryWords = (entry: Entry): Message =>
  entry.kind === 'host-network' && entry.port !== undefined ? say`port ${entry.port}` : entryWords(entry);

const sameEntry = (a: Exposure, b: Exposure): boolean => plain(entryWords(a.entry)) === plain(entryWords(b.entry));

/** At most three different ones, and how many more there are. */
function unique(messages: readonly Message[], between = ', '): Message {
  const different = [...new Map(messages.map((message) => [plain(message), message])).values()];
  const more = different.length > 3 ? [literal(`${different.length - 3} more`)] : [];
  return joined([...different.slice(0, 3), ...more], between);
}

const findingRow = (finding: Finding, placing: Placing): string =>
  row([
    `${iconFor(finding, placing.verdict)} ${finding.severity}`,
    '',
    code(named(finding.object)),
    '',
    [finding.rule, ...finding.also].map(code).join(', '),
    placeOf(finding, placing.sides.head, placing),
  ]);

function placeOf(
  { at, units }: { readonly at: Position; readonly units: readonly string[] },
  source: BlobSource | undefined,
  { several }: Placing,
): string {
  const where = place(at, source);
  return several ? `${where} in ${prose(unique(units.map((unit) => say`${unit}`)))}` : where;
}
