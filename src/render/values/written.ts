import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { literal } from '../../model/message.ts';
import { mapAt, scalarAt, withField } from '../kustomize/edit.ts';
import { gvkOf, isClusterScoped } from '../kustomize/identity.ts';
import { documentsInside } from '../kustomize/objects.ts';
import { Refusal } from '../kustomize/refusal.ts';
import type { Chart } from './names.ts';
import { mapOf } from './nodes.ts';
import { lastKey, parentKey, type Section, type Sections } from './sections.ts';

interface Written {
  readonly objects: readonly MapNode[];
  readonly problems: readonly Problem[];
}

/**
 * Objects that are written out among the values (`extraObjects`, `extraDeploy`, `rawResources` and their like), as maps or
 * as texts. They are no guesses: the chart passes them on as they are.
 */
export function writtenOut({ sections, written }: Sections, chart: Chart): Written {
  const texts = sections.flatMap(({ map }) =>
    map.entries.filter(({ key }) => objectsKey.test(key)).map(({ value }) => inTexts(value)),
  );
  const raw = sections.flatMap((section) => resourceOf(section));
  const maps = written.map(({ map, path }) => [map, path] as const);
  return {
    objects: [...maps, ...raw, ...texts.flatMap(({ objects }) => objects.map((one) => [one, []] as const))].map(
      ([map, path]) => placed(map, path, chart),
    ),
    problems: texts.flatMap(({ problems }) => problems),
  };
}

const objectsKey = /^(extra|additional|raw)(Objects|Deploy|Manifests|Resources|Templates)$|^extraManifest$/;

function inTexts(value: Node): Written {
  const texts = value.kind === 'scalar' ? [value] : items(value);
  const read = texts.map((one) => (one.kind === 'scalar' && typeof one.value === 'string' ? inText(one) : nothing));
  return { objects: read.flatMap(({ objects }) => objects), problems: read.flatMap(({ problems }) => problems) };
}

const nothing: Written = { objects: [], problems: [] };

function inText(text: Extract<Node, { kind: 'scalar' }>): Written {
  try {
    const maps = documentsInside(text).flatMap((one) => (one.kind === 'sequence' ? one.items : [one]));
    return { objects: maps.filter((one): one is MapNode => one.kind === 'map'), problems: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = literal('objects in the values of a chart are a template, and are not read');
    return { objects: [], problems: [{ at: positionOf(text), reason: 'template', message }] };
  }
}

/** bjw-s' library keeps the content of a resource apart from its name and labels. */
function resourceOf(section: Section): readonly (readonly [MapNode, readonly string[]])[] {
  const { map, path } = section;
  const manifest = field(map, 'manifest');
  if (parentKey(section) !== 'rawResources' || manifest?.kind !== 'map') return [];
  const [apiVersion, kind] = [field(map, 'apiVersion'), field(map, 'kind')];
  if (apiVersion === undefined || kind === undefined) return [];
  const { entries: own } = mapOf(map, { apiVersion, kind });
  return [[mapAt([...own, ...entries(manifest)], map), [lastKey(section)].filter(() => path.length > 0)]];
}

/** What names neither itself nor its namespace gets both from the release. */
function placed(map: MapNode, path: readonly string[], { release, names }: Chart): MapNode {
  const found = field(map, 'metadata');
  const metadata = found?.kind === 'map' ? found : mapOf(map, {});
  const name = scalarText(field(metadata, 'name')) ?? names.of({ path: path.slice(-2), map, parent: undefined });
  const named =
    field(metadata, 'name') === undefined ? withField(metadata, 'name', scalarAt(name, map), map) : metadata;
  const isPlaced =
    field(named, 'namespace') !== undefined || release.namespace === undefined || isClusterScoped(gvkOf(map));
  const all = isPlaced ? named : withField(named, 'namespace', scalarAt(release.namespace ?? '', named), named);
  return withField(map, 'metadata', all, all);
}
