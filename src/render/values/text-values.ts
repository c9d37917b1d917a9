import { entries, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import { goYamlScalar } from '../../manifest/scalar.ts';
import { folderAbove } from '../folders.ts';
import { entryAt, mapAt, type Place, scalarAt, sequenceAt, textOf } from '../kustomize/edit.ts';
import { joinPath } from '../kustomize/files.ts';
import { documentsInside } from '../kustomize/objects.ts';
import { Refusal } from '../kustomize/refusal.ts';
import { readValuesFile } from './template-file.ts';

/** The values that a text holds, with their places; undefined where it is no YAML, or a template. */
export function valuesInside(node: Node | undefined): readonly Node[] | undefined {
  if (node === undefined) return [];
  if (node.kind === 'map') return [node];
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return [];
  try {
    return documentsInside(node);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * The values that an object made by a kustomization holds. Where its text is the content of a file, which the line that it
 * stands at names (`values.yaml=prod.yaml`), they stand in that file, where a person would edit them.
 */
export function valuesOfData(
  node: Node,
  bytesOf: (path: string) => Uint8Array | undefined,
): readonly Node[] | undefined {
  const { source, offset } = node;
  const written = source.text.slice(offset, offset + maxPath);
  const [, named = ''] = /^["']?(?:[^=\s"',\]]+=)?([^=\s"',\]]+)/.exec(written) ?? [];
  const folder = folderAbove(source.path);
  const path = named === '' ? undefined : joinPath(folder, named);
  const bytes = path === undefined ? undefined : bytesOf(path);
  if (path === undefined || bytes === undefined || new TextDecoder().decode(bytes) !== textOf(node))
    return valuesInside(node);
  const { documents, problems } = readValuesFile(path, bytes);
  return problems.length > 0 ? undefined : documents;
}

const maxPath = 500;

/**
 * The value of one key as `--set` has it: `a.b[0].c=1`, where `\.` is no step.
 * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */
export function valueAtPath(path: string, value: Node, place: Place = value): MapNode | undefined {
  const steps = path.match(/(?:\\.|[^.[\]\\])+|\[\d+\]/g)?.map((step) => step.replaceAll(/\\(.)/g, '$1')) ?? [];
  if (steps.length === 0) return undefined;
  const whole = steps.slice(0, maxSteps).reduceRight<Node>((inner, step) => {
    const [, index] = /^\[(\d+)\]$/.exec(step) ?? [];
    // A list is replaced as a whole, as far as this goes; what else is in it is not known.
    return index === undefined ? mapAt([entryAt(step, inner, place)], place) : sequenceAt([inner], place);
  }, value);
  return whole.kind === 'map' ? whole : undefined;
}

/** More than values are read inside of each other (see sections.ts), so that what is cut here is no way to hide there. */
const maxSteps = 40;

/** The text of a parameter as the value that Helm takes it for, unless it has to stay a text. */
export const typedValue = (node: Node, isText: boolean): Node =>
  node.kind !== 'scalar' || typeof node.value !== 'string' || isText
    ? node
    : scalarAt(goYamlScalar(textOf(node)), node);

/** Each entry of a map of paths, as `set` has it in an object of k3s'. */
export const valuesSet = (map: Node | undefined): readonly Node[] =>
  entries(map).flatMap(({ key, value }) =>
    scalarText(value) === undefined ? [] : (valueAtPath(key, typedValue(value, false)) ?? []),
  );
