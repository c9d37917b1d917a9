/** What stands above a release in CHANGELOG.md. */
const heading = (version: string, date: string): string => `## ${version} (${date})`;

/**
 * The changelog with its «Unreleased» as a version, and an empty one above it.
 * @param date `2026-01-31`
 * @throws Error where there is nothing to release, or the version is there already
 */
export function released(changelog: string, version: string, date: string): string {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`${version} is no version; write 1.2.3`);
  if (sectionOf(changelog, version) !== undefined) throw new Error(`CHANGELOG.md has ${version} already`);
  if (!sectionOf(changelog, 'Unreleased')) throw new Error('CHANGELOG.md has nothing unreleased');
  return changelog.replace(/^## Unreleased\n/m, () => `## Unreleased\n\n${heading(version, date)}\n`);
}

/** What the changelog says of a version, without its heading; undefined where it does not know it. */
export function sectionOf(changelog: string, version: string): string | undefined {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => /^\S+/.exec(text)?.[0] === version);
  return section?.slice(section.indexOf('\n')).trim();
}
