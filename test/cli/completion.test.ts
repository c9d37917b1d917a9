import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandRows, commands } from '../../src/cli/commands.ts';
import { rules } from '../../src/rules/index.ts';
import { commit, git, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
const scriptOf = (shell: string): string =>
  spawnSync(process.execPath, [cli, 'completion', shell], { encoding: 'utf8' }).stdout;
const inBash = scriptOf('bash');

/** What bash offers for the last of the words. */
function offered(words: readonly string[], cwd = '.'): readonly string[] {
  const script = `${inBash}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _portcullis; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', 'portcullis', ...words], {
    encoding: 'utf8',
    cwd,
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('the completion for bash', () => {
  test('offers every command', () => {
    expect(offered([''])).toEqual([...commandRows.map(([name]) => name), '--help', '--version']);
    expect(offered(['co'])).toEqual(['connectivity', 'completion']);
  });

  test('offers the options of the command, and of no other', () => {
    expect(offered(['doctor', '--'])).toEqual(['--repo', '--format', '--help']);
    expect(offered(['diff', 'main', '--f'])).toEqual(['--fail-on', '--format']);
  });

  test('offers the formats that the command writes', () => {
    expect(offered(['diff', '--format', ''])).toEqual([...commands.diff.formats]);
    expect(offered(['surface', '--format', 'm'])).toEqual(['mermaid']);
    expect(offered(['diff', '--fail-on', ''])).toEqual(['error', 'warning', 'never']);
  });

  test('offers the rules to explain', () => {
    expect(offered(['explain', ''])).toEqual(rules.map(({ id }) => id));
    expect(offered(['explain', 'new-node'])).toEqual(['new-node-port']);
    expect(offered(['explain', 'new-node-port', ''])).toEqual([]);
  });

  test('offers branches and tags of the repository, and carries out none of their names', () => {
    const repo = gitRepository({ 'a.txt': 'a' });
    commit(repo, { 'a.txt': 'b' });
    for (const branch of ['topic/one', '$(id>pwned)', '`id`', "a'b"]) git(repo, 'branch', branch);
    git(repo, 'tag', 'v1');
    expect(offered(['diff', ''], repo)).toEqual(['main', 'topic/one', 'v1']);
    expect(offered(['diff', 'main', 'to'], repo)).toEqual(['topic/one']);
    expect(offered(['diff', 'main', 'v1', ''], repo)).toEqual([]);
    expect(offered(['surface', '--repo', repo, 'm'])).toEqual(['main']);
    expect(existsSync(join(repo, 'pwned'))).toBe(false);
  });

  test('offers files and folders where they belong', () => {
    const folder = temporaryFolder();
    write(folder, { 'one.yaml': '', 'two/three.yaml': '' });
    expect(offered(['read', 'one.yaml', ''], folder).toSorted()).toEqual(['one.yaml', 'two']);
    expect(offered(['diff', '--base-dir', ''], folder)).toEqual(['two']);
    expect(offered(['doctor', '--repo', ''], folder)).toEqual([]);
  });

  test('outside of a repository it is quiet', () => {
    expect(offered(['diff', ''], temporaryFolder())).toEqual([]);
  });
});

test.each(['zsh', 'fish'])(
  'the completion for %s names every command, format and rule, and parses where there is one',
  (shell) => {
    const script = scriptOf(shell);
    for (const [name, { formats }] of commandRows) {
      expect(script).toContain(name);
      if (formats.length > 1) expect(script).toContain(formats.join(' '));
    }
    for (const { id } of rules) expect(script).toContain(id);
    const { error, status } = spawnSync(shell, ['-n'], { input: script });
    if (error === undefined) expect(status).toBe(0);
  },
);

test('a shell that nobody knows is refused with those that are known', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'completion', 'csh'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, 'portcullis: there is no completion for csh; choose bash, zsh, fish\n']);
});
