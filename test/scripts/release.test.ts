import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { released, sectionOf } from '../../scripts/support/changelog.ts';
import { git, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

const scripts = join(import.meta.dirname, '../../scripts');
const changelog =
  '# Changelog\n\n## Unreleased\n\n- It opens doors: $& $1.\n\n## 0.1.0 (2026-01-31)\n\n- It is there.\n';

describe('the changelog', () => {
  test('makes a version of what is unreleased, below an empty one', () => {
    expect(released(changelog, '0.2.0', '2026-02-01')).toBe(
      changelog.replace('## Unreleased\n', () => '## Unreleased\n\n## 0.2.0 (2026-02-01)\n'),
    );
  });

  test('tells of each version what stands below it', () => {
    const text = released(changelog, '0.2.0', '2026-02-01');
    expect(sectionOf(text, '0.2.0')).toBe('- It opens doors: $& $1.');
    expect(sectionOf(text, '0.1.0')).toBe('- It is there.');
    expect(sectionOf(text, 'Unreleased')).toBe('');
    expect(sectionOf(text, '0.3.0')).toBeUndefined();
  });

  test.each([
    { version: '0.1.0', says: 'has 0.1.0 already' },
    { version: 'v0.2.0', says: 'is no version' },
    { version: '', says: 'is no version' },
  ])('refuses $version: $says', ({ version, says }) => {
    expect(() => released(changelog, version, '2026-02-01')).toThrow(says);
  });

  test('refuses to release nothing', () => {
    const text = released(changelog, '0.2.0', '2026-02-01');
    expect(() => released(text, '0.3.0', '2026-02-01')).toThrow('nothing unreleased');
  });

  test('has something to release, in the form that this reads', () => {
    const text = readFileSync(join(scripts, '../CHANGELOG.md'), 'utf8');
    expect(released(text, '9999.0.0', '2026-02-01')).toContain('## 9999.0.0 (2026-02-01)\n\n- ');
  });
});

describe('the tag of the Action', () => {
  const tagAction = (folder: string, remote: string): void => {
    execFileSync(join(scripts, 'tag-action.sh'), ['1.2.3', remote], {
      cwd: folder,
      env: { ...process.env, ...author },
      stdio: 'pipe',
    });
  };
  const author = {
    GIT_AUTHOR_NAME: 'test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
  };

  test('is what was tested and the bundle, on no branch; it is made once', () => {
    const folder = gitRepository({ 'action.yml': 'name: x\n', '.gitignore': 'dist/\n' });
    write(folder, { 'dist/action/index.mjs': 'export {};\n', 'dist/other.js': '\n' });
    const remote = temporaryFolder();
    git(remote, 'init', '--quiet', '--bare');
    tagAction(folder, remote);
    expect(git(remote, 'diff-tree', '-r', '--name-status', 'v1.2.3^', 'v1.2.3')).toBe('A\tdist/action/index.mjs\n');
    expect(git(remote, 'rev-parse', 'v1.2.3^')).toBe(git(folder, 'rev-parse', 'HEAD'));
    expect(git(remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/tags/v1.2.3\n');
    expect(git(folder, 'status', '--porcelain')).toBe('');
    write(folder, { 'dist/action/index.mjs': 'something else\n' });
    expect(() => tagAction(folder, remote)).toThrow(/already exists|rejected/);
  });
});
