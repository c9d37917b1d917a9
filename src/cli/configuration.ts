import { readFile } from 'node:fs/promises';
import type { RepositoryAt } from '../app/repository-at.ts';
import { configPath, defaultConfig } from '../config/defaults.ts';
import type { Config } from '../model/config.ts';
import { plain } from '../model/message.ts';
import { UsageError } from './usage.ts';

/**
 * The configuration of a file, else of the base side, else the defaults. Its reader is loaded only where there is one.
 * @throws UsageError where it is invalid, with the first place
 */
export async function configuration(file: string | undefined, base: RepositoryAt): Promise<Config> {
  if (file !== undefined) return parsed(file, await fileBytes(file));
  const entry = (await base.tree()).get(configPath);
  if (entry === undefined) return defaultConfig;
  return parsed(configPath, (await base.blobs(new Map([[configPath, entry]]))).get(entry.sha) ?? new Uint8Array());
}

async function parsed(path: string, bytes: Uint8Array): Promise<Config> {
  const { loadConfig } = await import('../config/load.ts');
  const { config, problems } = loadConfig({ path, bytes });
  const [first, ...others] = problems;
  if (first === undefined) return config;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new UsageError(`${path}:${first.at.line}:${first.at.column}: ${plain(first.message)}${more}`);
}

async function fileBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  }
}
