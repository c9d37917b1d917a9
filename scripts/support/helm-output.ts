import { toValue } from '../../src/manifest/node.ts';
import { literal } from '../../src/model/message.ts';
import { readYamlText } from '../../src/render/helm/chart/read-yaml.ts';
import { isTest } from '../../src/render/helm/manifests.ts';

/** What Helm printed, as kubectl reads it, lists unpacked; tests are left out as we leave them out. */
export function objectsIn(printed: string): readonly unknown[] {
  const roots = readYamlText({ path: 'helm', text: printed }, printed, literal('helm does not print YAML')).map(
    toValue,
  );
  return roots.flatMap(unpacked).filter((object) => !isTested(object));
}

function unpacked(value: unknown): readonly unknown[] {
  if (!isMap(value) || typeof value.kind !== 'string' || value.kind === '') return [];
  return Array.isArray(value.items) ? value.items.flatMap(unpacked) : [value];
}

function isTested(object: unknown): boolean {
  const { metadata } = isMap(object) ? object : {};
  const { annotations } = isMap(metadata) ? metadata : {};
  const hook = isMap(annotations) ? annotations['helm.sh/hook'] : undefined;
  return typeof hook === 'string' && isTest(hook.split(',').map((event) => event.trim().toLowerCase()));
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
