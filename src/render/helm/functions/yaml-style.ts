import { goYamlScalar } from '../../../manifest/scalar.ts';
import { parseFloat64 } from './cast.ts';

/** How a scalar is written. */
export type Style = 'plain' | 'single' | 'double' | 'literal';

/**
 * Whether a text can stand without quotes and is still a text to go-yaml.
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v2/encode.go (stringv)
 */
export const staysText = (text: string): boolean =>
  goYamlScalar(text) === text && (isWord.test(text) || !isNumber(text));

/** What needs no quotes for its characters, and is no number for its first one. */
const isWord = /^[A-Za-z][\w./-]*$/;

const isNumber = (text: string): boolean =>
  isPointFloat(text) || isTimestamp(text) || base60.test(text) || isHuge(text);

const isPointFloat = (text: string): boolean => text.startsWith('.') && parseFloat64(text) !== undefined;

// Past 64 bits an integer with a prefix is one all the same.
const isHuge = (text: string): boolean => /^[-+]?0[xXbBoO]?[\da-fA-F]{16,}$/.test(text.replaceAll('_', ''));

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, h1, m1, s1, h2, m2, s2] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= days &&
    (h1 ?? h2 ?? 0) < 24 &&
    (m1 ?? m2 ?? 0) < 60 &&
    (s1 ?? s2 ?? 0) < 60
  );
}

/** What of the other styles a text allows. */
export interface Allowed {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v2/emitterc.go (yaml_emitter_analyze_scalar) */
export function allowed(text: string, isPretty: boolean): Allowed {
  if (text === '') return { multiline: false, plain: true, single: true, block: false };
  if (isWord.test(text)) return everyStyle;
  const multiline = anyBreak.test(text);
  const isSpecial = (isPretty ? unprintable3 : unprintable2).test(text) || spaceBreak.test(text);
  const breakSpace = breakThenSpace.test(text);
  const isTabbed = isPretty && text.includes('\t');
  return {
    multiline,
    plain: !(multiline || isSpecial || isTabbed || /^ | $/.test(text) || hasIndicator(text)),
    single: !(isSpecial || isTabbed || breakSpace),
    block: !(isSpecial || text.endsWith(' ')),
  };
}

const everyStyle: Allowed = { multiline: false, plain: true, single: true, block: true };

const anyBreak = /[\r\n\u0085\u2028\u2029]/;
const spaceBreak = / [\r\n\u0085\u2028\u2029]/;
const breakThenSpace = /[\r\n\u0085\u2028\u2029] /;

/** go-yaml 2 writes a tab, and whatever is past U+FFFF, in double quotes alone. */
const unprintable2 = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const unprintable3 = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Characters that would begin something else, or make a text look as if it ended. */
const hasIndicator = (text: string): boolean =>
  /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))/.test(text) ||
  /:(?:[ \t]|$)|[ \t\r\n\u0085\u2028\u2029]#/.test(text);

export const isPrintable = (character: string, isPretty: boolean): boolean =>
  !(isPretty ? unprintable3 : unprintable2).test(character);
