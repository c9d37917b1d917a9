import { type FileContent, problemsIn } from '../kinds/read-file.ts';
import { isCandidate } from '../model/candidate.ts';
import type { Gap } from '../model/gap.ts';
import { literal, say } from '../model/message.ts';
import { bySideAndPlace, gapsOfFile, type SeenFile } from '../render/gaps.ts';
import { isTemplate, type RenderRoot } from '../render/roots.ts';
import { topFolder } from '../render/units.ts';
import type { UnitSide } from '../rules/rule.ts';
import { isRendered, newRoots } from './new-roots.ts';
import { orderGaps } from './order-gaps.ts';
import { renderedGaps } from './rendered-gaps.ts';
import type { SideContents, Sides } from './sides.ts';
import { strangerGaps } from './strangers.ts';
import type { Trust } from './trust.ts';

/** Everything about the change that could not be seen, what blocks first. */
export function findGaps(sides: Sides, isTrusted: Trust): readonly Gap[] {
  return [
    ...fileGaps(sides),
    ...strangerGaps(sides),
    ...chartGaps(sides),
    ...renderedGaps(sides, isTrusted),
    ...orderGaps(sides, isTrusted),
    ...submoduleGaps(sides),
    ...linkGaps(sides),
  ].sort(bySideAndPlace);
}

function fileGaps({ base, head, changed }: Sides): readonly Gap[] {
  const before = renamedFrom(base, head);
  return [...changed].flatMap((path) =>
    gapsOfFile(seen(base.files.get(path) ?? before(path)), seen(head.files.get(path))),
  );
}

/** More paths than anybody can look at are no review. */
export const tooLarge = ({ tooLarge, unit }: Pick<UnitSide, 'tooLarge' | 'unit'>): readonly Gap[] =>
  tooLarge
    ? [
        {
          at: { path: unit.root, line: 1, column: 1 },
          side: 'head',
          reason: 'limit',
          blocks: true,
          message: say`the unit ${unit.id} has more ways in or files than are followed`,
        },
      ]
    : [];

/** The content that a file had under its old name, where it has only been renamed. */
function renamedFrom(base: SideContents, head: SideContents): (path: string) => FileContent | undefined {
  const gone = base.tree.paths.filter((path) => head.tree.entry(path) === undefined);
  const bySha = new Map(gone.map((path) => [base.tree.entry(path)?.sha, path]));
  return (path) => {
    const old = bySha.get(head.tree.entry(path)?.sha);
    return old === undefined || base.tree.entry(path) !== undefined ? undefined : base.files.get(old);
  };
}

const seen = (content: FileContent | undefined): SeenFile | undefined =>
  content && {
    problems: problemsIn(content),
    objects: content.objects.flatMap(({ key }) => key ?? []),
    looksLikeManifest: content.looksLikeManifest,
  };

/** Manifests that base read as they stood have come under a chart that does not print them: a chart must not hide what was in view. */
function chartGaps({ base, head }: Sides): readonly Gap[] {
  const fresh = newRoots({ base, head });
  const hiding = new Set<RenderRoot>();
  for (const [path, content] of head.roots.length === 0 ? [] : base.files) {
    const root = content.objects.length > 0 ? rootNow(path, head, fresh) : undefined;
    if (root?.renderer === 'helm' && !isTemplate(path, root)) hiding.add(root);
  }
  return [...hiding].map((root) => ({
    at: { path: root.file, line: 1, column: 1 },
    side: 'head',
    reason: 'not-rendered',
    blocks: true,
    message: literal('this chart now covers manifests that were read directly, and does not render them'),
  }));
}

/** What owns a plain file of base now: for one that is gone, a root that is new in its top folder. */
function rootNow(path: string, head: SideContents, fresh: readonly RenderRoot[]): RenderRoot | undefined {
  if (head.tree.entry(path) !== undefined) return head.rootOf(path);
  return fresh.find(
    ({ folder, file }) => (folder === '.' || topFolder(file) === topFolder(path)) && !isRendered(folder, head),
  );
}

/** A submodule's files are deployed by nobody who reads only this repository, but somebody may. */
function submoduleGaps({ head, changed }: Sides): readonly Gap[] {
  return [...changed]
    .filter((path) => head.tree.entry(path)?.type === 'submodule' && !isCandidate(path))
    .map((path) => ({
      at: { path, line: 1, column: 1 },
      side: 'head',
      reason: 'submodule',
      blocks: false,
      message: literal('a submodule: its content is in another repository'),
    }));
}

/** A link in the place of a folder, or beside the files of one: kubectl passes over it, another tool may follow it. */
function linkGaps({ base, head, changed }: Sides): readonly Gap[] {
  return [...changed]
    .filter((path) => head.tree.entry(path)?.type === 'symlink' && !isCandidate(path))
    .map((path) => ({
      at: { path, line: 1, column: 1 },
      side: 'head',
      reason: 'symlink',
      blocks: [...base.files].some(([file, { objects }]) => objects.length > 0 && file.startsWith(`${path}/`)),
      message: literal('a link to a folder: what is behind it is not read as part of this one'),
    }));
}
