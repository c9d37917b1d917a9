import type { Severity } from '../../src/model/finding.ts';

interface Listed {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
}

/** `docs/rules/README.md`: every rule in the order of the list, with its page. */
export function rulesPage(rules: readonly Listed[]): string {
  return `<!-- Written by npm run docs from src/rules/index.ts. -->

# Rules

A finding counts only where the pull request introduces it. The severity is what a rule has unless it says otherwise for
a case, and a repository can set another one under \`rules\` of its [configuration](../configuration.md).

${rules.map(({ id, severity, summary }) => `- [\`${id}\`](${id}.md) (${severity}): ${summary}`).join('\n')}
`;
}
