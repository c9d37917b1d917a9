import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects } from '../kinds/read-file.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import type { Taken } from '../render/deliveries/delivery.ts';
import { renderRelease } from '../render/deliveries/render-release.ts';
import { valuesOf } from '../render/helm/chart/read-values.ts';
import { chartClosure } from '../render/helm/chart-closure.ts';
import { scalarAt } from '../render/kustomize/edit.ts';
import { normalized } from '../render/source-url.ts';
import { type HelmfileRelease, type Helmfiles, helmfile } from '../render/values/helmfile.ts';
import { environmentOf } from './environment.ts';
import { once } from './once.ts';
import { type Install, probableInstalls, unseenValues } from './probable-installs.ts';
import { helmMemoOf } from './render-memo.ts';
import type { RenderedUnit } from './rendered-side.ts';

/** All releases of one helmfile: charts of this repository as they are rendered, of others what they probably make. */
export function helmfileUnit(tree: FileTree, path: string, config: Config, memo: Memo): RenderedUnit {
  const read = once(() => readHelmfile(tree, path));
  const installs = once(() => read().releases.flatMap((release) => installsOf(release, tree, memo)));
  const manifests = (): Install['manifests'] => installs().flatMap((one) => one.manifests);
  const problems = (): Install['problems'] => [...read().problems, ...installs().flatMap((one) => one.problems)];
  return {
    unit: { id: path, root: path, renderer: 'helm', environment: environmentOf(path, config) },
    delivery: undefined,
    assumedValues: undefined,
    isTrial: false,
    files: once(() => new Set([path, ...read().releases.flatMap((release) => filesOf(release, tree))])),
    mentions: () => [],
    makers: () => new Set([path]),
    manifests,
    content: once(() => contentOfObjects(manifests(), problems())),
    probable: once(() => installs().flatMap(({ content }) => (content.probable === undefined ? [] : content))),
    taken: once(() => read().releases.flatMap((release) => takenFrom(release, path))),
  };
}

function readHelmfile(tree: FileTree, path: string): Helmfiles {
  const bytes = tree.bytes(path);
  return (bytes && helmfile(path, bytes, tree)) ?? { releases: [], problems: [], files: [path] };
}

/** Every file that a helmfile's releases may hang on, as far as is known when the helmfile itself is at hand. */
export const helmfileFiles = (tree: FileTree, path: string): readonly string[] =>
  readHelmfile(tree, path).releases.flatMap((release) => filesOf(release, tree));

/** Every file that a release may hang on, found without rendering anything. */
const filesOf = ({ files, local }: HelmfileRelease, tree: FileTree): readonly string[] => [
  ...files,
  ...(local === undefined ? [] : chartClosure(tree, local || '.')),
];

/** The address of the repository of a chart that is not here. */
const takenFrom = ({ local, source, by: { kind, name }, at }: HelmfileRelease, path: string): readonly Taken[] =>
  local === undefined && 'url' in source
    ? [{ id: path, by: `${kind} ${name}`, at, source: normalized(source.url), sourceAt: at }]
    : [];

function installsOf(release: HelmfileRelease, tree: FileTree, memo: Memo): readonly Install[] {
  if (release.local === undefined) return probableInstalls(release);
  const { name, namespace = 'default', place } = release;
  const install = {
    folder: release.local || '.',
    release: { name, namespace },
    values: () => release.values.map((node) => ({ from: 'inline', values: valuesOf(node) }) as const),
    namespace: scalarAt(namespace, place),
  };
  const { manifests, problems: found } = renderRelease(tree, install, helmMemoOf(memo));
  const problems = [...unseenValues(release), ...found];
  return [{ manifests, problems, content: contentOfObjects(manifests, problems) }];
}
