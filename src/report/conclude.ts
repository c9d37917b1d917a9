import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Conclusion, Report, Verdict } from './report.ts';
import { type WayState, wayStates, waysOf } from './ways.ts';

/**
 * The verdict on a report. Only what the change introduces, and what of it could not be seen, can fail it.
 * No decision can be in force yet, so neither they nor the date that they expire on matter.
 *
 * @see docs/how-it-decides.md
 */
export function conclude(report: Report, config: Config, _waivers: readonly [], _today: string): Verdict {
  return { ...report, conclusion: conclusionOf(report, config), title: titleOf(report, config) };
}

function conclusionOf(report: Report, config: Config): Conclusion {
  const blocked = blockingFindings(report, config).length > 0;
  const incomplete = blockingGaps(report) > 0;
  if (blocked || (incomplete && config.onIncomplete === 'block')) {
    return config.mode === 'observe' ? 'neutral' : 'failure';
  }
  return incomplete || warnings(report).length > 0 ? 'neutral' : 'success';
}

const introduced = (report: Report, severity: Finding['severity']): readonly Finding[] =>
  report.findings.filter((finding) => finding.state === 'introduced' && finding.severity === severity);

const warnings = (report: Report): readonly Finding[] => introduced(report, 'warning');

const blockingFindings = (report: Report, config: Config): readonly Finding[] => [
  ...introduced(report, 'error'),
  ...(config.failOn === 'warning' ? warnings(report) : []),
];

const blockingGaps = (report: Report): number => report.gaps.filter((gap) => gap.blocks).length;

/** What a check's title may have before GitHub's list of checks cuts it. */
const maxTitle = 80;

/** What cannot be judged, what is wrong, what changed; where that is too long, the end of it gives way. */
function titleOf(report: Report, config: Config): string {
  const parts = [...incompleteWords(report), ...findingWords(report, config), changeWords(report)];
  while (parts.length > 1 && parts.join(' · ').length > maxTitle) parts.pop();
  return capitalised(parts.join(' · '));
}

function incompleteWords(report: Report): readonly string[] {
  const count = blockingGaps(report);
  return count === 0 ? [] : [`incomplete: ${counted(count, 'input')} not analysed`];
}

function findingWords(report: Report, config: Config): readonly string[] {
  const blocking = blockingFindings(report, config).length;
  const mild = config.failOn === 'warning' ? 0 : warnings(report).length;
  const words = [
    ...(blocking === 0 ? [] : [config.mode === 'observe' ? `${blocking} would block` : `${blocking} blocking`]),
    ...(mild === 0 ? [] : [counted(mild, 'warning')]),
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

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
