import type { FileEntry } from '../../model/file-tree.ts';

/**
 * Entries of a tree, column by column: a few long strings are copied in no time, while a serializer visits each of a
 * hundred thousand objects.
 */
export interface Columns {
  /** With a NUL between two: the one character that no path has in git. */
  readonly paths: string;
  readonly ids: string;
  /** A letter for each entry: `f`, `l` or `m`, as in file, link and module. */
  readonly types: string;
  /** NaN where the listing does not tell it. */
  readonly sizes: Float64Array;
}

/** How many entries are written or read at once: about two milliseconds' worth. */
const rows = 10_000;

/** Part after part, so that whoever sends a large tree can do something else between two of them. */
export function* columnsOf(entries: ReadonlyMap<string, FileEntry>): Generator<Columns> {
  const left = entries[Symbol.iterator]();
  for (let done = 0; done < entries.size; done += rows) yield columns(left.take(Math.min(rows, entries.size - done)));
}

function columns(entries: Iterable<readonly [string, FileEntry]>): Columns {
  const paths: string[] = [];
  const ids: string[] = [];
  const sizes: number[] = [];
  let types = '';
  for (const [path, { sha, type, size }] of entries) {
    paths.push(path);
    ids.push(sha);
    sizes.push(size ?? Number.NaN);
    types += letters[type];
  }
  return { paths: paths.join('\0'), ids: ids.join('\0'), types, sizes: Float64Array.from(sizes) };
}

/** Adds to `entries` what `columns` hold. */
export function addEntries(entries: Map<string, FileEntry>, { paths, ids, types, sizes }: Columns): void {
  const [names, shas] = [paths.split('\0'), ids.split('\0')];
  if (names.length !== sizes.length || shas.length !== sizes.length) throw new Error('the columns differ in length');
  for (const [index, path] of names.entries()) {
    const size = sizes[index];
    const entry = { sha: shas[index] ?? '', type: typeOf(types[index]), size: Number.isNaN(size) ? undefined : size };
    entries.set(path, entry);
  }
}

const letters = { file: 'f', symlink: 'l', submodule: 'm' } as const satisfies Record<FileEntry['type'], string>;

const typeOf = (letter: string | undefined): FileEntry['type'] =>
  letter === 'l' ? 'symlink' : letter === 'm' ? 'submodule' : 'file';
