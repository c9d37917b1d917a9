import { TemplateError } from '../template/value.ts';
import { compare, comparePre, maxLength, parseVersion, type Version } from './semver-version.ts';

/** Groups of which one has to hold; all of a group. */
export type Constraint = readonly (readonly Comparison[])[];

interface Comparison {
  readonly operator: string;
  readonly version: Version;
  /** Where the version ends: `1.x` says nothing of minor and patch. */
  readonly open: 'all' | 'minor' | 'patch' | 'none';
}

/**
 * A constraint in Masterminds' words: `>=1.19-0`, `^1.2 || ~2.0`, `1.0 - 2.0`, `1.x, !=1.3.0`.
 * @throws TemplateError
 * @see https://github.com/Masterminds/semver/blob/v3.4.0/constraints.go
 */
export function parseConstraint(text: string): Constraint {
  if (text.length > maxLength) throw new TemplateError(`improper constraint: ${text.slice(0, 100)}…`);
  const rewritten = lonelyDash.test(text)
    ? text.replaceAll(range, (_, from: string, to: string) => `>= ${from}, <= ${to} `)
    : text;
  return rewritten.split('||').map((group) => {
    if (!isGroup.test(group)) throw new TemplateError(`improper constraint: ${group}`);
    return Array.from(group.matchAll(one), comparisonOf);
  });
}

const number = '[0-9|xX*]+';
const versionPattern = `v?${number}(?:\\.${number})?(?:\\.${number})?(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`;
// In the order in which Go tries them, the first that lets the rest match.
const operators = '(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|)';
const space = '[\\t\\n\\f\\r ]';
const lonelyDash = new RegExp(`${space}-${space}`);
const range = new RegExp(`${space}*(${versionPattern})${space}+-${space}+(${versionPattern})${space}*`, 'g');
const one = new RegExp(
  `(${operators})${space}*v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`,
  'g',
);
const part = `${operators}${space}*${versionPattern}${space}*`;
const isGroup = new RegExp(`^${space}*${part}(?:(?:${space}+|,${space}*)${part})*$`);

function comparisonOf([, operator = '', major = '', minor = '', patch = '', pre = '']: RegExpExecArray): Comparison {
  if (isAny(major)) return { operator, version: parsed(`0.0.0${pre}`), open: 'all' };
  if (minor === '' || isAny(minor)) return { operator, version: parsed(`${major}.0.0${pre}`), open: 'minor' };
  if (patch === '' || isAny(patch)) return { operator, version: parsed(`${major}.${minor}.0${pre}`), open: 'patch' };
  return { operator, version: parsed(`${major}.${minor}.${patch}${pre}`), open: 'none' };
}

const isAny = (text: string): boolean => text === 'x' || text === 'X' || text === '*';

function parsed(text: string): Version {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError('constraint parser error');
    throw error;
  }
}

/**
 * Whether the version satisfies the constraint. A pre-release does so only where the group names one: so Helm 4, while
 * Helm 3 asks that of each comparison, and of `>=1.0.0-0 <2.0.0` takes none.
 */
export function checks(constraint: Constraint, version: Version): boolean {
  return constraint.some((group) => {
    if (version.pre !== '' && group.every((comparison) => comparison.version.pre === '')) return false;
    return group.every((comparison) => holds(comparison, version));
  });
}

function holds(comparison: Comparison, version: Version): boolean {
  switch (comparison.operator) {
    case '!=':
      return isOther(comparison, version);
    case '>':
      return isMore(comparison, version);
    case '<':
      return compare(version, comparison.version) < 0;
    case '>=':
    case '=>':
      return compare(version, comparison.version) >= 0;
    case '<=':
    case '=<':
      return isAtMost(comparison, version);
    case '~':
    case '~>':
      return isAbout(comparison, version);
    case '^':
      return isCompatible(comparison, version);
    default:
      return comparison.open === 'none' ? compare(version, comparison.version) === 0 : isAbout(comparison, version);
  }
}

function isOther({ open, version: wanted }: Comparison, version: Version): boolean {
  if (open === 'none') return compare(version, wanted) !== 0;
  if (wanted.major !== version.major) return true;
  if (open === 'minor') return false;
  if (wanted.minor !== version.minor) return true;
  if (open === 'all') return wanted.patch !== version.patch || compare(version, wanted) !== 0;
  return (version.pre !== '' || wanted.pre !== '') && comparePre(version.pre, wanted.pre) !== 0;
}

/** `>11` means 12 or more, `>11.1` means 11.2 or more. */
function isMore({ open, version: wanted }: Comparison, version: Version): boolean {
  if (open === 'none') return compare(version, wanted) > 0;
  if (version.major !== wanted.major) return version.major > wanted.major;
  if (open === 'minor') return false;
  return open === 'patch' ? version.minor > wanted.minor : compare(version, wanted) > 0;
}

/** `<=11` takes in all of 11. */
function isAtMost({ open, version: wanted }: Comparison, version: Version): boolean {
  if (open === 'none') return compare(version, wanted) <= 0;
  if (version.major !== wanted.major) return version.major < wanted.major;
  return open === 'minor' || version.minor <= wanted.minor;
}

function isAbout({ open, version: wanted }: Comparison, version: Version): boolean {
  if (compare(version, wanted) < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && open !== 'minor' && open !== 'patch') return true;
  return version.major === wanted.major && (open === 'minor' || version.minor === wanted.minor);
}

/** Of the same first number that is not zero. */
function isCompatible({ open, version: wanted }: Comparison, version: Version): boolean {
  if (compare(version, wanted) < 0) return false;
  if (wanted.major > 0n || open === 'minor') return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || open === 'patch') return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}
