import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { released } from './support/changelog.ts';

/**
 * Makes a version of what is unreleased: in the changelog, package.json and the lockfile. Commits nothing.
 *
 *     npm run release -- 1.2.3
 */
const version = process.argv[2] ?? '';
const changelog = new URL('../CHANGELOG.md', import.meta.url);
const text = released(readFileSync(changelog, 'utf8'), version, new Date().toISOString().slice(0, 10));
execFileSync('npm', ['version', version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts'], {
  stdio: 'ignore',
});
writeFileSync(changelog, text);
process.stdout.write(`${version}: read CHANGELOG.md, then

  git commit --all --message "release: ${version}"
  git tag --sign --message "${version}" release/${version}     once it is on the default branch
  git push origin release/${version}
`);
