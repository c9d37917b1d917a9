import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { acceptablesOf } from './acceptance.ts';
import { counted } from './counted.ts';
import { type Acceptance, type Decisions, decisionsOn, isDecided } from './decisions.ts';
import type { Conclusion, Report, Verdict } from './report.ts';
import { type WayState, wayStates, waysOf } from './ways.ts';

/**
 * The verdict on a report. Only what the change introduces, and what of it could not be seen, can fail it, unless it is
 * decided: by the configuration, at base, or by somebody who may.
 *
 * @param acceptances for this pull request, also those that have ended
 * @param today `2026-01-31`
 * @see docs/how-it-decides.md
 */
export function conclude(report: Report, config: Config, acceptances: readonly Acceptance[], today: string): Verdict {
  const acceptables = acceptablesOf(report);
  const decisions = decisionsOn({ ...report, acceptables }, config, acceptances, today);
  const open = openIn(report, decisions);
  const [conclusion, title] = [conclusionOf(open, config), titleOf(report, open, config)];
  return { ...report, acceptables, decisions, conclusion, title };
}

/** What nobody has decided yet. */
interface Open {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** How much of the rest would count without a decision. */
  readonly accepted: number;
}

function openIn({ findings, gaps }: Report, decisions: Decisions): Open {
  const open = findings.filter((finding) => finding.state === 'introduced' && !isDecided({ decisions }, finding));
  return {
    errors: open.filter(({ severity }) => severity === 'error'),
    warnings: open.filter(({ severity }) => severity === 'warning'),
    gaps: gaps.filter(({ blocks, acceptable }) => blocks && !isDecided({ decisions }, acceptable)),
    accepted: decisions.made.size,
  };
}

function conclusionOf(open: Open, config: Config): Conclusion {
  const incomplete = open.gaps.length > 0;
  if (blockingIn(open, config).length > 0 || (incomplete && config.onIncomplete === 'block'))
    return config.mode === 'observe' ? 'neutral' : 'failure';
  return incomplete || open.warnings.length > 0 ? 'neutral' : 'success';
}

const blockingIn = ({ errors, warnings }: Open, { failOn }: Config): readonly Finding[] => [
  ...errors,
  ...(failOn === 'warning' ? warnings : []),
];

/** What a check's title may have before GitHub's list of checks cuts it. */
const maxTitle = 80;

/** What cannot be judged, what is wrong, what changed; where that is too long, the end of it gives way. */
function titleOf(report: Report, open: Open, config: Config): string {
  const parts = [...incompleteWords(open), ...findingWords(open, config), changeWords(report)];
  while (parts.length > 1 && parts.join(' · ').length > maxTitle) parts.pop();
  return capitalised(parts.join(' · '));
}

const incompleteWords = ({ gaps }: Open): readonly string[] =>
  gaps.length === 0 ? [] : [`incomplete: ${counted(gaps.length, 'input')} not analyzed`];

function findingWords(open: Open, config: Config): readonly string[] {
  const blocking = blockingIn(open, config).length;
  const mild = config.failOn === 'warning' ? 0 : open.warnings.length;
  const words = [
    ...(blocking === 0 ? [] : [config.mode === 'observe' ? `${blocking} would block` : `${blocking} blocking`]),
    ...(mild === 0 ? [] : [counted(mild, 'warning')]),
    ...(open.accepted === 0 ? [] : [`${open.accepted} accepted`]),
  ];
  return words.length === 0 ? [] : [words.join(', ')];
}

function changeWords(report: Report): string {
  const counts = Map.groupBy(waysOf(report), (way) => way.state);
  const words = titleOrder.flatMap((state) => {
    const count = counts.get(state)?.length ?? 0;
    return count === 0 ? [] : [stateWords[state](count)];
  });
  while (words.join(', ').length > maxTitle) words.pop();
  return words.join(', ') || 'no exposure change';
}

const titleOrder = wayStates.toSorted((a, b) => weight(a) - weight(b));

/** Opened, closed and widened first: they are what people ask, and what a title too long must not lose. */
function weight(state: WayState): number {
  const index = (['new', 'closed', 'widened'] as readonly WayState[]).indexOf(state);
  return index === -1 ? wayStates.length + wayStates.indexOf(state) : index;
}

const stateWords: Record<WayState, (count: number) => string> = {
  new: (count) => (count === 1 ? '1 new way in' : `${count} new ways in`),
  widened: (count) => `${count} widened`,
  rerouted: (count) => `${count} rerouted`,
  changed: (count) => `${count} changed`,
  moved: (count) => `${count} moved`,
  narrowed: (count) => `${count} narrowed`,
  closed: (count) => `${count} closed`,
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
