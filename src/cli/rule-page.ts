import { readFile } from 'node:fs/promises';
import { rules } from '../rules/index.ts';

/** The page of a rule, Markdown; it lies beside the program. */
export const rulePage = (id: string): Promise<string> =>
  readFile(new URL(`../../docs/rules/${id}.md`, import.meta.url), 'utf8');

/** The pages of those of `ids` that are rules. */
export async function rulePages(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const named = rules.filter(({ id }) => ids.has(id));
  return new Map(await Promise.all(named.map(async ({ id }) => [id, await rulePage(id)] as const)));
}
