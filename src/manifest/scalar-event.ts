import { EVENT_ID, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { say } from '../model/message.ts';
import type { Scalar } from './node.ts';
import { goYamlScalar, taggedScalar } from './scalar.ts';
import { shortTag } from './tag.ts';
import type { State } from './tree-state.ts';
import { Unreadable } from './unreadable.ts';

/** Of the quote, of a plain value's first character, of a block's first line; of what stands before it where it is empty. */
export function scalarOffset(state: State, event: ScalarEvent): number {
  if (event.valueStart < 0) {
    const property = event.tagStart >= 0 ? event.tagStart : event.anchorStart - 1;
    return property >= 0 ? state.offset + state.original(property) : state.here;
  }
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  let at = quoted ? event.valueStart - 1 : event.valueStart;
  if (event.style >= SCALAR_STYLE.LITERAL_BLOCK)
    while (at < event.valueEnd && isSpace(state.text.charCodeAt(at))) at += 1;
  return state.offset + state.original(at);
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d;

export function scalarValue(state: State, event: ScalarEvent): Scalar {
  const text = textOf(state, event);
  if (event.tagStart >= 0) return tagged(state, event, text);
  return event.style === SCALAR_STYLE.PLAIN ? goYamlScalar(text) : text;
}

function tagged(state: State, event: ScalarEvent, text: string): Scalar {
  const tag = shortTag(state.text.slice(event.tagStart, event.tagEnd));
  const value = taggedScalar(tag, text);
  if (value === undefined) throw new Unreadable(say`a value is not a valid ${tag}`, state.original(event.tagStart));
  return value;
}

/** `fast` says that the text is the value, which does not hold of the quotes behind a mask. */
export const textOf = (state: State, event: ScalarEvent): string => {
  if (!event.fast) return getScalarValue(state.text, event);
  if (!state.masked || event.style === SCALAR_STYLE.PLAIN)
    return state.words.take(state.text, event.valueStart, event.valueEnd);
  return getScalarValue(state.text, { ...event, fast: false });
};

/** True for the plain `<<` alone: quoted, it is a key like any other. */
export function isMergeKey(state: State, event: ScalarEvent): boolean {
  if (event.valueEnd - event.valueStart !== 2 || state.text.slice(event.valueStart, event.valueEnd) !== '<<')
    return false;
  if (event.tagStart >= 0) return shortTag(state.text.slice(event.tagStart, event.tagEnd)) === 'merge';
  return event.style === SCALAR_STYLE.PLAIN;
}

/**
 * To go-yaml a colon ends a plain text only before white space: `{type:}` has the key `type:`, and an earlier `type` stays.
 */
export function keepsColon({ text, events, next }: State, { style, valueEnd }: ScalarEvent): boolean {
  if (style !== SCALAR_STYLE.PLAIN || text.charCodeAt(valueEnd) !== colon || !'}],'.includes(text[valueEnd + 1] ?? ' '))
    return false;
  const value = events[next];
  return value?.type === EVENT_ID.SCALAR && value.valueStart < 0;
}

const colon = 0x3a;
