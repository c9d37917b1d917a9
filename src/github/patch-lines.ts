/** The runs of lines of the new file that a patch of GitHub's shows, first and last; a review may comment on no other. */
export const linesIn = (patch: string): readonly (readonly [first: number, last: number])[] =>
  [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].map(([, start, count = '1']) => [
    Number(start),
    Number(start) + Number(count) - 1,
  ]);
