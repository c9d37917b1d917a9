type Run = readonly [first: number, last: number];

/**
 * The runs of lines that a patch of GitHub's shows, of the old file or of the new one; a review may comment on no other.
 */
export const linesIn = (patch: string, side: 'LEFT' | 'RIGHT'): readonly Run[] =>
  [...patch.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(
    ([, baseStart, baseCount, headStart, headCount]) =>
      side === 'LEFT' ? run(baseStart, baseCount) : run(headStart, headCount),
  );

const run = (start: string | undefined, count = '1'): Run => [Number(start), Number(start) + Number(count) - 1];
