import { GoMap, isText, TemplateError, type Value } from '../template/value.ts';
import { kindOf } from './cast.ts';
import { type Family, fn, spendText } from './define.ts';
import { parseUrl, type Url, urlText, userInfo } from './url.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/url.go */
export const urls: Family = {
  urlParse: fn(['string'], (context, text) => {
    spendText(context, String(text).length);
    const url = parseUrl(String(text), 'unable to parse url');
    return new GoMap(
      new Map<string, Value>([
        ['scheme', url.scheme],
        ['host', url.host],
        ['hostname', hostname(url.host)],
        ['path', url.path],
        ['query', url.query],
        ['opaque', url.opaque],
        ['fragment', url.fragment],
        ['userinfo', url.user ?? ''],
      ]),
    );
  }),
  urlJoin: fn(['map'], (context, parts) => {
    const text = urlText(urlOf(parts));
    spendText(context, text.length);
    return text;
  }),
};

function urlOf({ entries }: GoMap): Url {
  const part = (key: string): string => (entries.has(key) ? checked(key, entries.get(key) ?? null) : '');
  const given = part('userinfo');
  return {
    scheme: part('scheme'),
    host: part('host'),
    path: part('path'),
    query: part('query'),
    opaque: part('opaque'),
    fragment: part('fragment'),
    user: given === '' ? undefined : userInfo(given, 'unable to parse userinfo in dict'),
  };
}

function checked(key: string, value: Value): string {
  if (isText(value)) return String(value);
  if (value === null) throw new TemplateError('runtime error: invalid memory address or nil pointer dereference');
  throw new TemplateError(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`);
}

/** Without the port, and without the brackets of an IPv6 address. */
function hostname(host: string): string {
  const withoutPort = host.replace(/:\d*$/, '');
  const name = /^\[[^\]]*\]$/.test(withoutPort) || !host.startsWith('[') ? withoutPort : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
