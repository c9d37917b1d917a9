import { describe, expect, test } from 'vitest';
import type { GapReason } from '../../src/model/gap.ts';
import { say } from '../../src/model/message.ts';
import { gapsOfFile, type SeenFile } from '../../src/render/gaps.ts';

const seen = (reasons: readonly GapReason[], over: Partial<SeenFile> = {}): SeenFile => ({
  problems: reasons.map((reason) => ({
    at: { path: 'k8s/web.yaml', line: 1, column: 1 },
    reason,
    message: say`${reason}`,
  })),
  objects: [],
  looksLikeManifest: true,
  ...over,
});

const verdicts = (base: SeenFile | undefined, head: SeenFile | undefined): readonly string[] =>
  gapsOfFile(base, head).map(({ side, reason, blocks }) => `${side} ${reason}${blocks ? ' blocks' : ''}`);

/** What one file can have; the others are about the tree, a root or the configuration. */
const ofFiles: readonly GapReason[] = [
  'yaml-invalid',
  'encoding',
  'limit',
  'template',
  'patch',
  'symlink',
  'submodule',
  'lfs',
  'missing-file',
];

describe.each(ofFiles)('%s', (reason) => {
  test('blocks in a manifest that the change brings', () => {
    expect(verdicts(undefined, seen([reason]))).toEqual([`head ${reason} blocks`]);
  });

  test('blocks where base read objects in the file, though it no longer looks like a manifest', () => {
    const head = seen([reason], { looksLikeManifest: false });
    expect(verdicts(seen([], { objects: ['a'] }), head)).toEqual([`head ${reason} blocks`]);
  });

  test('is told and blocks nobody where base had it as well and nothing was lost', () => {
    const base = seen([reason], { objects: ['a'] });
    expect(verdicts(base, seen([reason], { objects: ['a', 'b'] }))).toEqual([`base ${reason}`, `head ${reason}`]);
  });

  test('blocks where base had it as well and an object has been lost', () => {
    const base = seen([reason], { objects: ['a', 'b'] });
    expect(verdicts(base, seen([reason], { objects: ['a'] }))).toContain(`head ${reason} blocks`);
  });

  test('is told of base alone, and blocks nobody', () => {
    expect(verdicts(seen([reason]), seen([]))).toEqual([`base ${reason}`]);
    expect(verdicts(seen([reason]), undefined)).toEqual([`base ${reason}`]);
  });

  test('is nothing in what was never a manifest', () => {
    expect(verdicts(undefined, seen([reason], { looksLikeManifest: false }))).toEqual([]);
  });
});

test('another reason than that of base blocks', () => {
  expect(verdicts(seen(['template']), seen(['yaml-invalid']))).toContain('head yaml-invalid blocks');
});

test('what nobody reads is a notice', () => {
  expect(verdicts(undefined, seen(['not-read'], { objects: ['a'] }))).toEqual(['head not-read']);
});
