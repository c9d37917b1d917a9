import type { MapNode, Node } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { textOf, valueAt, valueIn } from './edit.ts';
import { effectiveNamespace } from './identity.ts';
import { selectsLabels } from './label-selector.ts';
import { compilePattern, type Matcher } from './pattern.ts';
import { type Effort, Refusal } from './refusal.ts';
import { originalId, type Resource } from './resource.ts';

/**
 * Answers whether a patch's target means an object: each part is a regular expression for the whole of the value, name and
 * namespace may be those that the object had at first.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/resmap/reswrangler.go (Select)
 */
export function targetOf(target: Node, effort: Effort): (resource: Resource) => boolean {
  const [group, version, kind, name, namespace] = ['group', 'version', 'kind', 'name', 'namespace'].map((key) =>
    anchored(textOf(valueIn(target, key))),
  );
  const labels = textOf(valueIn(target, 'labelSelector'));
  const annotations = textOf(valueIn(target, 'annotationSelector'));
  const fits = (pattern: Matcher | undefined, ...texts: readonly string[]): boolean =>
    pattern === undefined || texts.some((text) => pattern(text, effort));
  return (resource) => {
    const { id } = resource;
    const original = originalId(resource);
    return (
      fits(namespace, effectiveNamespace(original), effectiveNamespace(id)) &&
      fits(name, original.name, id.name) &&
      fits(group, id.group) &&
      fits(version, id.version) &&
      fits(kind, id.kind) &&
      selectsTexts(labels, resource.root, 'labels') &&
      selectsTexts(annotations, resource.root, 'annotations')
    );
  };
}

/** Undefined for the empty pattern, which means every value. */
function anchored(pattern: string): Matcher | undefined {
  if (pattern === '') return undefined;
  const matcher = compilePattern(`^(?:${pattern})$`);
  if (matcher === undefined) throw new Refusal(say`error parsing regexp: ${pattern}`);
  return matcher;
}

/** Whether a selector's text means an object with these labels or annotations; the empty one means all. */
export function selectsTexts(selector: string, root: MapNode, where: 'labels' | 'annotations'): boolean {
  if (selector === '') return true;
  const found = valueAt(root, 'metadata', where);
  const texts = new Map(found?.kind === 'map' ? found.entries.map(({ key, value }) => [key, textOf(value)]) : []);
  const answer = selectsLabels(selector, texts);
  if (answer === undefined) throw new Refusal(say`unable to parse requirement: ${literal('')}${selector}`);
  return answer;
}
