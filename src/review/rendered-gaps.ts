import { problemsIn } from '../kinds/read-file.ts';
import { bytesLookLikeManifest } from '../manifest/decode.ts';
import { isCandidate } from '../model/candidate.ts';
import type { Gap } from '../model/gap.ts';
import { literal, type Message, plain, say } from '../model/message.ts';
import { isNotice } from '../render/gaps.ts';
import { isPartOfChart, type RenderRoot } from '../render/roots.ts';
import { refusalOf } from './rendered-units.ts';
import type { SideContents, Sides } from './sides.ts';
import { gapsOf, identity, type Trust } from './trust.ts';

/** What of the rendered units that the change touches could not be seen, and what none of them deploys. */
export const renderedGaps = (sides: Sides, isTrusted: Trust): readonly Gap[] => {
  const isListed = listed(sides.head);
  return distinct([
    ...touchedUnits(sides).flatMap((id) => gapsOfUnit(id, sides, isTrusted)),
    ...hiddenGaps(sides, isListed),
    ...unlistedGaps(sides, isListed),
  ]);
};

const touchedUnits = ({ base, head, changed }: Sides): readonly string[] =>
  [...new Set([...base.rendered.keys(), ...head.rendered.keys()])].filter((id) =>
    [base, head].some(({ rendered }) => [...(rendered.get(id)?.files() ?? [])].some((path) => changed.has(path))),
  );

function gapsOfUnit(id: string, { base, head, changed }: Sides, isTrusted: Trust): readonly Gap[] {
  const before = problemsIn(base.rendered.get(id)?.content());
  const found = gapsOf(before, problemsIn(head.rendered.get(id)?.content()), isTrusted);
  // What gave nothing at base was just as opaque, whichever line of it is complained about now; a new source is new.
  const isStill = refusalOf(base.rendered.get(id)) !== undefined && refusalOf(head.rendered.get(id)) !== undefined;
  const after = isStill ? found.map((gap) => ({ ...gap, blocks: gap.blocks && gap.source !== undefined })) : found;
  const still = new Set(after.map(identity));
  const gone = before.filter(
    (problem) => !still.has(identity(problem)) && !problem.isUsual && (!head.rendered.has(id) || !isNotice(problem)),
  );
  const [told, standing] = [after.filter(isTold), after.filter((gap) => !isTold(gap))];
  return [
    ...gone.map((problem): Gap => ({ ...problem, side: 'base', blocks: false })),
    ...told,
    ...asBefore(id, standing),
  ];

  function isTold({ blocks, at }: Gap): boolean {
    return blocks || changed.has(at.path);
  }
}

/** More parts than these that nobody could see before either are counted. */
const maxAsBefore = 2;

function asBefore(id: string, gaps: readonly Gap[]): readonly Gap[] {
  const [first] = gaps;
  if (first === undefined || gaps.length <= maxAsBefore) return gaps;
  const { source, ...gap } = first;
  return [
    {
      ...gap,
      message: say`${gaps.length} parts of ${id} are not analyzed, as before: ${source ?? plain(gap.message)} and ${gaps.length - 1} more`,
    },
  ];
}

/** Manifests that base read as they stood have come under a kustomization that does not list them. */
function hiddenGaps({ base, head }: Sides, isListed: (path: string) => boolean): readonly Gap[] {
  const hiding = new Set<RenderRoot>();
  for (const [path, { objects }] of head.rendered.size === 0 ? [] : base.files) {
    const root = objects.length > 0 && head.tree.entry(path) !== undefined ? head.rootOf(path) : undefined;
    if (root?.renderer === 'kustomize' && !isListed(path)) hiding.add(root);
  }
  return [...hiding].map((root) => ({
    at: { path: root.file, line: 1, column: 1 },
    side: 'head',
    reason: 'not-rendered',
    blocks: true,
    message: literal('this kustomization now covers manifests that were read directly, and does not list them'),
  }));
}

/** Changed manifests beside a kustomization that no root takes in, or in a chart that does not print them: nobody deploys them by it. */
function unlistedGaps({ head, changed }: Sides, isListed: (path: string) => boolean): readonly Gap[] {
  return [...changed].flatMap((path) => {
    const root = isCandidate(path) ? head.rootOf(path) : undefined;
    const message = root === undefined ? undefined : unlisted(path, root, isListed);
    if (message === undefined || !looksLikeManifest(path, head)) return [];
    return { at: { path, line: 1, column: 1 }, side: 'head', reason: 'not-rendered', blocks: false, message } as const;
  });
}

function unlisted(path: string, root: RenderRoot, isListed: (path: string) => boolean): Message | undefined {
  if (root.renderer === 'helm')
    return isPartOfChart(path, root)
      ? undefined
      : literal('the chart around it does not print it, so nothing deploys it');
  return isListed(path) ? undefined : literal('no kustomization lists it, so nothing deploys it');
}

function looksLikeManifest(path: string, { tree }: SideContents): boolean {
  const bytes = tree.bytes(path);
  return bytes !== undefined && bytesLookLikeManifest(bytes);
}

/** Is a file among those that some unit may read? */
function listed({ rendered }: SideContents): (path: string) => boolean {
  let all: ReadonlySet<string> | undefined;
  return (path) => {
    all ??= new Set([...rendered.values()].flatMap(({ files }) => [...files()]));
    return all.has(path);
  };
}

/** What many roots take in is told once. */
const distinct = (gaps: readonly Gap[]): readonly Gap[] => [
  ...new Map(gaps.map((gap) => [JSON.stringify([gap.side, gap.at, gap.reason, plain(gap.message)]), gap])).values(),
];
