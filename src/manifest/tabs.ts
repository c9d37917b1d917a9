import { type Events, parseDocument } from './events.ts';
import type { Effort } from './limits.ts';
import { Unreadable } from './unreadable.ts';

/** Parses one document; between tokens a tab is a space to go-yaml, and an error to our parser in some places. */
export function parseWithTabs(document: string, effort: Effort): Events {
  try {
    return parseDocument(document, effort);
  } catch (error) {
    if (!(error instanceof Unreadable) || !document.includes('\t')) throw error;
    const events = parseDocument(withoutTabs(document), effort);
    return { ...events, text: events.like(document) };
  }
}

/** Indentation keeps its tabs: there they are errors to go-yaml as well. */
export const withoutTabs = (text: string): string =>
  text.includes('\t')
    ? text.replace(
        /^([ \t]*)(.*)/gm,
        (_, indentation: string, rest: string) => indentation + rest.replaceAll('\t', ' '),
      )
    : text;
