import { read } from './ours.ts';
import { objectOf } from './way.ts';

/**
 * `over` sees more than kubectl does, which is the safe side; `told` sees less and says so; `miss` sees less and is silent.
 */
export type Word = 'equal' | 'over' | 'told' | 'miss' | 'crash';

export interface Verdict {
  readonly word: Word;
  /** What is missing of kubectl's answer, or what there is too much of, or the error. */
  readonly detail: readonly string[];
}

/** @param theirs what kubectl sees in the file */
export function judge(bytes: Uint8Array, theirs: ReadonlySet<string>): Verdict {
  try {
    const ours = read(bytes, 'whole');
    const isTold = (way: string): boolean => ours.tellsGap || ours.ambiguous.has(objectOf(way));
    const missing = [...theirs].filter((way) => !ours.ways.has(way));
    const silent = missing.filter((way) => !isTold(way));
    if (silent.length > 0) return { word: 'miss', detail: silent };
    // A file that the pull request does not touch is passed over more quickly, and has to give the same.
    const quick = read(bytes, 'wanted');
    const passedOver = [...ours.ways].filter((way) => !quick.ways.has(way));
    if (passedOver.length > 0) return { word: 'miss', detail: passedOver.map((way) => `where untouched: ${way}`) };
    if (missing.length > 0) return { word: 'told', detail: missing };
    // What a Service's target is by default kubectl does not write out.
    const more = [...ours.ways].filter((way) => !theirs.has(way) && !way.includes(' target='));
    return more.length > 0 ? { word: 'over', detail: more } : { word: 'equal', detail: [] };
  } catch (error) {
    return { word: 'crash', detail: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
