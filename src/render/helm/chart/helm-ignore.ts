import { say } from '../../../model/message.ts';
import { fileMatcher } from './file-match.ts';
import { Refused, type topOf } from './refused.ts';

/** Whether a path of the chart's folder stays out of the chart; of a folder, all that is in it does. */
export type Ignores = (path: string, isFolder: boolean) => boolean;

interface Rule {
  readonly isNegated: boolean;
  readonly foldersOnly: boolean;
  readonly matches: (path: string) => boolean;
}

/**
 * The rules of a `.helmignore`, which are not those of git: the first that matches decides, and a negated one keeps out
 * whatever it does not match.
 * @throws Refused at a rule that Helm does not take
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/ignore/rules.go
 */
export function helmIgnore(path: string, text: string): Ignores {
  const lines = text.split('\n').map((line, index) => ({ rule: line.trim(), line: index + 1 }));
  const written = lines.filter(({ rule }) => rule !== '' && !rule.startsWith('#'));
  const rules = [...written, { rule: 'templates/.?*', line: 1 }].map(({ rule, line }) =>
    ruleOf(rule, { path, line, column: 1 }),
  );
  return (one, isFolder) => ignores(rules, one, isFolder);
}

function ignores(rules: readonly Rule[], path: string, isFolder: boolean): boolean {
  for (const { isNegated, foldersOnly, matches } of rules) {
    if (isNegated) {
      if ((foldersOnly && !isFolder) || !matches(path)) return true;
    } else if ((isFolder || !foldersOnly) && matches(path)) return true;
  }
  return false;
}

function ruleOf(written: string, at: ReturnType<typeof topOf>): Rule {
  if (written.includes('**')) throw new Refused(say`double-star (${'**'}) syntax is not supported`, at);
  const isNegated = written.startsWith('!');
  const rule = isNegated ? written.slice(1) : written;
  const foldersOnly = rule.endsWith('/');
  const pattern = foldersOnly ? rule.slice(0, -1) : rule;
  const match = fileMatcher(pattern.replace(/^\//, ''));
  if (match === undefined || fileMatcher(written) === undefined) throw new Refused(say`syntax error in pattern`, at);
  const matches = pattern.includes('/') ? match : (path: string) => match(path.slice(path.lastIndexOf('/') + 1));
  return { isNegated, foldersOnly, matches };
}
