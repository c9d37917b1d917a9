import { toValue } from '../../src/manifest/node.ts';
import { plain } from '../../src/model/message.ts';
import type { Rendered } from '../../src/render/kustomize/index.ts';

export type Verdict = 'equal' | 'gap' | 'both refuse' | 'only kubectl refuses' | 'different';

export interface Row {
  readonly root: string;
  readonly verdict: Verdict;
  /** The first difference, our gap, or kubectl's words. */
  readonly detail: string;
}

export interface Theirs {
  /** Undefined where it refuses the root. */
  readonly objects: readonly unknown[] | undefined;
  readonly refusal: string;
}

export function compare(root: string, ours: Rendered, theirs: Theirs): Row {
  const gap = ours.gaps.map(({ at, message }) => `${at.path}:${at.line}: ${plain(message)}`).join('; ');
  if (theirs.objects === undefined)
    return { root, verdict: gap === '' ? 'only kubectl refuses' : 'both refuse', detail: `${theirs.refusal} — ${gap}` };
  const own = ours.documents.map(toValue);
  const difference = firstDifference(theirs.objects, own, '');
  if (difference === undefined) return { root, verdict: 'equal', detail: gap };
  return gap === '' ? { root, verdict: 'different', detail: difference } : { root, verdict: 'gap', detail: gap };
}

/** Annotations that only say which file an object comes from, which our values say of themselves. */
export function withoutProvenance(object: Readonly<Record<string, unknown>>): unknown {
  const { metadata } = object;
  if (!isMap(metadata) || !isMap(metadata.annotations)) return object;
  const told = ['config.kubernetes.io/origin', 'alpha.config.kubernetes.io/transformations'];
  const annotations = Object.entries(metadata.annotations).filter(([key]) => !told.includes(key));
  if (annotations.length === Object.keys(metadata.annotations).length) return object;
  const { annotations: _, ...rest } = metadata;
  const own = annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) };
  return { ...object, metadata: { ...rest, ...own } };
}

/** The path of the first value that differs; undefined where none does. */
function firstDifference(theirs: unknown, ours: unknown, path: string): string | undefined {
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    for (let index = 0; index < Math.max(theirs.length, ours.length); index += 1) {
      const found = firstDifference(theirs[index], ours[index], `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isMap(theirs) && isMap(ours)) {
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
      const found = firstDifference(theirs[key], ours[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(theirs, ours) || (typeof theirs === 'number' && theirs === ours)) return undefined;
  if (typeof theirs === 'string' && typeof ours === 'string') return `${path}: ${shownTexts(theirs, ours)}`;
  return `${path}: kubectl ${shown(theirs)}, ours ${shown(ours)}`;
}

/** Two texts from shortly before their first difference on. */
function shownTexts(theirs: string, ours: string): string {
  let same = 0;
  while (theirs[same] === ours[same]) same += 1;
  const at = Math.max(same - 20, 0);
  return `from ${at} on kubectl ${shown(theirs.slice(at))}, ours ${shown(ours.slice(at))}`;
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200);
