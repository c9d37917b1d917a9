import { literal, say } from '../../../model/message.ts';
import { GoMap } from '../template/value.ts';
import { type ArchiveRoom, BadArchive, unpacked } from './archive.ts';
import type { ChartFile } from './chart-files.ts';
import { type Dependency, type Metadata, metadataOf } from './metadata.ts';
import { readValues } from './read-values.ts';
import { readYaml } from './read-yaml.ts';
import { Refused, topOf } from './refused.ts';

/** A chart with its subcharts, as its files say it; nothing in it is changed by a render. */
export interface Chart {
  readonly metadata: Metadata;
  /** The folder of the tree, or the archive that holds the chart. */
  readonly path: string;
  /** `templates/…`, helpers and NOTES.txt too. */
  readonly templates: readonly ChartFile[];
  /** What `.Files` shows. */
  readonly files: readonly ChartFile[];
  readonly values: GoMap;
  readonly schema: ChartFile | undefined;
  readonly subcharts: readonly Chart[];
  /** Dependencies that neither `charts/` nor a `file://` path gives; of a chart in `charts/`, none. */
  readonly missing: readonly Missing[];
}

/** A dependency that Helm would have to fetch. */
export interface Missing {
  readonly dependency: Dependency;
  /** The chart of this repository that has its name and a version in its range: most likely the same one. */
  readonly standIn: Chart | undefined;
}

/** What is left of the archives' room, and how far inside of other charts one is. */
export interface Unpacking {
  readonly room: ArchiveRoom;
  readonly depth: number;
}

/**
 * Sorts files by what they are to a chart.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/v2/loader/load.go (LoadFiles)
 */
export function chartOf(found: readonly ChartFile[], path: string, unpacking: Unpacking): Chart {
  const named = (name: string): ChartFile | undefined => found.find((file) => file.name === name);
  const metadata = metadataIn(found, named, path);
  const defaults = named('values.yaml');
  const subcharts = subchartsOf(found, metadata.name, path, unpacking);
  const isThere = (dependency: Dependency): boolean =>
    subcharts.some((chart) => chart.metadata.name === dependency.name);
  return {
    metadata,
    path,
    templates: found.filter(({ name }) => name.startsWith('templates/')),
    files: found.filter((file) => isPlain(file, metadata)),
    values:
      defaults === undefined
        ? new GoMap()
        : readValues(defaults.path, bytesIn(defaults), literal('cannot load values.yaml')),
    schema: named('values.schema.json'),
    subcharts,
    // Helm looks at those of the outermost chart alone.
    missing:
      unpacking.depth > 0
        ? []
        : (metadata.dependencies ?? [])
            .filter((dependency) => !isThere(dependency))
            .map((dependency) => ({ dependency, standIn: undefined })),
  };
}

function metadataIn(
  found: readonly ChartFile[],
  named: (name: string) => ChartFile | undefined,
  path: string,
): Metadata {
  const file = named('Chart.yaml');
  if (file === undefined)
    throw new Refused(literal('Chart.yaml file is missing'), topOf(found[0]?.path ?? path), 'missing-file');
  const requirements = named('requirements.yaml');
  return metadataOf(
    readYaml(file.path, bytesIn(file), literal('cannot load Chart.yaml'))[0],
    file.path,
    requirements && readYaml(requirements.path, bytesIn(requirements), literal('cannot load requirements.yaml'))[0],
  );
}

export function bytesIn({ path, name, bytes }: ChartFile): Uint8Array {
  if (bytes === undefined) throw new Refused(say`the bytes of ${name} could not be fetched`, topOf(path), 'limit');
  return bytes;
}

const ofTheChart = ['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json'];

function isPlain({ name }: ChartFile, { apiVersion }: Metadata): boolean {
  if (ofTheChart.includes(name) || name.startsWith('templates/')) return false;
  if (name === 'requirements.yaml' || name === 'requirements.lock') return apiVersion === 'v1';
  return !name.startsWith('charts/') || name.endsWith('.prov');
}

/** What lies in `charts/`, by name: folders and archives; what begins with `_` or `.` is none. */
function subchartsOf(
  found: readonly ChartFile[],
  parent: string,
  path: string,
  unpacking: Unpacking,
): readonly Chart[] {
  const inside = found.filter(({ name }) => name.startsWith('charts/') && !name.endsWith('.prov'));
  const groups = Map.groupBy(inside, ({ name }) => name.split('/', 2)[1] ?? '');
  return [...groups].flatMap(([name, files]) => {
    if (name.startsWith('_') || name.startsWith('.')) return [];
    if (unpacking.depth >= maxDepth)
      throw new Refused(say`subcharts nest deeper than the ${maxDepth} levels that are read`, topOf(path), 'limit');
    return subchart(name, files, parent, { ...unpacking, depth: unpacking.depth + 1 });
  });
}

const maxDepth = 10;

function subchart(name: string, files: readonly ChartFile[], parent: string, unpacking: Unpacking): Chart {
  const { path: at = name, isPacked = false } = files[0] ?? {};
  try {
    if (name.endsWith('.tgz')) return packedChart(name, files, unpacking);
    const prefix = `charts/${name}/`;
    const own = files.filter((file) => file.name.startsWith(prefix));
    // Links may have led elsewhere: the folder is where its files are.
    const end = at.lastIndexOf(prefix);
    const path = isPacked || end < 0 ? at : at.slice(0, end + prefix.length - 1);
    return chartOf(
      own.map((file) => ({ ...file, name: file.name.slice(prefix.length) })),
      path,
      unpacking,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { problem } = error;
    throw new Refused(
      say`error unpacking subchart ${name} in ${parent}: ${problem.message}`,
      problem.at,
      problem.reason,
    );
  }
}

function packedChart(name: string, files: readonly ChartFile[], unpacking: Unpacking): Chart {
  const [file] = files;
  if (file === undefined || file.name !== `charts/${name}`)
    throw new Refused(say`expected ${name}, got ${file?.name ?? ''}`, topOf(file?.path ?? name));
  const packed = bytesIn(file);
  if (new TextDecoder('latin1').decode(packed.subarray(0, lfs.length)) === lfs)
    throw new Refused(literal('a pointer to Git LFS; the content is not in the repository'), topOf(file.path), 'lfs');
  try {
    return chartOf(
      unpacked(packed, unpacking.room).map(({ name: inside, bytes }) => ({
        name: inside,
        path: file.path,
        isPacked: true,
        sha: `${file.sha}:${inside}`,
        bytes,
      })),
      file.path,
      unpacking,
    );
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw new Refused(error.explanation, topOf(file.path), error.isLimit ? 'limit' : 'not-rendered');
  }
}

const lfs = 'version https://git-lfs';
