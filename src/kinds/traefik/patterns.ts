import type { PathType } from '../../model/resource.ts';
import type { Syntax } from './places.ts';

/** `{name}` or `{name:pattern}`, as version 2 writes them. */
const braces = /\{[A-Za-z_]\w*(?::[^{}]*)?\}/;

/** What stands for one label or several of a name, whatever they are: `.+`, `[a-z0-9-]+`, `[^.]+`. */
const anyLabels = /^(?:\.|\[(?=[^\]]*(?:a-z|\\w))(?:a-z|A-Z|0-9|\\w|\\-|-|_)+\]|\[\^\\?\.\])[+*]$/;

/**
 * A pattern for hosts as Kubernetes would write it: `*.example.com`, a plain name, undefined for every host. Where that
 * cannot be said it is the pattern itself with a `~` before it.
 */
export function hostPattern(text: string, syntax: Syntax): string | undefined {
  if (braces.test(text) && syntax !== 'v3') return ofBraces(text);
  // Without braces version 2 compares the whole name.
  if (syntax === 'v2') return text.toLowerCase();
  return ofRegexp(text);
}

function ofBraces(text: string): string | undefined {
  const [, pattern = '.+', rest = ''] = /^\{\w*(?::([^{}]*))?\}(.*)$/s.exec(text) ?? [undefined, ''];
  if (rest === '' && /^\.[+*]$/.test(pattern)) return undefined;
  return anyLabels.test(pattern) && /^(\.[\w-]+)+$/.test(rest) ? `*${rest.toLowerCase()}` : `~${text}`;
}

/** Unless it is anchored at both ends, a regular expression looks anywhere in the name. */
function ofRegexp(text: string): string | undefined {
  if (/^\^?\(?\.[+*]\)?\$?$/.test(text)) return undefined;
  const [, name] = /^\^((?:[\w-]+\\\.)*[\w-]+)\$$/.exec(text) ?? [];
  if (name !== undefined) return plain(name);
  const [, before = '', domain = ''] = /^\^?(.*?)\\\.((?:[\w-]+\\\.)*[\w-]+)\$$/s.exec(text) ?? [];
  return anyLabels.test(before.replace(/^\((.*)\)$/s, '$1')) ? `*.${plain(domain)}` : `~${text}`;
}

const plain = (name: string): string => name.replaceAll('\\.', '.').toLowerCase();

/** A path in which version 2 has a pattern is one as a whole; a prefix is open at its end. */
export function pathPattern(
  value: string,
  type: 'Exact' | 'Prefix',
  syntax: Syntax,
): { readonly value: string; readonly type: PathType } {
  if (!braces.test(value) || syntax === 'v3') return { value, type };
  return { value: `^${value}${type === 'Exact' ? '$' : ''}`, type: 'RegularExpression' };
}
