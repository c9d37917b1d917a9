import { bytesOf, textOf } from '../template/bytes.ts';
import { quote } from '../template/quote.ts';
import { TemplateError } from '../template/value.ts';

/** The parts of a URL, decoded but for the query and the user. */
export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  /** As it is printed: a name, and a password behind a colon. */
  readonly user: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/**
 * @throws TemplateError
 * @see https://github.com/golang/go/blob/go1.23.7/src/net/url/url.go (Parse)
 */
export function parseUrl(text: string, failing: string): Url {
  const fail = (why: string): TemplateError => new TemplateError(`${failing}: parse ${quote(text)}: ${why}`);
  if (/[^\x20-\x7e\x80-\uffff]/.test(text)) throw fail('net/url: invalid control character in URL');
  const hash = text.indexOf('#');
  const before = hash < 0 ? text : text.slice(0, hash);
  return { ...parseRest(before, fail), fragment: unescaped(hash < 0 ? '' : text.slice(hash + 1), 'fragment', fail) };
}

type Fail = (why: string) => TemplateError;

function parseRest(text: string, fail: Fail): Omit<Url, 'fragment'> {
  const { scheme, rest: afterScheme } = schemeOf(text, fail);
  const question = afterScheme.indexOf('?');
  const query = question < 0 ? '' : afterScheme.slice(question + 1);
  let rest = question < 0 ? afterScheme : afterScheme.slice(0, question);
  const none = { scheme, query, user: undefined, host: '', opaque: '', path: '' };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...none, opaque: rest };
    if (rest.split('/', 1)[0]?.includes(':')) throw fail('first path segment in URL cannot contain colon');
  }
  let authority = { user: undefined as string | undefined, host: '' };
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    authority = authorityOf(slash < 0 ? rest.slice(2) : rest.slice(2, slash), fail);
    rest = slash < 0 ? '' : rest.slice(slash);
  }
  return { ...none, ...authority, path: unescaped(rest, 'path', fail) };
}

function schemeOf(text: string, fail: Fail): { readonly scheme: string; readonly rest: string } {
  if (text.startsWith(':')) throw fail('missing protocol scheme');
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (match === null) return { scheme: '', rest: text };
  return { scheme: (match[1] ?? '').toLowerCase(), rest: text.slice(match[0].length) };
}

function authorityOf(text: string, fail: Fail): { user: string | undefined; host: string } {
  const at = text.lastIndexOf('@');
  const host = hostOf(text.slice(at + 1), fail);
  if (at < 0) return { user: undefined, host };
  const info = text.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw fail('net/url: invalid userinfo');
  return { user: userText(info, fail), host };
}

/** The user as `Userinfo.String` prints it. */
function userText(info: string, fail: Fail): string {
  const colon = info.indexOf(':');
  const name = unescaped(colon < 0 ? info : info.slice(0, colon), 'user', fail);
  if (colon < 0) return escaped(name, 'user');
  return `${escaped(name, 'user')}:${escaped(unescaped(info.slice(colon + 1), 'user', fail), 'user')}`;
}

export const userInfo = (info: string, failing: string): string | undefined =>
  parseUrl(`proto://${info}@host`, failing).user;

function hostOf(host: string, fail: Fail): string {
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    if (end < 0) throw fail("missing ']' in host");
    checkPort(host.slice(end + 1), fail);
    const zone = host.indexOf('%25');
    if (zone >= 0 && zone < end)
      return (
        unescaped(host.slice(0, zone), 'host', fail) +
        unescaped(host.slice(zone, end), 'zone', fail) +
        unescaped(host.slice(end), 'host', fail)
      );
  } else {
    const colon = host.lastIndexOf(':');
    if (colon >= 0) checkPort(host.slice(colon), fail);
  }
  return unescaped(host, 'host', fail);
}

function checkPort(port: string, fail: Fail): void {
  if (!/^(?::\d*)?$/.test(port)) throw fail(`invalid port ${quote(port)} after host`);
}

type Part = 'path' | 'host' | 'zone' | 'user' | 'fragment';

/** What each part leaves as it is, besides letters, digits and `-_.~`. */
const plainIn: Readonly<Record<Part, string>> = {
  path: '$&+,/:;=@',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  user: '$&+,;=',
  fragment: '$&+,/:;=?@!()*',
};

function unescaped(text: string, part: Part, fail: Fail): string {
  if (part === 'host' || part === 'zone') checkHost(text, part, fail);
  if (!text.includes('%')) return text;
  const bytes: number[] = [];
  const written = bytesOf(text);
  for (let at = 0; at < written.length; at += 1) {
    if (written[at] !== percent) {
      bytes.push(written[at] ?? 0);
      continue;
    }
    const hex = String.fromCharCode(...written.subarray(at + 1, at + 3));
    if (!/^[\da-fA-F]{2}$/.test(hex)) throw fail(`invalid URL escape ${quote(textOf(written.subarray(at, at + 3)))}`);
    bytes.push(Number.parseInt(hex, 16));
    at += 2;
  }
  return textOf(Uint8Array.from(bytes));
}

const percent = 0x25;

function checkHost(text: string, part: 'host' | 'zone', fail: Fail): void {
  for (const [written, hex = ''] of text.matchAll(/%([\da-fA-F]{2})/g)) {
    const code = Number.parseInt(hex, 16);
    if (part === 'host' && code < 0x80 && written !== '%25') throw fail(`invalid URL escape ${quote(written)}`);
  }
  const bad = /[^!-~\x80-\uffff]|[#%/?@\\^`{|}]/.exec(text.replaceAll(/%[\da-fA-F]{2}/g, ''))?.[0];
  if (bad !== undefined && bad !== '%') throw fail(`invalid character ${quote(bad)} in host name`);
}

function escaped(text: string, part: Part): string {
  const bytes = bytesOf(text);
  let out = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    out +=
      /^[A-Za-z0-9\-_.~]$/.test(character) || plainIn[part].includes(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** `URL.String`. */
export function urlText(url: Url): string {
  const fragment = url.fragment === '' ? '' : `#${escaped(url.fragment, 'fragment')}`;
  const query = url.query === '' ? '' : `?${url.query}`;
  const scheme = url.scheme === '' ? '' : `${url.scheme}:`;
  const middle = url.opaque === '' ? authorityAndPath(url) : url.opaque;
  return `${scheme}${middle}${query}${fragment}`;
}

function authorityAndPath({ scheme, host, user, path }: Url): string {
  const written = path === '*' ? path : escaped(path, 'path');
  const name = user === undefined ? '' : `${user}@`;
  const marks = host !== '' || user !== undefined || (scheme !== '' && path !== '') ? '//' : '';
  const slash = host !== '' && written !== '' && !written.startsWith('/') ? '/' : '';
  // Else what stands before the colon would be a scheme.
  if (scheme + marks === '' && written.split('/', 1)[0]?.includes(':')) return `./${written}`;
  return `${marks}${name}${escaped(host, 'host')}${slash}${written}`;
}
