import { configPath } from '../config/defaults.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../model/config.ts';
import type { Gap } from '../model/gap.ts';
import type { RepositoryAt } from './repository-at.ts';

/** The configuration that judges, as the base commit has it: a pull request cannot weaken its own judge. */
export interface Configuration {
  readonly config: Config;
  /** The blob that it was read from; undefined where base has no such file. */
  readonly blob: string | undefined;
  readonly gaps: readonly Gap[];
}

export async function baseConfiguration(tip: RepositoryAt): Promise<Configuration> {
  const { blob, bytes } = await readFileAt(tip);
  const { config, problems } = loadConfig({ path: configPath, bytes });
  return { config, blob, gaps: problems.map((problem) => ({ ...problem, side: 'base', blocks: true })) };
}

/**
 * What is wrong with the configuration that the pull request would put in force. A faulty one at base does not block
 * the pull request that repairs it.
 */
export async function configurationGaps(base: Configuration, head: RepositoryAt): Promise<readonly Gap[]> {
  const entry = (await head.tree()).get(configPath);
  if (entry?.sha === base.blob) return base.gaps;
  const { bytes } = await readFileAt(head);
  const gaps = loadConfig({ path: configPath, bytes }).problems.map((problem): Gap => {
    return { ...problem, side: 'head', blocks: true };
  });
  const repairs = bytes !== undefined && gaps.length === 0;
  return [...base.gaps.map((gap) => ({ ...gap, blocks: !repairs })), ...gaps];
}

async function readFileAt(
  at: RepositoryAt,
): Promise<{ readonly blob: string | undefined; readonly bytes: Uint8Array | undefined }> {
  const entry = (await at.tree()).get(configPath);
  if (entry === undefined) return { blob: undefined, bytes: undefined };
  const bytes = (await at.blobs(new Map([[configPath, entry]]))).get(entry.sha);
  // A link, a submodule or a file too large to be had: there is a configuration, and it cannot be read.
  const isFile = entry.type === 'file' && bytes !== undefined;
  return { blob: entry.sha, bytes: isFile ? bytes : new TextEncoder().encode('unreadable') };
}
