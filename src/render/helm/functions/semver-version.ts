import { TemplateError } from '../template/value.ts';

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Behind the dash, and behind the plus; empty where there is none. */
  readonly pre: string;
  readonly metadata: string;
  readonly original: string;
}

/**
 * A version, or what looks like one: `v1.2` is 1.2.0.
 * @throws TemplateError
 * @see https://github.com/Masterminds/semver/blob/v3.4.0/version.go (NewVersion)
 */
export function parseVersion(text: string): Version {
  const match = text.length > maxLength ? null : pattern.exec(text);
  if (match === null) throw new TemplateError('invalid semantic version');
  const [, major = '0', minor = '0', patch = '0', pre = '', metadata = ''] = match;
  if (pre.split('.').some((part) => /^0\d+$/.test(part))) throw new TemplateError('version segment starts with 0');
  return { major: segment(major), minor: segment(minor), patch: segment(patch), pre, metadata, original: text };
}

const pattern =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Nobody's version is longer, and its numbers are compared digit by digit. */
export const maxLength = 1_000;

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value >= 2n ** 64n)
    throw new TemplateError(
      `error parsing version segment: strconv.ParseUint: parsing "${digits}": value out of range`,
    );
  return value;
}

export function textOf({ major, minor, patch, pre, metadata }: Version): string {
  return `${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** -1, 0 or 1; a pre-release is less than its release, and metadata is no part of it. */
export function compare(a: Version, b: Version): number {
  const numbers = order(a.major, b.major) || order(a.minor, b.minor) || order(a.patch, b.patch);
  if (numbers !== 0 || a.pre === b.pre) return numbers;
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1;
  return comparePre(a.pre, b.pre);
}

export function comparePre(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const found = comparePart(left[at] ?? '', right[at] ?? '');
    if (found !== 0) return found;
  }
  return 0;
}

/** Numbers by their size and before all else, the shorter list first. */
function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return order(x, y) || -1;
  if (x !== undefined || y !== undefined) return x !== undefined ? -1 : 1;
  return a > b ? 1 : -1;
}

const numberOf = (part: string): bigint | undefined =>
  /^\d+$/.test(part) && BigInt(part) < 2n ** 64n ? BigInt(part) : undefined;

const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
