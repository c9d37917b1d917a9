/** Replaces what nobody may read: credentials of our own, and whatever else looks like one. */
export type Redact = (text: string) => string;

const mark = '[redacted]';

/**
 * GitHub's tokens, JSON Web Tokens, private keys and the password in a URL, also as a Mermaid label writes them: every
 * mark as an entity, `#95;` for an underscore. Every pattern is bounded, or starts where nothing before it could have
 * started, so that a text made for it costs no more than its length.
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/((?:gh[pousr]|github(?:_|#95;)pat)(?:_|#95;))(?:[\w.-]|#\d{1,5};){16,}/g, `$1${mark}`],
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, mark],
  [/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----.*?(-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/gs, mark],
  [
    /((?::|#58;)\/\/)(?:[^\s/?#"'@:]|#(?!58;)\d{1,5};){0,256}(?::|#58;)(?:[^\s/?#"']|#\d{1,5};){1,256}(@|#64;)/g,
    `$1${mark}$2`,
  ],
];

/** `secrets` are replaced as they are, whatever they look like; of a private key also each of its lines. */
export function createRedact(secrets: readonly string[] = []): Redact {
  const values = secrets.flatMap(partsOf).filter((part) => part.length >= shortestPart);
  const exact = values.length === 0 ? undefined : new RegExp(values.map((value) => escaped(value)).join('|'), 'g');
  return (text) => {
    const known = exact === undefined ? text : text.replace(exact, mark);
    return shapes.reduce((left, [shape, instead]) => left.replace(shape, instead), known);
  };
}

// RegExp.escape is not in Node 22.
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Shorter ones would black out words; no secret that the settings accept is that short. */
const shortestPart = 8;

/** A whole secret comes first: an alternative that is a part of it would leave the rest. */
const partsOf = (secret: string): readonly string[] => [
  secret,
  ...secret.split('\n').filter((line) => line.length >= 40 && line !== secret),
];

/** Names and ids: under any other GitHub would not find what they mean, and they are as public as the repository. */
const addresses: ReadonlySet<string> = new Set(['path', 'commit_id', 'head_sha', 'external_id']);

/** JSON in, JSON out, with every value redacted that is no address. */
export const redactedJson = (json: string, redact: Redact): string =>
  JSON.stringify(JSON.parse(json), (key, value: unknown) =>
    typeof value === 'string' && !addresses.has(key) ? redact(value) : value,
  );
