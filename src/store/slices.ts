type Entry = readonly [name: string, bytes: Uint8Array];

/** What is sealed or written is done in parts: the event loop waits meanwhile. */
const sliceBytes = 256 * 1024;

/** The entries in parts of about a quarter of a megabyte; one that is larger is a part of its own. */
export function slices(entries: ReadonlyMap<string, Uint8Array>): readonly (readonly Entry[])[] {
  const all: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    if (room <= 0) {
      all.push([]);
      room = sliceBytes;
    }
    all.at(-1)?.push(entry);
    room -= entry[1].length;
  }
  return all;
}
