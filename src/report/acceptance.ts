import type { Exposure, ExposureDiff } from '../exposure/exposure.ts';
import { isWithin, type KeptForm, keptForm } from '../exposure/form.ts';
import { atLeast, type Finding, type Said } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { plain } from '../model/message.ts';
import { byText } from '../model/source.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { Report } from './report.ts';
import { named } from './words.ts';

/** One thing that somebody may accept, as far as it goes now. Plain data: it is kept with who has accepted it. */
export interface Acceptable {
  readonly kind: 'finding' | 'gap';
  /** Stable over pushes. */
  readonly fingerprint: string;
  /** For people who read the audit: `new-node-port, Service shop/web`. Holds names that a stranger chose. */
  readonly what: string;
  readonly extent: Extent;
}

/** How far it goes: the ways in that it is about and digests of what is said besides, or a digest of what is hidden. */
export type Extent =
  | { readonly ways: readonly KeptForm[]; readonly words: readonly string[] }
  | { readonly digest: string };

/** What somebody has accepted; `whatever` covers it however far it goes. */
export interface Accepted extends Omit<Acceptable, 'extent'> {
  readonly extent: Extent | 'whatever';
}

/** What the change introduces that somebody may accept: errors, warnings, and what blocks because it was not analyzed. */
export function acceptablesOf(report: Report): readonly Acceptable[] {
  const findings = weightyIn(report);
  const ways = findings.length === 0 ? new Map() : waysAtHead(report.diff);
  return [...findings.map((finding) => acceptableFinding(finding, ways)), ...report.gaps.flatMap(acceptableGap)];
}

/** The findings with which {@link acceptablesOf} begins, one for one. */
export const weightyIn = ({ findings }: Report): readonly Finding[] =>
  findings.filter(({ state, severity }) => state === 'introduced' && atLeast(severity, 'warning'));

/** Does what was accepted cover what is there now? More of the same is something else. */
export function isCovered(now: Acceptable, accepted: Accepted): boolean {
  if (now.fingerprint !== accepted.fingerprint) return false;
  if (accepted.extent === 'whatever') return true;
  if ('digest' in now.extent || 'digest' in accepted.extent)
    return 'digest' in now.extent && 'digest' in accepted.extent && now.extent.digest === accepted.extent.digest;
  const { ways, words } = accepted.extent;
  return (
    now.extent.ways.every((way) => ways.some((then) => isWithin(way, then))) &&
    now.extent.words.every((word) => words.includes(word))
  );
}

/** The same text for what was shown to somebody and for what is there now, only where nothing of it has changed. */
export const markOf = ({ fingerprint: id, extent }: Acceptable): string =>
  `${id}.${fingerprint('extent', JSON.stringify(extent))}`;

type Ways = ReadonlyMap<string, readonly Exposure[]>;

/** The ways in as the change leaves them, by their keys. */
function waysAtHead({ added, widened, narrowed, rerouted, changed, moved }: ExposureDiff): Ways {
  const after = [widened, narrowed, rerouted, changed, moved].flatMap((changes) => changes.map((one) => one.after));
  return Map.groupBy(new Set([...added, ...after]), ({ key }) => key);
}

const acceptableFinding = (finding: Finding, ways: Ways): Acceptable => ({
  kind: 'finding',
  fingerprint: finding.fingerprint,
  what: `${[finding.rule, ...finding.also].join(' + ')}, ${named(finding.object)}`,
  extent: extentOf(finding, ways),
});

/**
 * All of what the finding was made of: the ways in that any rule of it is about, for each of its objects. What is said
 * in words counts to the letter where no way in stands behind it, and where the words leave something out.
 */
function extentOf({ said }: Finding, ways: Ways): Extent {
  const about = said.map((one) => ({ one, own: waysOf(one, ways) }));
  const words = about.flatMap(({ one, own }) => (own.length === 0 || one.whole !== undefined ? wordsOf(one) : []));
  return { ways: [...new Set(about.flatMap(({ own }) => own))].map(keptForm), words: [...new Set(words)].sort(byText) };
}

const waysOf = ({ exposures, units }: Said, ways: Ways): readonly Exposure[] =>
  exposures.flatMap((key) => ways.get(key) ?? []).filter((way) => way.units.some((unit) => units.includes(unit)));

const wordsOf = ({ message, whole = '', units }: Said): readonly string[] =>
  units.map((unit) => fingerprint('said', [unit, plain(message), whole].join('\n')));

const acceptableGap = ({ acceptable, blocks, reason, at }: Gap): readonly Acceptable[] =>
  acceptable === undefined || !blocks
    ? []
    : [
        {
          kind: 'gap',
          fingerprint: acceptable.fingerprint,
          what: `not analyzed: ${reason}, ${at.path}`,
          extent: { digest: acceptable.content },
        },
      ];
