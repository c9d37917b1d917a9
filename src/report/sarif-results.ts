import type { Location, Result, Suppression } from 'sarif';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { joined, literal, type Message } from '../model/message.ts';
import { type Position, withCauses } from '../model/source.ts';
import { decisionWords } from './decision-words.ts';
import type { Verdict } from './report.ts';
import { encodedPath, isGitPath } from './repository-path.ts';
import { gapRule, levels } from './sarif-rules.ts';
import { lineText } from './text.ts';

/** The findings that the change introduces and the gaps that block: what nobody has decided first, the worst of it before the rest. */
export const resultsOf = (verdict: Verdict): readonly Result[] =>
  [
    ...verdict.gaps.filter(({ blocks }) => blocks).map((gap) => gapResult(gap, verdict)),
    ...verdict.findings.filter(({ state }) => state === 'introduced').map((finding) => findingResult(finding, verdict)),
  ].toSorted((a, b) => weightOf(a) - weightOf(b));

const weightOf = ({ level, suppressions }: Result): number =>
  steps.indexOf(level ?? 'none') + (suppressions?.length === 0 ? 0 : steps.length);

const steps: readonly Result.level[] = ['error', 'warning', 'note', 'none'];

function findingResult(finding: Finding, verdict: Verdict): Result {
  const { rule, also, severity, message, help, fingerprint, at, until, because, units } = finding;
  const related = withCauses([at, ...because]).slice(1, maxRelated + 1);
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: messageText(withHelp(message, help)) },
    locations: [locationOf(at, until)],
    ...(related.length > 0 && { relatedLocations: related.map(relatedLocation) }),
    partialFingerprints: { 'portcullis/v1': fingerprint },
    baselineState: 'new',
    suppressions: suppressionsOf(fingerprint, verdict),
    properties: { also: [...also], units: [...units] },
  };
}

/** GitHub shows a hundred. */
const maxRelated = 100;

const withHelp = (message: Message, help: Message): Message =>
  lineText(help) === '' ? message : joined([message, help], '. Fix: ');

function gapResult(gap: Gap, verdict: Verdict): Result {
  const fingerprint = gap.acceptable?.fingerprint;
  return {
    ruleId: gapRule(gap.reason),
    level: 'error',
    message: { text: gapMessage(gap) },
    locations: [locationOf(gap.at)],
    ...(fingerprint !== undefined && { partialFingerprints: { 'portcullis/v1': fingerprint } }),
    baselineState: 'new',
    suppressions: suppressionsOf(fingerprint, verdict),
  };
}

export const gapMessage = ({ message, side }: Gap): string =>
  messageText(joined([literal(side === 'base' ? 'not analyzed at base' : 'not analyzed'), message], ': '));

/** Empty where nobody has decided: that none is given would say that nobody knows. */
function suppressionsOf(fingerprint: string | undefined, { decisions }: Verdict): Suppression[] {
  const decision = decisions.made.get(fingerprint ?? '');
  if (decision === undefined) return [];
  const kind = decision.source === 'manifest' ? 'inSource' : 'external';
  return [{ kind, status: 'accepted', justification: messageText(decisionWords(decision)) }];
}

/**
 * One line in which nothing is a link or a place for an argument.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html#_Toc141790719
 */
const messageText = (message: Message): string =>
  lineText(message)
    .replace(/[[\]\\]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');

const relatedLocation = (at: Position, index: number): Location => ({
  id: index + 1,
  ...locationOf(at),
  message: { text: 'because of this' },
});

/** The root where what could not be read is no file. */
export const locationOf = ({ path, line, column }: Position, until?: Finding['until']): Location => ({
  physicalLocation: {
    artifactLocation: { uri: isGitPath(path) ? encodedPath(path.split('/')) : '.', uriBaseId: '%SRCROOT%' },
    region: {
      startLine: line,
      startColumn: column,
      ...(until !== undefined && { endLine: until.line, endColumn: until.column }),
    },
  },
});
