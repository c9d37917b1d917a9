import type { ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../model/finding.ts';
import type { GapReason } from '../model/gap.ts';
import { rules } from '../rules/index.ts';

/** The page of a rule, Markdown, by its id: whoever writes a log can read files. */
export type RulePages = ReadonlyMap<string, string>;

/** SARIF knows no fourth step; what is only told weighs nothing. */
export const levels: Record<Severity, Result.level> = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
  info: 'note',
};

/** The rules that have a result, and the reasons for which something that blocks was not analyzed, in a written order. */
export function rulesOf(results: readonly Result[], pages: RulePages): ReportingDescriptor[] {
  const named = new Set(results.map(({ ruleId }) => ruleId));
  const broken = rules.filter(({ id }) => named.has(id));
  return [
    ...broken.map(({ id, severity, summary }) => ({
      id,
      shortDescription: { text: summary },
      help: helpOf(pages.get(id) ?? summary),
      defaultConfiguration: { level: levels[severity] },
      properties: { tags: ['kubernetes', 'exposure'] },
    })),
    ...reasons.filter((reason) => named.has(gapRule(reason))).map(gapDescriptor),
  ];
}

/** The page reads well as plain text, too. */
const helpOf = (page: string) => ({ text: page, markdown: page });

export const gapRule = (reason: GapReason): string => `not-analyzed/${reason}`;

export const gapDescriptor = (reason: GapReason): ReportingDescriptor => ({
  id: gapRule(reason),
  shortDescription: { text: `not analyzed: ${reasonWords[reason]}` },
  help: helpOf(`What could not be analyzed may open anything: ${reasonWords[reason]}.`),
  defaultConfiguration: { level: 'error' },
  properties: { tags: ['kubernetes', 'not-analyzed'] },
});

const reasonWords: Record<GapReason, string> = {
  'yaml-invalid': 'a file is not YAML that Kubernetes can read',
  encoding: 'a file holds bytes that are not text',
  limit: 'something is larger, deeper or more than is read',
  template: 'a template of another tool is not a manifest yet',
  patch: 'no kustomization owns a patch',
  'not-rendered': 'a chart or a kustomization could not be rendered',
  symlink: 'a link leads out of the repository, to nothing, or in a circle',
  submodule: 'the content lies in another repository',
  lfs: 'the content does not lie in git',
  'missing-file': 'a file is named and not there',
  'merge-conflict': 'base and head changed the same lines',
  'not-read': 'a kind or a field is not read',
  configuration: 'the configuration cannot be read',
};

const reasons = Object.keys(reasonWords) as readonly GapReason[];
