import { readFileSync } from 'node:fs';
import { sectionOf } from './support/changelog.ts';

/**
 * Prints what the changelog says of a version; a release without a word about it is none.
 *
 *     node scripts/release-notes.ts 1.2.3
 */
const version = process.argv[2] ?? '';
const notes = sectionOf(readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8'), version);
if (notes) process.stdout.write(`${notes}\n`);
else {
  process.stderr.write(`CHANGELOG.md says nothing of ${version || 'no version'}\n`);
  process.exitCode = 1;
}
