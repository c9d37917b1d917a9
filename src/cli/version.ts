import { readFileSync } from 'node:fs';

/** Of Portcullis, as `package.json` beside the program has it. */
export const version = (): string =>
  // npm's own file, which always has a version.
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
