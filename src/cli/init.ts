import { compareTrees } from '../app/compare.ts';
import { configPath, defaultConfig } from '../config/defaults.ts';
import { firstConfig, type Inventory } from '../config/first.ts';
import { createMemo } from '../kinds/memo.ts';
import { counted } from '../report/counted.ts';
import { existingConfig, writeConfig } from './config-file.ts';
import { inventoryOf } from './inventory.ts';
import { nothing } from './nothing.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { withProgress } from './progress.ts';
import { chooseSide, workingFolder } from './sides.ts';
import { UsageError } from './usage.ts';

/** `portcullis init`: a first configuration, from what the working tree holds. */
export async function init(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'init');
  const folder = await workingFolder(options.repo);
  if ((await existingConfig(folder)) !== undefined && !options.force)
    throw new UsageError(`${configPath} is there already; --force overwrites it`);
  const memo = createMemo();
  const { head } = await withProgress('reading', compareTrees(nothing, await chooseSide(options), memo));
  const found = inventoryOf(head, defaultConfig, memo);
  await writeConfig(folder, firstConfig(found));
  return { output: summary(found), exitCode: 0 };
}

const summary = ({ units, ways, unseen }: Inventory): string => `wrote ${configPath}

found ${counted(units.length, 'unit')} with ${counted(ways, 'way')} in: portcullis surface lists them${
  unseen === 0 ? '' : `\nnot analyzed: ${counted(unseen, 'input')}, which it lists as well`
}

next
  1. read the file: everything in it is a comment, and holds as it is
  2. bring it to the default branch: a pull request is judged by the configuration of its base
  3. let it observe for a week (mode: observe), then make the check «${defaultConfig.checkName}» required
`;
