import { entries, field, type MapNode, positionOf, scalarText } from '../manifest/node.ts';
import type { Permit, ResourceId } from '../model/resource.ts';

/** Where an object says which finding about it is fine, and why: a line `rule: reason` for each. */
export const permitAnnotation = 'portcullis/allow';

/** What an object permits itself. It counts where it stands at base, which is for others to know. */
export function permitsOf(root: MapNode, id: ResourceId): readonly Permit[] {
  const annotation = entries(field(root, 'metadata', 'annotations')).find(({ key }) => key === permitAnnotation);
  if (annotation === undefined) return [];
  const at = positionOf(annotation.value);
  const lines = (scalarText(annotation.value) ?? '').split('\n').slice(0, maxLines);
  return lines.flatMap((line) => {
    const [, rule = '', reason = ''] = /^\s*([a-z][a-z0-9-]{0,80}):\s+(\S.*)$/.exec(line.slice(0, maxLength)) ?? [];
    return rule === '' ? [] : [{ role: 'permit', id, at, rule, reason: reason.trim() }];
  });
}

/** More rules than there are nobody needs, and no reason is that long. */
const [maxLines, maxLength] = [100, 1_000];
