import { createHash, timingSafeEqual } from 'node:crypto';

/** True where an `Authorization` is `Bearer` and this token. */
export const bears = (token: string, authorization = ''): boolean => isSame(authorization, `Bearer ${token}`);

/** True where it carries the token as a program does, `Bearer`, or as a browser does: as a password, by any name. */
export const admits = (token: string, authorization = ''): boolean =>
  bears(token, authorization) || isSame(passwordIn(authorization), token);

/** Empty where there is none. @see https://www.rfc-editor.org/rfc/rfc7617#section-2 */
function passwordIn(authorization: string): string {
  const [, encoded = ''] = /^basic +(.*)$/i.exec(authorization) ?? [];
  const pair = Buffer.from(encoded, 'base64').toString();
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : '';
}

/** Compared by their digests, which have one length whatever was sent, in a time that tells nothing. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
