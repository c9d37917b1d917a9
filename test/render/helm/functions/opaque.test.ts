import { describe, expect, test } from 'vitest';
import { printed } from './evaluate.ts';

const text = (expression: string): string => String(printed(expression));

describe('what Helm makes by chance', () => {
  test.each<[string, RegExp]>([
    ['randAlphaNum 12', /^[A-Za-z0-9]{12}$/],
    ['randAlpha 5', /^[A-Za-z]{5}$/],
    ['randNumeric 4', /^\d{4}$/],
    ['randAscii 30', /^[ -~]{30}$/],
    ['randBytes 16', /^[A-Za-z0-9+/]{22}==$/],
    ['randInt 5 9', /^[5-8]$/],
    ['uuidv4', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/],
    ['bcrypt "x"', /^\$2a\$10\$[./A-Za-z0-9]{53}$/],
    ['htpasswd "u" "p"', /^u:\$2a\$10\$/],
    ['derivePassword 1 "pin" "p" "u" "s"', /^\d{4}$/],
    ['derivePassword 1 "maximum" "p" "u" "s"', /^[A-Za-z0-9]{20}$/],
    ['encryptAES "k" "text"', /^[A-Za-z0-9+/]{42,43}={1,2}$/],
    ['genPrivateKey "ecdsa"', /^-----BEGIN EC PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+\n-----END EC PRIVATE KEY-----\n$/],
    ['(genCA "ca" 365).Cert', /^-----BEGIN CERTIFICATE-----\n/],
    ['(genSelfSignedCert "x" (list "10.0.0.1") (list "a.b") 365).Key', /^-----BEGIN RSA PRIVATE KEY-----\n/],
    ['(genSignedCert "x" nil nil 365 (genCA "ca" 365)).Cert', /^-----BEGIN CERTIFICATE-----\n/],
    ['toJson (genCA "ca" 365)', /^\{"Cert":"-----BEGIN CERTIFICATE-----\\n/],
  ])('%s has the right form, and is the same every time', (expression, form) => {
    expect(text(expression)).toMatch(form);
    expect(text(expression)).toBe(text(expression));
  });

  test('other arguments give another text', () => {
    expect(text('(genCA "a" 365).Cert')).not.toBe(text('(genCA "b" 365).Cert'));
    expect(text('bcrypt "a"')).not.toBe(text('bcrypt "b"'));
  });

  test('a key that is given stays', () => {
    expect(text('(genCAWithKey "ca" 1 "my key").Key')).toBe('my key');
  });
});

describe('the clock', () => {
  test.each<[string, string]>([
    ['now | date "2006-01-02 15:04:05 MST"', '2025-01-01 00:00:00 UTC'],
    ['now.Unix', '1735689600'],
    ['date "2006" "no time"', '2025'],
    ['ago now', '0s'],
    ['now.AddDate 0 1 -1 | date "2006-01-02"', '2025-01-31'],
    ['now | dateModify "36h" | htmlDate', '2025-01-02'],
  ])('%s', (expression, expected) => {
    expect(text(expression)).toBe(expected);
  });
});
