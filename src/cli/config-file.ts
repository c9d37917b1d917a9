import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configPath } from '../config/defaults.ts';
import { UsageError } from './usage.ts';

/**
 * The configuration in a working tree; undefined where there is none.
 * @throws UsageError for a link or a folder: what it leads to is not ours to write
 */
export async function existingConfig(folder: string): Promise<Uint8Array | undefined> {
  const path = join(folder, configPath);
  try {
    if (!(await lstat(path)).isFile()) throw new UsageError(`${configPath} is not a file; it is left alone`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeConfig(folder: string, text: string): Promise<void> {
  const path = join(folder, configPath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
