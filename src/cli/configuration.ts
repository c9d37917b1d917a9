import { readFile } from 'node:fs/promises';
import type { RepositoryAt } from '../app/repository-at.ts';
import { configPath, defaultConfig } from '../config/defaults.ts';
import type { ReadConfig } from '../config/load.ts';
import type { SharedConfig } from '../config/shared.ts';
import type { Config } from '../model/config.ts';
import { plain } from '../model/message.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';

export type ConfigurationOptions = Pick<Options, 'config' | 'extendsFrom'> & {
  /** Where the base side has it, if not where it usually is. */
  readonly configAt?: string | undefined;
};

/**
 * The configuration of a file, else of the base side, over what it extends; else the defaults. Its reader is loaded only
 * where there is one. What a repository extends lies in another one: a copy of it has to be named, and where none is,
 * that is said.
 *
 * @throws UsageError where it is invalid, with the first place
 */
export async function configuration(
  { config: file, configAt = configPath, extendsFrom }: ConfigurationOptions,
  base: RepositoryAt,
): Promise<Config> {
  const path = file ?? configAt;
  const bytes = file === undefined ? await bytesAt(base, path) : await fileBytes(file);
  if (bytes === undefined && extendsFrom === undefined) return defaultConfig;
  const { readConfig } = await import('../config/load.ts');
  const own = bytes && readConfig({ path, bytes });
  const shared = await sharedFile(own, extendsFrom);
  if (own !== undefined && shared === undefined) sayAlone(own);
  const { layered } = await import('../config/shared.ts');
  const { config, problems } = layered(own, shared);
  const [first, ...others] = problems;
  if (first === undefined) return config;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new UsageError(`${first.at.path}:${first.at.line}:${first.at.column}: ${plain(first.message)}${more}`);
}

async function bytesAt(base: RepositoryAt, path: string): Promise<Uint8Array | undefined> {
  const entry = (await base.tree()).get(path);
  if (entry === undefined) return undefined;
  return (await base.blobs(new Map([[path, entry]]))).get(entry.sha) ?? new Uint8Array();
}

async function sharedFile(own: ReadConfig | undefined, path: string | undefined): Promise<SharedConfig | undefined> {
  if (path === undefined) return undefined;
  if (own?.written !== undefined && own.extended === undefined)
    throw new UsageError(`--extends-from ${path}: the configuration extends nothing`);
  return { repository: own?.extended?.repository ?? path, path, file: { bytes: await fileBytes(path) } };
}

/** The file by itself is not what the app judges by. */
function sayAlone({ extended }: ReadConfig): void {
  if (extended === undefined) return;
  const { repository, at } = extended;
  process.stderr.write(
    `portcullis: ${at.path}:${at.line}: extends ${repository}, which is not seen from here and left out; --extends-from FILE names a copy of its ${configPath}\n`,
  );
}

async function fileBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  }
}
