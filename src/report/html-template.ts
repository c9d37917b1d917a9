import { visible } from './visible.ts';

/** A piece of HTML. Only `html` makes one, so that whatever is text has been escaped. */
export type Html = Markup;

class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  get text(): string {
    return this.#text;
  }
}

/** What may stand between the parts of a template; nothing comes of undefined. */
type Value = string | number | Html | readonly Html[] | undefined;

/**
 * A template of HTML. What is put into it is text, in an element as well as between the quotes of an attribute; what a
 * reader could not see of it is written out. Only another template goes in as it is.
 */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Markup(parts.map((part, index) => part + markupOf(values[index])).join(''));

function markupOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  // One by one, for what only has the form of a template is none.
  if (typeof value === 'object') return value.map((each) => markupOf(each)).join('');
  return visible(String(value)).replaceAll(/[&<>"'`=]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
