import type { Gap, Problem } from '../model/gap.ts';
import { byPosition, byText } from '../model/source.ts';

/** What a gap's weight depends on, of one file on one side. */
export interface SeenFile {
  readonly problems: readonly Problem[];
  /** Keys of the objects that were read in it. */
  readonly objects: readonly string[];
  readonly looksLikeManifest: boolean;
}

/**
 * The gaps of one changed file. At head a problem blocks where the file could be a manifest: its text says so, or base
 * read objects in it. It does not block where base had the same problem and nothing that base could read has been lost.
 * What base could not show never blocks: nobody can undo it in this pull request.
 */
export function gapsOfFile(base: SeenFile | undefined, head: SeenFile | undefined): readonly Gap[] {
  const couldBeManifest = head?.looksLikeManifest === true || (base?.objects.length ?? 0) > 0;
  // JSON with comments, a template of something else: what was never a manifest is nobody's gap.
  if (!couldBeManifest && base?.looksLikeManifest !== true) return [];
  const lost = base?.objects.some((key) => head?.objects.includes(key) !== true) ?? false;
  const wasThere = ({ reason }: Problem): boolean =>
    !lost && (base?.problems.some((one) => one.reason === reason) ?? false);
  return [
    ...(base?.problems ?? [])
      .filter((problem) => head === undefined || !isNotice(problem))
      .map((problem): Gap => ({ ...problem, side: 'base', blocks: false })),
    ...(head?.problems ?? []).map(
      (problem): Gap => ({
        ...problem,
        side: 'head',
        blocks: !isNotice(problem) && couldBeManifest && !wasThere(problem),
      }),
    ),
  ];
}

/** A kind or field that nobody reads is told, and blocks nobody. */
export const isNotice = ({ reason }: Pick<Problem, 'reason'>): boolean => reason === 'not-read';

export const bySideAndPlace = (a: Gap, b: Gap): number =>
  Number(b.blocks) - Number(a.blocks) || byText(b.side, a.side) || byPosition(a.at, b.at) || byText(a.reason, b.reason);
