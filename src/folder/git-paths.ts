import path, { type PlatformPath } from 'node:path';

/** Paths of files as git has them on every system: with slashes, links as well, and as one form of Unicode. */

/** `overlays\prod` as somebody types it on Windows; elsewhere a backslash is a character like any other. */
export const withSlashes = (text: string, { sep }: PlatformPath = path): string => text.replaceAll(sep, '/');

/** The path of `inner` below `outer`, empty for the same folder; undefined where it lies elsewhere, or on another drive. */
export function pathBelow(outer: string, inner: string, system: PlatformPath = path): string | undefined {
  const below = system.relative(outer, inner);
  if (below === '..' || below.startsWith(`..${system.sep}`) || system.isAbsolute(below)) return undefined;
  return withSlashes(below, system);
}

/**
 * A name that a folder lists. macOS may list `é` as two characters, and finds the file by either form; git has there, and
 * whoever refers to the file writes, the composed one.
 *
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-coreprecomposeUnicode
 */
export const listedName = (name: string, platform: NodeJS.Platform): string =>
  platform === 'darwin' ? name.normalize('NFC') : name;
