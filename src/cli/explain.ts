import { rules } from '../rules/index.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { rulePage } from './rule-page.ts';
import { UsageError } from './usage.ts';

/** `portcullis explain`: a rule's page. */
export async function explain(args: readonly string[]): Promise<Outcome> {
  const [id] = parseOptions(args, 'explain').words;
  const index = rules.map((rule) => `${rule.id.padEnd(36)} ${rule.severity.padEnd(8)} ${rule.summary}\n`).join('');
  if (id === undefined) return { output: index, exitCode: 0 };
  if (!rules.some((rule) => rule.id === id))
    throw new UsageError(`there is no rule ${id}; portcullis explain lists them`);
  return { output: await rulePage(id), exitCode: 0 };
}
