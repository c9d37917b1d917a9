import { helmFunctions } from '../../../../src/render/helm/functions/index.ts';
import { Budget } from '../../../../src/render/helm/template/budget.ts';
import { execute } from '../../../../src/render/helm/template/execute.ts';
import { parseTemplates } from '../../../../src/render/helm/template/template-set.ts';
import type { Text } from '../../../../src/render/helm/template/text.ts';
import { GoMap, type Value } from '../../../../src/render/helm/template/value.ts';

/** What an expression prints inside of a template that is included, where Helm leaves `<no value>` as it is. */
export function printed(expression: string, values: Value = new GoMap(), budget: Budget = new Budget()): Text {
  const { templates, problems } = parseTemplates(
    [{ path: 'c/templates/t.yaml', text: `{{ ${expression} }}` }],
    helmFunctions,
  );
  if (problems[0] !== undefined) throw new Error(problems[0].message);
  const data = new GoMap(new Map([['Values', values]]));
  return execute(templates, 'c/templates/t.yaml', data, helmFunctions, budget);
}
