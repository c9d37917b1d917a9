import { field, items, type MapNode, type Node, positionOf, type ScalarNode, scalarText } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { literal } from '../../model/message.ts';
import { mapAt, scalarAt, withField } from '../kustomize/edit.ts';
import { gvkOf, isClusterScoped } from '../kustomize/identity.ts';
import { documentsInside } from '../kustomize/objects.ts';
import { Refusal } from '../kustomize/refusal.ts';
import { filledText } from './filled.ts';
import type { Chart, ChartRelease } from './names.ts';
import { mapOf } from './nodes.ts';
import type { Section, Sections } from './sections.ts';

interface Written {
  readonly objects: readonly MapNode[];
  readonly problems: readonly Problem[];
}

/**
 * Objects that are written out among the values (`extraObjects`, `extraDeploy`, `rawResources` and their like), as maps or
 * as texts. They are no guesses: the chart passes them on as they are.
 */
export function writtenOut({ sections, written }: Sections, chart: Chart): Written {
  const found = sections.flatMap(({ map }) => map.entries.filter(({ key }) => objectsKey.test(key)));
  const texts = found.map(({ value }) => inTexts(value, chart.release));
  const inText = texts.flatMap(({ objects }) => objects.map((map) => ({ map, path: [] })));
  return {
    objects: [...written.map(withContent), ...inText].map(({ map, path }) => placed(map, path, chart)),
    problems: texts.flatMap(({ problems }) => problems),
  };
}

const objectsKey = /^(extra|additional|raw)(Objects|Deploy|Manifests|Resources|Templates)$|^extraManifest$/;

function inTexts(value: Node, release: ChartRelease): Written {
  const texts = value.kind === 'scalar' ? [value] : items(value);
  const read = texts.map((one) =>
    one.kind === 'scalar' && typeof one.value === 'string' ? inText(one, release) : nothing,
  );
  return { objects: read.flatMap(({ objects }) => objects), problems: read.flatMap(({ problems }) => problems) };
}

const nothing: Written = { objects: [], problems: [] };

/** Charts take such a text for a template, of which only the names of the release are known. */
function inText(text: ScalarNode, release: ChartRelease): Written {
  try {
    const filled = filledText(String(text.value), release);
    const documents = documentsInside(filled === text.value ? text : scalarAt(filled, text));
    const maps = documents.flatMap((one) => (one.kind === 'sequence' ? one.items : [one]));
    return { objects: maps.filter((one) => one.kind === 'map'), problems: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = literal('objects in the values of a chart are a template, and are not read');
    return { objects: [], problems: [{ at: positionOf(text), reason: 'template', message }] };
  }
}

/** bjw-s' library keeps the content of a resource apart from its name and labels. */
function withContent({ map, path }: Section): Pick<Section, 'map' | 'path'> {
  const manifest = field(map, 'manifest');
  if (manifest?.kind !== 'map') return { map, path };
  const { entries } = mapOf(map, { apiVersion: field(map, 'apiVersion'), kind: field(map, 'kind') });
  return { map: mapAt([...entries, ...manifest.entries], map), path };
}

/** What names neither itself nor its namespace gets both from the release. */
function placed(map: MapNode, path: readonly string[], { release, names }: Chart): MapNode {
  const found = field(map, 'metadata');
  const metadata = found?.kind === 'map' ? found : mapOf(map, {});
  const name = scalarText(field(metadata, 'name')) ?? names.of({ path: path.slice(-1), map, parent: undefined });
  const named =
    field(metadata, 'name') === undefined ? withField(metadata, 'name', scalarAt(name, map), map) : metadata;
  const isPlaced =
    field(named, 'namespace') !== undefined || release.namespace === undefined || isClusterScoped(gvkOf(map));
  const all = isPlaced ? named : withField(named, 'namespace', scalarAt(release.namespace ?? '', named), named);
  return withField(map, 'metadata', all, all);
}
