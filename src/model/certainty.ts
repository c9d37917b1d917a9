/** An answer about a cluster that only its manifests describe. Unknown is never turned into yes or no. */
export type Tri = 'yes' | 'no' | 'unknown';

export const all = (...tris: readonly Tri[]): Tri =>
  tris.includes('no') ? 'no' : tris.includes('unknown') ? 'unknown' : 'yes';

export const any = (...tris: readonly Tri[]): Tri =>
  tris.includes('yes') ? 'yes' : tris.includes('unknown') ? 'unknown' : 'no';

/** How sure we are that something is as said, from best to worst. */
export type Certainty = 'certain' | 'likely' | 'possible' | 'heuristic';

const order: readonly Certainty[] = ['certain', 'likely', 'possible', 'heuristic'];

/** A chain is as certain as its weakest link. */
export const weakest = (...links: readonly Certainty[]): Certainty =>
  order[Math.max(0, ...links.map((link) => order.indexOf(link)))] ?? 'certain';
