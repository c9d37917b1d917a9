/** A folder that another tool renders: what lies under it is not deployed as it stands. */
export interface RenderRoot {
  readonly renderer: 'kustomize' | 'helm';
  /** The folder, `.` for the repository's root. */
  readonly folder: string;
  /** The file that makes it one. */
  readonly file: string;
}

const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The charts and kustomizations of a tree, outermost first, by file names alone. */
export function findRenderRoots(paths: readonly string[]): readonly RenderRoot[] {
  return paths.flatMap((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const folder = file === name ? '.' : file.slice(0, -name.length - 1);
    if (name === 'Chart.yaml') return { renderer: 'helm', folder, file } as const;
    return kustomizations.includes(name) ? ({ renderer: 'kustomize', folder, file } as const) : [];
  });
}

/** Does a chart print the file, so that a render tells what it deploys? */
export const isTemplate = (path: string, { folder }: RenderRoot): boolean =>
  path.slice(folder === '.' ? 0 : folder.length + 1).startsWith('templates/');

/** What a chart reads of its folder: templates, CustomResourceDefinitions, itself, values, and files that templates may print. */
export const isPartOfChart = (path: string, { folder }: RenderRoot): boolean =>
  /^(templates|crds|charts|ci|files)\/|^(Chart|requirements)\.ya?ml$|values[^/]*\.(ya?ml|json)$/.test(
    path.slice(folder === '.' ? 0 : folder.length + 1),
  );

// A chart at the repository's root owns its own folders only: the rest of the repository is no part of the package.
// https://helm.sh/docs/topics/charts/#the-chart-file-structure
const chartParts = ['templates/', 'charts/', 'crds/', 'ci/', 'files/'];

/** Answers `path → the root that owns it`: the nearest folder upwards that is one. */
export function rootLookup(roots: readonly RenderRoot[]): (path: string) => RenderRoot | undefined {
  const byFolder = new Map(roots.map((root) => [root.folder, root]));
  return (path) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const root = byFolder.get(path.slice(0, end));
      if (root !== undefined) return root;
    }
    const top = byFolder.get('.');
    if (top?.renderer !== 'helm') return top;
    return chartParts.some((part) => path.startsWith(part)) || /^values[^/]*\.ya?ml$/.test(path) ? top : undefined;
  };
}
