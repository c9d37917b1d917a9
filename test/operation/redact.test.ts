import { describe, expect, test } from 'vitest';
import { createRedact, redactedJson } from '../../src/operation/redact.ts';

const body = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCiq5A7tZmN\n'.repeat(3)}-----END PRIVATE KEY-----\n`;

describe('what is redacted', () => {
  test.each([
    { what: 'an installation token', text: `token ghs_${body}` },
    { what: 'an installation token that is a JSON Web Token', text: `ghs_4711_${body}.${body}-${body}` },
    { what: 'a personal token', text: `ghp_${body}` },
    { what: 'an OAuth token', text: `gho_${body}` },
    { what: 'a user’s token', text: `ghu_${body}` },
    { what: 'a refresh token', text: `ghr_${body}` },
    { what: 'a fine-grained token', text: `github_pat_${body}_${body}` },
    { what: 'a JSON Web Token', text: `bearer eyJ${body}.eyJ${body}.${body}` },
    { what: 'a password in a URL', text: `cannot reach https://portcullis:${body}@example.com/acme/shop.git` },
    { what: 'a password with an @ in a URL', text: `postgres://portcullis:x@${body}@db.example.com/d` },
    { what: 'a token in a label of Mermaid', text: `N1["Ingress shop/ghp#95;${body}"]` },
    { what: 'a long token in a label of Mermaid', text: `"github#95;pat#95;${body}#95;${body}"` },
    { what: 'a password in a label of Mermaid', text: `"https#58;//user#58;${body}#33;#64;example.com/"` },
    { what: 'a private key', text: `so: ${pem.replaceAll('MIIEvQ', body)} that was it` },
    { what: 'a private key that is cut short', text: `-----BEGIN RSA PRIVATE KEY-----\n${body}` },
  ])('$what', ({ text }) => {
    const redacted = createRedact()(text);
    expect(redacted).toContain('[redacted]');
    expect(redacted).not.toContain(body);
  });

  test('our own secrets, whatever they look like, and each line of our key', () => {
    const redact = createRedact(['correct horse (battery) staple', pem]);
    expect(redact('it said "correct horse (battery) staple"!')).toBe('it said "[redacted]"!');
    expect(redact(pem)).toBe('[redacted]');
    expect(redact(`line 2 was ${pem.split('\n')[1]}`)).toBe('line 2 was [redacted]');
  });
});

test.each([
  'see ghs_… and gh_tokens in docs/ghp_example.md',
  'https://github.com/acme/shop/blob/0123456789abcdef0123456789abcdef01234567/k8s/web.yaml#L3-L9',
  'git@github.com:acme/shop.git, ssh://git@github.com/acme/shop, http://localhost:8080/@scope/name',
  'image ghcr.io/acme/web:1.2@sha256:0123456789abcdef',
])('an ordinary text stays as it is: %s', (text) => {
  expect(createRedact(['a secret of ours'])(text)).toBe(text);
});

test('in JSON the values are redacted, and what names a file or a commit is left to mean what it means', () => {
  const path = `k8s/ghp_${body}.yaml`;
  const sent = {
    body: `see ghp_${body}`,
    comments: [{ path, body: pem, line: 3 }],
    labels: [`ghs_${body}`],
    draft: null,
  };
  expect(JSON.parse(redactedJson(JSON.stringify(sent), createRedact()))).toEqual({
    body: 'see ghp_[redacted]',
    comments: [{ path, body: '[redacted]\n', line: 3 }],
    labels: ['ghs_[redacted]'],
    draft: null,
  });
});

test.each([
  'eyJ',
  'eyJ-',
  'eyJ.',
  'ghs_',
  'ghs_a.',
  '://a:',
  '://a:b',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  '\\',
])('a text made of %j costs no more than its length', (part) => {
  const text = part.repeat(400_000 / part.length);
  const redact = createRedact([pem]);
  const began = performance.now();
  redact(text);
  expect(performance.now() - began).toBeLessThan(400);
});
