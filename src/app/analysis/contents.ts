/** Contents by blob id, one after the other in one piece of memory: many small ones cost as much as one large one. */
export interface Contents {
  readonly ids: readonly string[];
  /** In bytes, in the order of `ids`. */
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array;
}

/** What is packed at once, unless one blob alone is larger. */
const packBytes = 2 * 1024 * 1024;

export function* packed(blobs: ReadonlyMap<string, Uint8Array>): Generator<Contents> {
  let pack: [string, Uint8Array][] = [];
  let size = 0;
  for (const [id, bytes] of blobs) {
    if (size > 0 && size + bytes.length > packBytes) {
      yield packOf(pack);
      pack = [];
      size = 0;
    }
    pack.push([id, bytes]);
    size += bytes.length;
  }
  if (pack.length > 0) yield packOf(pack);
}

const packOf = (blobs: readonly (readonly [string, Uint8Array])[]): Contents => ({
  ids: blobs.map(([id]) => id),
  lengths: blobs.map(([, { length }]) => length),
  bytes: Buffer.concat(blobs.map(([, bytes]) => bytes)),
});

/** Adds to `blobs` what the pack holds, each in memory of its own, so that keeping one does not keep them all. */
export function addContents(blobs: Map<string, Uint8Array>, { ids, lengths, bytes }: Contents): void {
  let from = 0;
  for (const [index, id] of ids.entries()) {
    const length = lengths[index] ?? 0;
    blobs.set(id, bytes.slice(from, from + length));
    from += length;
  }
}
