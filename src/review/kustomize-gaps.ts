import { problemsIn } from '../kinds/read-file.ts';
import { bytesLookLikeManifest } from '../manifest/decode.ts';
import { isCandidate } from '../model/candidate.ts';
import type { Gap, Problem } from '../model/gap.ts';
import { literal, plain } from '../model/message.ts';
import { isNotice } from '../render/gaps.ts';
import type { RenderRoot } from '../render/roots.ts';
import type { SideContents, Sides } from './sides.ts';

/** What of the kustomizations that the change touches could not be seen, and what none of them deploys. */
export const kustomizeGaps = (sides: Sides): readonly Gap[] => {
  const roots = touchedRoots(sides);
  const isListed = listed(sides.head);
  return distinct([
    ...roots.flatMap((root) => gapsOfRoot(root, sides)),
    ...hiddenGaps(sides, isListed),
    ...unlistedGaps(sides, isListed),
  ]);
};

const touchedRoots = ({ base, head, changed }: Sides): readonly string[] =>
  [...new Set([...base.kustomize.roots, ...head.kustomize.roots])].filter((root) =>
    [base, head].some(({ kustomize }) => [...kustomize.filesOf(root)].some((path) => changed.has(path))),
  );

/** What head cannot see blocks, unless base could not see the very same. What base could not show never blocks. */
function gapsOfRoot(root: string, { base, head }: Sides): readonly Gap[] {
  const before = problemsIn(base.kustomize.contentOf(root));
  const after = problemsIn(head.kustomize.contentOf(root));
  const known = new Set(before.map(sourceOf));
  return [
    ...before
      .filter((problem) => !head.kustomize.has(root) || !isNotice(problem))
      .map((problem): Gap => ({ ...problem, side: 'base', blocks: false })),
    ...after.map(
      (problem): Gap => ({
        ...problem,
        side: 'head',
        blocks: !isNotice(problem) && !known.has(sourceOf(problem)),
      }),
    ),
  ];
}

/** Another version of what lies elsewhere is as opaque as the one before. */
const sourceOf = ({ reason, message }: Problem): string =>
  `${reason} ${plain(message).replaceAll(/\?[^\s]*|@[^\s]*/g, '')}`;

/** Manifests that base read as they stood have come under a kustomization that does not list them. */
function hiddenGaps({ base, head }: Sides, isListed: (path: string) => boolean): readonly Gap[] {
  const hiding = new Set<RenderRoot>();
  for (const [path, { objects }] of head.kustomize.roots.length === 0 ? [] : base.files) {
    const root = objects.length > 0 && head.tree.entry(path) !== undefined ? head.rootOf(path) : undefined;
    if (root?.renderer === 'kustomize' && !isListed(path)) hiding.add(root);
  }
  return [...hiding].map((root) => ({
    at: { path: root.file, line: 1, column: 1 },
    side: 'head',
    reason: 'not-rendered',
    blocks: true,
    message: literal('it now holds manifests that were read as they stand, and does not list them'),
  }));
}

/** Changed manifests beside a kustomization that no root takes in: nobody deploys them by it. */
function unlistedGaps({ head, changed }: Sides, isListed: (path: string) => boolean): readonly Gap[] {
  return [...changed]
    .filter((path) => isCandidate(path) && head.rootOf(path)?.renderer === 'kustomize' && !isListed(path))
    .filter((path) => looksLikeManifest(path, head))
    .map((path) => ({
      at: { path, line: 1, column: 1 },
      side: 'head',
      reason: 'not-rendered',
      blocks: false,
      message: literal('no kustomization lists it, so nothing deploys it'),
    }));
}

function looksLikeManifest(path: string, { tree }: SideContents): boolean {
  const bytes = tree.bytes(path);
  return bytes !== undefined && bytesLookLikeManifest(bytes);
}

/** Is a file among those that some root may read? */
function listed({ kustomize: { roots, filesOf } }: SideContents): (path: string) => boolean {
  let all: ReadonlySet<string> | undefined;
  return (path) => {
    all ??= new Set(roots.flatMap((root) => [...filesOf(root)]));
    return all.has(path);
  };
}

/** What many roots take in is told once. */
const distinct = (gaps: readonly Gap[]): readonly Gap[] => [
  ...new Map(gaps.map((gap) => [JSON.stringify([gap.side, gap.at, gap.reason, plain(gap.message)]), gap])).values(),
];
