import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withRendered } from '../../src/action/rendered.ts';
import { asTheyAre } from '../../src/cli/sides.ts';
import { revision } from '../../src/folder/repository.ts';
import { gitRepository, write } from '../support/git-repository.ts';

const manifest = 'a: 1\n';

/** A repository with rendered folders, and what is laid over its two commits. */
function laidOver(head: string, base: string) {
  const top = gitRepository({ 'k8s/a.yaml': 'a: 0\n', 'out/head/old.yaml': 'a: 0\n' }, { 'k8s/b.yaml': 'b: 0\n' });
  write(top, {
    'out/head/web.yaml': manifest,
    'out/base/web.yaml': 'a: 2\n',
    'out/base/gone.yaml': manifest,
    '.github/a.yaml': manifest,
    'empty/.git/x': '',
  });
  const sides = asTheyAre(revision(top, 'HEAD~1'), revision(top, 'HEAD'));
  return withRendered(sides, top, { head: join(top, head), base: join(top, base) });
}

describe('what was rendered', () => {
  test('stands on both sides at the path of the head, in place of what is committed there', async () => {
    const { base, head } = await laidOver('out/head', 'out/base');
    expect([...(await head.tree()).keys()].sort()).toEqual([
      'k8s/a.yaml',
      'k8s/b.yaml',
      'out/head/old.yaml',
      'out/head/web.yaml',
    ]);
    const tree = await base.tree();
    expect([...tree.keys()].sort()).toEqual(['k8s/a.yaml', 'out/head/gone.yaml', 'out/head/web.yaml']);
    const texts = [...(await base.blobs(tree)).values()].map((bytes) => Buffer.from(bytes).toString());
    expect(texts.sort()).toEqual(['a: 0\n', 'a: 1\n', 'a: 2\n']);
  });

  test.each([
    { head: 'out/missing', base: 'out/base', says: 'is not a folder' },
    { head: 'out/head', base: 'out/head/web.yaml', says: 'is not a folder' },
    { head: 'empty', base: 'out/base', says: 'empty is empty' },
    { head: '.', base: 'out/base', says: 'inside of the checkout' },
    { head: '..', base: 'out/base', says: 'inside of the checkout' },
    { head: '.github', base: 'out/base', says: 'would hold the configuration' },
  ])('from $head and $base is refused: $says', async ({ head, base, says }) => {
    await expect(laidOver(head, base)).rejects.toThrow(says);
  });
});
