/** Git has no other paths; a browser would resolve dots, even encoded ones, and end up somewhere else. */
export const isGitPath = (path: string): boolean =>
  path.split('/').every((segment) => !['', '.', '..'].includes(segment));

/** Segments of a path for an address, in which nothing stands for itself but letters, digits, `-`, `.` and `_`. */
export const encodedPath = (segments: readonly string[]): string => segments.map(encoded).join('/');

// encodeURIComponent leaves these as they are, and parentheses would end a link of Markdown; lone surrogates would throw.
const encoded = (segment: string): string =>
  encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
