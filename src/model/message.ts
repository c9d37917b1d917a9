import { withoutCredentials } from './credentials.ts';

/**
 * A sentence for people in which our own words and the values taken from manifests stay apart, so that a writer can
 * make the values inert: `texts` has one element more than `values`, and they alternate, beginning with a text.
 */
export interface Message {
  readonly texts: readonly string[];
  readonly values: readonly string[];
}

/**
 * say`opens TCP port ${30080} on every node` — the literal parts are ours, the values may be a stranger's.
 * A value that is itself a Message is spliced in. Addresses lose whoever signs in there.
 */
export function say(texts: TemplateStringsArray, ...values: readonly (string | number | Message)[]): Message {
  const out: { texts: string[]; values: string[] } = { texts: [texts[0] ?? ''], values: [] };
  for (const [index, value] of values.entries()) {
    const rest = texts[index + 1] ?? '';
    if (typeof value === 'object') splice(out, value, rest);
    else {
      out.values.push(withoutCredentials(String(value)));
      out.texts.push(rest);
    }
  }
  return out;
}

function splice(out: { texts: string[]; values: string[] }, message: Message, rest: string): void {
  out.texts.push(`${out.texts.pop() ?? ''}${message.texts[0] ?? ''}`, ...message.texts.slice(1));
  out.values.push(...message.values);
  out.texts.push(`${out.texts.pop() ?? ''}${rest}`);
}

/** Messages one after the other, with our own `separator` between them. */
export const joined = (messages: readonly Message[], separator: string): Message =>
  messages.reduce<Message>(
    (sum, message, index) => (index === 0 ? message : say`${sum}${literal(separator)}${message}`),
    literal(''),
  );

/** Words of our own that are chosen at run time. Never pass a manifest's value. */
export const literal = (text: string): Message => ({ texts: [text], values: [] });

/** The sentence as plain text; the values stand as they are, so a terminal or Markdown writer must not use it. */
export const plain = (message: Message): string =>
  message.texts.map((text, index) => text + (message.values[index] ?? '')).join('');
