import type { FileContent } from '../kinds/read-file.ts';
import type { Stranger } from '../kinds/stranger.ts';
import type { Gap } from '../model/gap.ts';
import { say } from '../model/message.ts';
import { byPosition } from '../model/source.ts';
import type { Sides } from './sides.ts';

/** More kinds than these are not named. */
const maxNamed = 10;

/**
 * One gap for all objects of kinds that no reader knows, that look like ways in, and that the change brings or gives
 * other hosts or backends. It blocks nobody: a look is no proof.
 */
export function strangerGaps({ base, head, changed }: Sides): readonly Gap[] {
  const inChanged = (files: ReadonlyMap<string, FileContent>): readonly Stranger[] =>
    [...changed].flatMap((path) => files.get(path)?.strangers ?? []);
  const known = new Set(inChanged(base.files).map(meaningOf));
  const fresh = inChanged(head.files).filter((one) => !known.has(meaningOf(one)));
  const kinds = [
    ...Map.groupBy(
      fresh.toSorted((a, b) => byPosition(a.at, b.at)),
      kindOf,
    ).values(),
  ];
  const firsts = kinds.flatMap(([first]) => first ?? []);
  const [first] = firsts;
  if (first === undefined) return [];
  const named = firsts.slice(0, maxNamed).map((one) => `${kindOf(one)} at ${one.at.path}:${one.at.line}`);
  const more = firsts.length > maxNamed ? say` and ${firsts.length - maxNamed} more kinds` : say``;
  return [
    {
      at: first.at,
      side: 'head',
      reason: 'not-read',
      blocks: false,
      message: say`kinds that are not read look like ways in: ${named.join(', ')}${more}`,
    },
  ];
}

const kindOf = ({ kind, group }: Stranger): string => `${kind} (${group})`;
const meaningOf = (one: Stranger): string => `${kindOf(one)} ${one.signs}`;
