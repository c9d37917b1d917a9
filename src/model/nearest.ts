/** The one of `known` that `written` was probably meant to be: a slip or two away, or a different spelling of it. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const spelled = normal(written.slice(0, longest));
  const [best] = known
    .slice(0, most)
    .filter((word) => word.length <= longest)
    .map((word) => ({ word, slips: distance(spelled, normal(word)) }))
    .toSorted((a, b) => a.slips - b.slips);
  return best !== undefined && best.slips <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

// Strangers write both sides of the comparison.
const longest = 100;
const most = 500;

/** `nodePortRange`, `node-port-range` and `node_port_range` are spellings of one key. */
const normal = (word: string): string => word.replace(/[-_ ]/g, '').toLowerCase();

/** Levenshtein's: how many characters to insert, drop or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, character] of Array.from(a).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const replaced = (row[column] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
