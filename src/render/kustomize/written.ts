import type { MapNode, ScalarNode } from '../../manifest/node.ts';
import { mapAt, scalarAt } from './edit.ts';

/** A map whose values are texts, as Kustomize makes one of labels and annotations: whatever was written, a null too. */
export function asTexts(map: MapNode): MapNode {
  const entries = map.entries.map((entry) =>
    entry.value.kind === 'scalar' && typeof entry.value.value !== 'string'
      ? { ...entry, value: scalarAt(writtenText(entry.value), entry.value) }
      : entry,
  );
  return entries.every((entry, index) => entry === map.entries[index]) ? map : mapAt(entries, map);
}

/** A value that is no text, as its file writes it; empty where nothing is written. */
function writtenText({ source, offset, value }: ScalarNode): string {
  const word = /^[^\s,\]}#]+/.exec(source.text.slice(offset, offset + 80))?.[0] ?? '';
  if (value === null) return /^(?:null|Null|NULL|~)$/.test(word) ? word : '';
  return word === '' || word.startsWith('"') || word.startsWith("'") ? String(value) : word;
}
