/**
 * Gathers what is asked for while one turn of the event loop lasts, or while the batch before is under way, and does it
 * at once: a commit waits for the disk once for all of them. Each caller gets its own result.
 *
 * @param run returns one result for each item, in their order
 */
export function batched<Item, Result>(
  run: (items: readonly Item[]) => readonly Result[] | Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let open: { readonly items: Item[]; readonly results: Promise<readonly Result[]> } | undefined;
  let before: Promise<unknown> = Promise.resolve();
  const begin = (items: Item[]): Promise<readonly Result[]> => {
    const turn = new Promise<void>((done) => void setImmediate(done));
    const results = Promise.all([turn, before]).then(() => {
      open = undefined;
      return run(items);
    });
    before = results.catch(() => {});
    return results;
  };
  return async (item) => {
    if (open === undefined) {
      const items: Item[] = [];
      open = { items, results: begin(items) };
    }
    const { items, results } = open;
    const index = items.push(item) - 1;
    return (await results)[index] as Result; // one for each item
  };
}
