import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listedName, pathBelow, withSlashes } from '../../src/folder/git-paths.ts';
import { revision } from '../../src/folder/repository.ts';
import { workingTree } from '../../src/folder/working-tree.ts';
import { type Files, git, gitRepository, write } from '../support/git-repository.ts';

describe('paths', () => {
  test.each([
    { system: win32, outer: 'C:\\work\\shop', inner: 'C:\\work\\shop\\out\\head', below: 'out/head' },
    { system: win32, outer: 'c:\\Work\\shop', inner: 'C:\\work\\shop\\out', below: 'out' },
    { system: win32, outer: 'C:/work/shop', inner: 'C:\\work\\shop\\out', below: 'out' },
    { system: win32, outer: 'C:\\work', inner: 'D:\\work\\out', below: undefined },
    { system: win32, outer: 'C:\\work', inner: 'C:\\workshop', below: undefined },
    { system: win32, outer: '\\\\host\\share\\shop', inner: '\\\\host\\share\\shop\\out', below: 'out' },
    { system: posix, outer: '/work/shop', inner: '/work/shop', below: '' },
    { system: posix, outer: '/work/shop', inner: '/work', below: undefined },
    { system: posix, outer: '/work/shop', inner: '/work/shop/..out', below: '..out' },
    { system: posix, outer: '/work', inner: '/work/a\\b', below: 'a\\b' },
  ])('of $inner in $outer is $below', ({ system, outer, inner, below }) => {
    expect(pathBelow(outer, inner, system)).toBe(below);
  });

  test('have slashes, and a backslash in a name only where it is one', () => {
    expect(withSlashes('overlays\\prod', win32)).toBe('overlays/prod');
    expect(withSlashes('overlays\\prod', posix)).toBe('overlays\\prod');
  });

  test('are composed on macOS, as git has them there, and left as they are elsewhere', () => {
    const decomposed = 'cafe\u0301.yaml';
    expect(listedName(decomposed, 'darwin')).toBe('caf\u00e9.yaml');
    expect(listedName(decomposed, 'linux')).toBe(decomposed);
  });
});

/** The files whose entry is not the one of the commit. */
async function changed(folder: string, platform?: NodeJS.Platform): Promise<readonly string[]> {
  const [committed, found] = [
    await revision(folder, 'HEAD').tree(),
    await workingTree(folder, platform === undefined ? {} : { platform }).tree(),
  ];
  return [...found].flatMap(([path, { sha, type }]) => {
    const before = committed.get(path);
    return before?.sha === sha && before.type === type ? [] : [path];
  });
}

test('a file that is no manifest has changed where its content has: a chart has many of them', async () => {
  const template = '{{ define "name" }}web{{ end }}\n';
  const folder = gitRepository({ 'web/templates/_helpers.tpl': template, 'web/templates/NOTES.txt': 'hello\n' });
  expect(await changed(folder)).toEqual([]);
  write(folder, { 'web/templates/_helpers.tpl': template.replace('web', 'api'), 'web/templates/_new.tpl': template });
  expect(await changed(folder)).toEqual(['web/templates/_new.tpl', 'web/templates/_helpers.tpl']);
});

describe('a working tree whose line ends git has written', () => {
  const lines = 'a: 1\nb: 2\n';
  const windows = lines.replaceAll('\n', '\r\n');

  /** A repository, checked out anew with a setting of git. */
  function checkedOut(files: Files, ...settings: readonly (readonly [string, string])[]): string {
    const folder = gitRepository(files);
    for (const [name, value] of settings) git(folder, 'config', name, value);
    for (const path of Object.keys(files)) unlinkSync(join(folder, path));
    git(folder, 'checkout', '--quiet', '--force', 'HEAD', '--', '.');
    return folder;
  }

  test.each([
    { how: 'core.autocrlf', files: {}, settings: [['core.autocrlf', 'true']] },
    { how: 'text=auto', files: { '.gitattributes': '* text=auto eol=crlf\n' }, settings: [] },
    { how: 'text', files: { '.gitattributes': '*.yaml text eol=crlf\n' }, settings: [] },
  ] as const)('has not changed: $how', async ({ files, settings }) => {
    const folder = checkedOut({ 'k8s/web.yaml': lines, ...files }, ...settings);
    expect(readFileSync(join(folder, 'k8s/web.yaml'), 'utf8')).toBe(windows);
    expect(await changed(folder)).toEqual([]);
  });

  test('has changed where somebody has changed it, and in those lines alone', async () => {
    const folder = checkedOut({ 'k8s/web.yaml': lines }, ['core.autocrlf', 'true']);
    write(folder, { 'k8s/web.yaml': `${windows}c: 3\r\n`, 'k8s/new.yaml': 'd: 4\r\n' });
    expect(await changed(folder)).toEqual(['k8s/new.yaml', 'k8s/web.yaml']);
    const tree = workingTree(folder);
    const texts = [...(await tree.blobs(await tree.tree())).values()].map(String);
    expect(texts.sort()).toEqual([`${lines}c: 3\n`, 'd: 4\n']);
  });

  test.each([
    { why: 'nobody asked git for it', files: {} },
    { why: 'they were committed so', files: {}, settings: [['core.autocrlf', 'true']], committed: windows },
    { why: 'they are no text', files: { '.gitattributes': '* -text\n' }, settings: [['core.autocrlf', 'true']] },
  ] as const)('is read as it is where $why', async (given) => {
    const settings = 'settings' in given ? given.settings : [];
    const committed = 'committed' in given ? given.committed : lines;
    const folder = checkedOut({ 'k8s/web.yaml': committed, ...given.files }, ...settings);
    writeFileSync(join(folder, 'k8s/web.yaml'), windows);
    expect(await changed(folder)).toEqual(committed === windows ? [] : ['k8s/web.yaml']);
  });

  test('has a link where Windows has a file with its target', async () => {
    const folder = gitRepository({ 'base.yaml': lines });
    const target = git(folder, 'rev-parse', 'HEAD:base.yaml').trim();
    write(folder, { target: '../base.yaml' });
    const id = git(folder, 'hash-object', '-w', 'target').trim();
    unlinkSync(join(folder, 'target'));
    git(folder, 'config', 'core.symlinks', 'false');
    git(folder, 'update-index', '--add', '--cacheinfo', `120000,${id},k8s/web.yaml`);
    git(folder, 'commit', '--quiet', '--message', 'link');
    git(folder, 'checkout', '--quiet', '--force', 'HEAD', '--', '.');
    expect(target).not.toBe(id);
    expect(await changed(folder, 'win32')).toEqual([]);
    expect(await changed(folder, 'linux')).toEqual(['k8s/web.yaml']);
  });
});
