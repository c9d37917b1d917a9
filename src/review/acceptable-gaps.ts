import type { Gap, GapReason } from '../model/gap.ts';
import { plain } from '../model/message.ts';
import { byText } from '../model/source.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { Sides } from './sides.ts';

/**
 * What somebody accepts who accepts a gap: not more than what could hide behind it then. A file that cannot be read is
 * its content; behind what could not be rendered, or was too much, may be any file of the change.
 */
export function withAcceptables(gaps: readonly Gap[], sides: Sides): readonly Gap[] {
  if (!gaps.some(({ blocks }) => blocks)) return gaps;
  const whole = contentOf([...sides.changed], sides);
  return gaps.map((gap) => (gap.blocks ? { ...gap, acceptable: acceptable(gap, whole, sides) } : gap));
}

function acceptable(gap: Gap, whole: string, sides: Sides): NonNullable<Gap['acceptable']> {
  const { reason, at, message, source = '' } = gap;
  const about = [at.path, plain(message), source].join('\n');
  const isOwn = ownReasons.includes(reason) && sides.head.rootOf(at.path) === undefined;
  return {
    fingerprint: fingerprint(`gap ${reason}`, about),
    content: isOwn && sides.head.tree.entry(at.path)?.type === 'file' ? contentOf([at.path], sides) : whole,
  };
}

/** What a single file keeps from being read, and that file alone. */
const ownReasons: readonly GapReason[] = ['yaml-invalid', 'encoding', 'lfs', 'patch'];

const contentOf = (paths: readonly string[], { head: { tree } }: Sides): string =>
  fingerprint(
    'content',
    paths
      .toSorted(byText)
      .map((path) => `${tree.entry(path)?.sha ?? ''} ${path}`)
      .join('\n'),
  );
