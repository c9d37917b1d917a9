import { addressOf } from '../../../model/cidr.ts';
import { bytesOf } from '../template/bytes.ts';
import { isObject } from '../template/go-type.ts';
import {
  type CallContext,
  GoInt,
  GoMap,
  type GoObject,
  isText,
  type List,
  NotSupported,
  TemplateError,
  type Value,
} from '../template/value.ts';
import { decodeBase } from './base-decoder.ts';
import { base64 } from './base64.ts';
import { show } from './cast.ts';
import { type Family, fn, spendText } from './define.ts';
import { opaqueBytes, opaquePem, opaqueText } from './opaque.ts';
import { runes } from './runes.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';

/**
 * Keys, certificates, hashes with a salt and chance: texts of the right form that stand for them, see opaque.ts.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/crypto.go
 */
export const crypto: Family = {
  randAlphaNum: random(letters + digits),
  randAlpha: random(letters),
  randNumeric: random(digits),
  randAscii: random(String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index))),
  randBytes: fn(['int'], (context, count) => {
    if (count < 0) throw new TemplateError('runtime error: makeslice: len out of range');
    spendText(context, 4 * count);
    return base64(opaqueBytes(count, 'randBytes'));
  }),
  randInt: fn(['int', 'int'], (_, from, to) => {
    if (to <= from) throw new TemplateError('invalid argument to Intn');
    return new GoInt(BigInt(from), 'int');
  }),
  uuidv4: fn([], () => uuid()),
  shuffle: fn(['string'], (context, text) => {
    spendText(context, String(text).length);
    // In this order as in any other.
    return runes(String(text)).toSorted().join('');
  }),
  bcrypt: fn(['string'], (_, password) => bcrypt(String(password))),
  htpasswd: fn(['string', 'string'], (_, user, password) =>
    String(user).includes(':') ? `invalid username: ${String(user)}` : `${String(user)}:${bcrypt(String(password))}`,
  ),
  encryptAES: fn(['string', 'string'], (context, password, text) => {
    spendText(context, String(text).length);
    if (String(text) === '') return '';
    const blocks = Math.floor(bytesOf(String(text)).length / 16) + 2;
    return base64(opaqueBytes(16 * blocks, 'encryptAES', String(password), String(text)));
  }),
  decryptAES: fn(['string', 'string'], (_, _password, text) => {
    if (String(text) === '') return '';
    throw new NotSupported('decryptAES');
  }),
  derivePassword: fn(['int', 'string', 'string', 'string', 'string'], (_, counter, type, password, user, site) => {
    const form = passwordForms[String(type)];
    if (form === undefined) return `cannot find password template ${String(type)}`;
    return opaqueText(form.length, form.alphabet, ...[counter, type, password, user, site].map(String));
  }),
  genPrivateKey: fn(['string'], (_, type) => {
    const label = keyLabels[String(type)];
    return label === undefined ? `Unknown type ${String(type)}` : opaquePem(label, 'genPrivateKey');
  }),
  buildCustomCert: fn(['string', 'string'], (_, cert, key) =>
    certificate(pemOf(fromBase64(String(cert), 'certificate')), fromBase64(String(key), 'private key')),
  ),
  genCA: fn(['string', 'int'], (_, name, days) => made('genCA', String(name), String(days))),
  genCAWithKey: fn(['string', 'int', 'string'], (_, name, days, key) =>
    certificate(made('genCAWithKey', String(name), String(days)).cert, String(key)),
  ),
  genSelfSignedCert: fn(['string', 'list', 'list', 'int'], (context, name, ips, names, days) =>
    made('genSelfSignedCert', String(name), ...words(context, [ips, names]), String(days)),
  ),
  genSelfSignedCertWithKey: fn(['string', 'list', 'list', 'int', 'string'], (context, name, ips, names, days, key) =>
    certificate(
      made('genSelfSignedCertWithKey', String(name), ...words(context, [ips, names]), String(days)).cert,
      String(key),
    ),
  ),
  genSignedCert: fn(['string', 'list', 'list', 'int', 'any'], (context, name, ips, names, days, ca) => {
    checkCertificate(ca);
    return made('genSignedCert', String(name), ...words(context, [ips, names]), String(days));
  }),
  genSignedCertWithKey: fn(
    ['string', 'list', 'list', 'int', 'any', 'string'],
    (context, name, ips, names, days, ca, key) => {
      checkCertificate(ca);
      return certificate(
        made('genSignedCertWithKey', String(name), ...words(context, [ips, names]), String(days)).cert,
        String(key),
      );
    },
  ),
};

function random(alphabet: string) {
  return fn(['int'], (context: CallContext, count) => {
    if (count <= 0) return '';
    spendText(context, 4 * count);
    return opaqueText(count, alphabet, 'random');
  });
}

function uuid(): string {
  const hex = Array.from(opaqueBytes(16, 'uuidv4'), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const bcrypt = (password: string): string => `$2a$10$${opaqueText(53, `./${letters}${digits}`, 'bcrypt', password)}`;

/** As long as those of the Master Password algorithm, and of characters that each allows. */
const passwordForms: Readonly<Record<string, { readonly length: number; readonly alphabet: string }>> = {
  maximum: { length: 20, alphabet: letters + digits },
  long: { length: 14, alphabet: letters },
  medium: { length: 8, alphabet: letters },
  short: { length: 4, alphabet: letters },
  basic: { length: 8, alphabet: letters },
  pin: { length: 4, alphabet: digits },
};

const keyLabels: Readonly<Record<string, string>> = {
  '': 'RSA PRIVATE KEY',
  rsa: 'RSA PRIVATE KEY',
  dsa: 'DSA PRIVATE KEY',
  ecdsa: 'EC PRIVATE KEY',
  ed25519: 'PRIVATE KEY',
};

function fromBase64(text: string, what: string): string {
  const decoded = decodeBase(text, 'base64');
  if (typeof decoded === 'string') throw new TemplateError(`unable to decode base64 ${what}`);
  return new TextDecoder().decode(decoded);
}

function pemOf(text: string): string {
  if (!text.includes('-----BEGIN ')) throw new TemplateError('unable to decode certificate');
  return text;
}

interface Certificate extends GoObject {
  readonly cert: string;
  readonly key: string;
}

const made = (...of: readonly string[]): Certificate =>
  certificate(opaquePem('CERTIFICATE', ...of), opaquePem('RSA PRIVATE KEY', ...of));

function certificate(cert: string, key: string): Certificate {
  const fields: Readonly<Record<string, string>> = { Cert: cert, Key: key };
  return {
    type: 'sprig.certificate',
    cert,
    key,
    field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    method: () => undefined,
    print: () => `{${cert} ${key}}`,
    json: () => new GoMap(new Map(Object.entries(fields))),
  };
}

function checkCertificate(value: Value): void {
  if (isObject(value) && value.type === 'sprig.certificate') return;
  throw new TemplateError('wrong type for value; expected sprig.certificate');
}

/** Addresses and names, which have to be texts. */
function words(context: CallContext, [ips, names]: readonly [List, List]): readonly string[] {
  const texts = (list: List, wrong: (shown: string) => string): readonly string[] =>
    list.map((item) => {
      if (!isText(item)) throw new TemplateError(wrong(show(context, item)));
      return String(item);
    });
  const addresses = texts(ips, (shown) => `error parsing ip: ${shown} is not a string`);
  const bad = addresses.find((text) => addressOf(text) === undefined);
  if (bad !== undefined) throw new TemplateError(`error parsing ip: ${bad}`);
  return [...addresses, ...texts(names, (shown) => `error processing alternate dns name: ${shown} is not a string`)];
}
