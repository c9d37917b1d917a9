import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Memo } from '../kinds/memo.ts';
import type { FileContent } from '../kinds/read-file.ts';

/** A memo that outlives the process. */
export interface ReadingCache extends Memo {
  /** Keeps what was read now for the next time; a folder that cannot be written keeps nothing. */
  save(): void;
}

/** More readings than this are those of other branches: only what was used is kept. */
const maxReadings = 40_000;

/**
 * What reading the files of `repository` gave in earlier runs, by content. It lies in the user's cache folder
 * (`PORTCULLIS_CACHE`, else `XDG_CACHE_HOME`, else `~/.cache`), belongs to this very build of the engine, and is not
 * used where `PORTCULLIS_CACHE=off` or in CI, where other people's code may have run under the same account.
 */
export function openReadingCache(repository: string): ReadingCache {
  const file = cacheFile(repository);
  const known = file === undefined ? new Map<string, FileContent>() : load(file);
  const used = new Map<string, FileContent>();
  let isNew = false;
  return {
    get: (key) => {
      const content = used.get(key) ?? known.get(key);
      if (content !== undefined) used.set(key, content);
      return content;
    },
    set: (key, content) => {
      used.set(key, content);
      isNew = true;
    },
    save: () => {
      if (file !== undefined && isNew) store(file, known.size > maxReadings ? used : new Map([...known, ...used]));
    },
  };
}

function cacheFile(repository: string): string | undefined {
  const { PORTCULLIS_CACHE: asked, XDG_CACHE_HOME: cache, CI: isCi } = process.env;
  const engine = engineId();
  if (asked === 'off' || (isCi && asked === undefined) || engine === undefined) return undefined;
  const name = bytesToHex(sha256(utf8ToBytes(`${engine}\n${realPath(repository)}`))).slice(0, 32);
  return join(asked ?? join(cache || join(homedir(), '.cache'), 'portcullis'), `${name}.readings`);
}

/** The names of the bundle's files hold hashes of their contents. Run from the sources there is no such name, and no cache. */
function engineId(): string | undefined {
  const folder = dirname(fileURLToPath(import.meta.url));
  return basename(folder) === 'chunks' ? readdirSync(folder).sort().join('\n') : undefined;
}

const realPath = (folder: string): string => {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // it does not exist, and whoever reads it will say so
  }
};

function load(file: string): Map<string, FileContent> {
  try {
    const stored: unknown = deserialize(readFileSync(file));
    // Written by `store` of this very build.
    return stored instanceof Map ? (stored as Map<string, FileContent>) : new Map();
  } catch {
    return new Map(); // none yet, or cut short: it is made anew
  }
}

/** Whole or not at all, for the user's eyes only. */
function store(file: string, readings: ReadonlyMap<string, FileContent>): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, serialize(readings), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true }); // a full or read-only disk: the next run reads again
  }
}
