import type { Message } from '../../model/message.ts';
import { quote } from './template/quote.ts';
import { GoMap, isText, type Value } from './template/value.ts';

/**
 * What stopped a chart, without the texts of its values: `fail`, a schema and Go itself quote them, and any of them may
 * be a password. The words of the template stay, and so does what is shorter than a secret, a key, or part of a name.
 *
 * @param names of the templates, which Go's messages begin with
 */
export function withoutValues(message: Message, values: GoMap, names: readonly string[]): Message {
  const quoted = message.values.join('\n');
  const found: Found = { texts: new Set(), keys: new Set(), left: maxValues };
  collect(values, found);
  const secrets = [...found.texts]
    .filter((text) => quoted.includes(text) && !found.keys.has(text) && !names.some((name) => name.includes(text)))
    .sort((a, b) => b.length - a.length);
  if (secrets.length === 0) return message;
  return {
    ...message,
    values: message.values.map((value) => secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value)),
  };
}

interface Found {
  readonly texts: Set<string>;
  readonly keys: Set<string>;
  left: number;
}

const shortest = 4;
const maxValues = 100_000;

function collect(value: Value | undefined, found: Found): void {
  found.left -= 1;
  if (found.left < 0 || value === null || value === undefined) return;
  if (isText(value)) for (const text of writings(String(value))) found.texts.add(text);
  if (typeof value === 'number' && String(value).length > shortest) found.texts.add(String(value));
  if (Array.isArray(value)) for (const item of value) collect(item as Value, found);
  if (!(value instanceof GoMap)) return;
  for (const [key, inner] of value.entries) {
    found.keys.add(key);
    collect(inner, found);
  }
}

/** A message may quote a text as a whole, line by line, with escapes, and of a template the texts in it. */
function writings(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const inner = text.includes('{{') ? text.match(/(?<=["`])[^"`]+(?=["`])/g) : undefined;
  return [text, ...lines, ...lines.map((line) => quote(line).slice(1, -1)), ...(inner ?? [])].filter(
    (one) => one.trim().length >= shortest,
  );
}
