import { type GoFunction, GoInt, type GoObject, TemplateError } from '../template/value.ts';
import { type Family, fn } from './define.ts';
import { checks, parseConstraint } from './semver-constraint.ts';
import { compare, parseVersion, textOf, type Version } from './semver-version.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/semver.go */
export const semver: Family = {
  semver: fn(['string'], (_, text) => versionObject(parseVersion(String(text)))),
  semverCompare: fn(['string', 'string'], (_, constraint, text) => {
    const wanted = parseConstraint(String(constraint));
    return checks(wanted, parseVersion(String(text)));
  }),
};

function versionObject(version: Version): GoObject {
  const uint = (value: bigint): GoFunction => fn([], () => new GoInt(value, 'uint64'));
  const compared = (tells: (order: number) => boolean): GoFunction =>
    fn(['any'], (_, other) => tells(compare(version, versionOf(other))));
  const methods: Readonly<Record<string, GoFunction>> = {
    Major: uint(version.major),
    Minor: uint(version.minor),
    Patch: uint(version.patch),
    Prerelease: fn([], () => version.pre),
    Metadata: fn([], () => version.metadata),
    Original: fn([], () => version.original),
    String: fn([], () => textOf(version)),
    Compare: fn(['any'], (_, other) => new GoInt(BigInt(compare(version, versionOf(other))), 'int')),
    LessThan: compared((order) => order < 0),
    LessThanEqual: compared((order) => order <= 0),
    GreaterThan: compared((order) => order > 0),
    GreaterThanEqual: compared((order) => order >= 0),
    Equal: compared((order) => order === 0),
    IncMajor: fn([], () => versionObject(next(version, { major: version.major + 1n, minor: 0n, patch: 0n }))),
    IncMinor: fn([], () => versionObject(next(version, { minor: version.minor + 1n, patch: 0n }))),
    IncPatch: fn([], () => versionObject(next(version, { patch: version.patch + (version.pre === '' ? 1n : 0n) }))),
  };
  const object: GoObject = {
    type: '*semver.Version',
    field: () => undefined,
    method: (name) => (Object.hasOwn(methods, name) ? methods[name] : undefined),
    print: () => textOf(version),
    json: () => textOf(version),
  };
  versions.set(object, version);
  return object;
}

/** The version behind an object that a template hands back. */
const versions = new WeakMap<object, Version>();

function versionOf(value: unknown): Version {
  const found = typeof value === 'object' && value !== null ? versions.get(value) : undefined;
  if (found === undefined) throw new TemplateError('wrong type for value; expected *semver.Version');
  return found;
}

function next(version: Version, numbers: Partial<Version>): Version {
  const made = { ...version, ...numbers, pre: '', metadata: '' };
  return { ...made, original: `${version.original.startsWith('v') ? 'v' : ''}${textOf(made)}` };
}
