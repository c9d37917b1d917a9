import { type Config, roles } from '../model/config.ts';
import type { Acceptable } from './acceptance.ts';
import { decisionWords } from './decision-words.ts';
import { type Decision, decidedIcon } from './decisions.ts';
import { code, place, prose } from './markdown.ts';
import type { Verdict } from './report.ts';
import type { Sides } from './table.ts';

/** A row for each decision that counts, then for those that have ended and for what only base could decide. */
export function decidedRows(verdict: Verdict, sides: Sides): readonly string[] {
  const { made, ended } = verdict.decisions;
  const rows = (from: typeof made, mark: string): readonly string[] =>
    verdict.acceptables.flatMap((one) => {
      const decision = from.get(one.fingerprint);
      return decision === undefined ? [] : [`- ${mark} ${code(one.what)} ${decisionRow(decision, sides)}`];
    });
  const proposed = verdict.permits.filter(({ side }) => side === 'head');
  return [
    ...rows(made, decidedIcon),
    ...rows(ended, '⌛ no longer:'),
    ...proposed.map(
      ({ at, rule }) => `- ${place(at, sides.head)} allows ${code(rule)} only once it stands on the base branch`,
    ),
  ];
}

function decisionRow(decision: Decision, sides: Sides): string {
  const words = prose(decisionWords(decision));
  return decision.source === 'manifest' ? `${words} (${place(decision.at, sides.base)})` : words;
}

/** What is left to accept, who may, and how; nothing where nothing blocks or nobody could. */
export function acceptSection(verdict: Verdict, waivers: Config['waivers']): string {
  const open = openTo(verdict);
  if (verdict.conclusion !== 'failure' || open.length === 0) return '';
  const [first] = open as readonly [Acceptable, ...Acceptable[]];
  const how = `the button «Accept» of the check, the label ${code(waivers.label)}, or a line of a review: ${code(`/portcullis accept ${shortId(first)} REASON`)}, with ${code('all')} for everything that is open`;
  const rows = open.slice(0, maxRows).map((one) => `- ${code(shortId(one))} ${code(one.what)}`);
  const more = open.length > maxRows ? [`- … ${open.length - maxRows} more`] : [];
  return [`**To accept it:** ${how}. ${whoMay(waivers)}`, '', ...rows, ...more].join('\n');
}

const maxRows = 20;

/** What nobody has decided yet. */
export const openTo = (verdict: Verdict): readonly Acceptable[] =>
  verdict.acceptables.filter(({ fingerprint }) => !verdict.decisions.made.has(fingerprint));

/** As much of a fingerprint as people have to write. */
export const shortId = ({ fingerprint }: Pick<Acceptable, 'fingerprint'>): string => fingerprint.slice(0, 8);

/** In one sentence, as the configuration of base has it. */
export function whoMay({ role, teams, author }: Config['waivers']): string {
  const least = roles.slice(roles.indexOf(role)).map(code).join(' or ');
  const members = teams.length === 0 ? '' : `, and members of ${teams.map(code).join(', ')}`;
  return `Who may: people with the role ${least}${members}; ${author ? 'the author as well' : 'the author may not'}.`;
}
