import type { Allowance, Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import { matchesGlob } from '../model/glob.ts';
import type { ObjectRef } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { type Acceptable, type Accepted, isCovered, weightyIn } from './acceptance.ts';
import type { Report, StandingPermit, Verdict } from './report.ts';

/** Findings and gaps that somebody who may decide has accepted for one pull request. */
export interface Acceptance {
  readonly id: string;
  readonly by: { readonly login: string };
  readonly channel: 'button' | 'command' | 'label';
  readonly reason: string;
  /** Milliseconds since 1970: it counts until then. */
  readonly expiresAt: number;
  readonly accepted: readonly Accepted[];
}

/** Why something that would block does not. */
export type Decision =
  | { readonly source: 'configuration'; readonly reason: string; readonly expires: string | undefined }
  | { readonly source: 'manifest'; readonly reason: string; readonly at: Position }
  | { readonly source: 'person'; readonly acceptance: Acceptance };

export interface Decisions {
  /** By the fingerprint of a finding or a gap. */
  readonly made: ReadonlyMap<string, Decision>;
  /** Those that would have counted some days ago. */
  readonly ended: ReadonlyMap<string, Decision>;
}

/** What of the report is decided already: once and for all at base, or by a person for this pull request. */
export function decisionsOn(
  report: Report & Pick<Verdict, 'acceptables'>,
  config: Pick<Config, 'allow'>,
  acceptances: readonly Acceptance[],
  today: string,
): Decisions {
  const made = new Map<string, Decision>();
  const ended = new Map<string, Decision>();
  const findings = weightyIn(report);
  const about = report.acceptables.map((acceptable, index) => {
    const finding = findings[index];
    const always =
      finding === undefined ? [] : [...allowed(finding, config.allow, today), ...permitted(finding, report)];
    const all = [...always, ...accepted(acceptable, acceptances, today)];
    return { fingerprint: acceptable.fingerprint, best: all.find(({ isOver }) => !isOver) ?? all[0] };
  });
  // Where one cause speaks for several ports, these have one fingerprint: it is decided when all of them are.
  for (const [fingerprint, same] of Map.groupBy(about, (one) => one.fingerprint)) {
    const dated = same.flatMap(({ best }) => best ?? []);
    const [first] = dated.toSorted((a, b) => Number(b.isOver) - Number(a.isOver) || endsAt(a) - endsAt(b));
    if (first !== undefined && dated.length === same.length)
      (first.isOver ? ended : made).set(fingerprint, first.decision);
  }
  return { made, ended };
}

/** Stands for whatever weighs nothing any more because somebody has decided. */
export const decidedIcon = '☑️';

/** True where a finding or a gap weighs nothing any more. */
export const isDecided = (
  { decisions }: { readonly decisions: Decisions },
  about: { readonly fingerprint: string } | undefined,
): boolean => about !== undefined && decisions.made.has(about.fingerprint);

/** When the first of the decisions that count ends, in milliseconds since 1970; undefined where none does. */
export function decidedUntil({ made }: Decisions): number | undefined {
  const ends = [...made.values()].flatMap((decision) => endOf(decision) ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function endOf(decision: Decision): number | undefined {
  if (decision.source === 'person') return decision.acceptance.expiresAt;
  const last = decision.source === 'configuration' ? decision.expires : undefined;
  return last === undefined ? undefined : Date.parse(last) + 24 * 3_600_000;
}

interface Dated {
  readonly decision: Decision;
  readonly isOver: boolean;
}

const endsAt = ({ decision }: Dated): number => endOf(decision) ?? Number.MAX_VALUE;

/** Every rule that says it has to be allowed, for each object that it is about. */
function allowed(
  { rule, also, object, others }: Finding,
  allow: readonly Allowance[],
  today: string,
): readonly Dated[] {
  const asked = [object, ...others].flatMap((one) => [rule, ...also].map((name) => ({ name, object: one })));
  const answers = asked.map(({ name, object: one }) => {
    const matching = allow.filter((entry) => entry.rule === name && isAbout(entry, one));
    return matching.find((entry) => !isPast(entry, today)) ?? matching[0];
  });
  const [first] = answers;
  if (first === undefined || answers.includes(undefined)) return [];
  const soonest = answers.flatMap((entry) => entry?.expires ?? []).sort()[0];
  const decision = { source: 'configuration', reason: first.reason, expires: soonest } as const;
  return [{ decision, isOver: answers.some((entry) => entry !== undefined && isPast(entry, today)) }];
}

const isPast = ({ expires }: Allowance, today: string): boolean => expires !== undefined && expires < today;

const isAbout = ({ object: pattern }: Allowance, { kind, namespace = '', name }: ObjectRef): boolean =>
  matchesGlob(pattern, `${kind}/${namespace}/${name}`);

/** What an object says of itself at base counts for itself, in the units in which it says so. */
function permitted({ rule, also, object, others, units }: Finding, { permits }: Report): readonly Dated[] {
  const objects = [object, ...others];
  const found = [rule, ...also].map((name) => {
    const own = permits.filter((one) => one.side === 'base' && one.rule === name && units.includes(one.unit));
    const isWhole =
      units.every((unit) => own.some((permit) => permit.unit === unit && objects.some((one) => isSelf(permit, one)))) &&
      objects.every((one) => own.some((permit) => isSelf(permit, one)));
    return isWhole ? own.find((permit) => objects.some((one) => isSelf(permit, one))) : undefined;
  });
  const [first] = found;
  if (first === undefined || found.includes(undefined)) return [];
  return [{ decision: { source: 'manifest', reason: first.reason, at: first.at }, isOver: false }];
}

const isSelf = ({ object }: StandingPermit, { kind, namespace, name }: ObjectRef): boolean =>
  object.kind === kind && object.namespace === namespace && object.name === name;

const accepted = (now: Acceptable, acceptances: readonly Acceptance[], today: string): readonly Dated[] =>
  acceptances
    .filter((acceptance) => acceptance.accepted.some((one) => isCovered(now, one)))
    .map((acceptance) => ({
      decision: { source: 'person', acceptance },
      isOver: acceptance.expiresAt <= Date.parse(today),
    }));
