import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRunOutput } from '../../src/report/check-run.ts';
import { commentBody, noChangeBody } from '../../src/report/comment.ts';
import { place } from '../../src/report/markdown.ts';
import { markdownReport } from '../../src/report/markdown-report.ts';
import { remarksBody, restated } from '../../src/report/remarks.ts';
import { reviewComments } from '../../src/report/review-comments.ts';
import { diffText } from '../../src/report/text.ts';
import { at, context } from '../support/build.ts';
import { hostile } from '../support/hostile.ts';
import { slots, verdictOf } from '../support/hostile-verdict.ts';
import { skeletonOf } from '../support/markdown.ts';

const harmless = verdictOf(Array.from({ length: slots }, (_, index) => `harmless${index}`));
const name = hostile.filter((text) => text !== '');
const path = name.filter((text) => text.split('/').every((segment) => !['', '.', '..'].includes(segment)));
const texts = fc
  .tuple(path, fc.uniqueArray(name, { minLength: slots - 1, maxLength: slots - 1 }))
  .map(([first, others]) => [first, ...others])
  .filter((all) => new Set(all).size === slots);
const settings = context({ baseRef: 'main' });

const nothingLeft = { open: new Set<string>(), complete: true, headSha: settings.headSha };

/** Everything that we post to GitHub as Markdown. */
const posted = (verdict: typeof harmless): readonly string[] => [
  commentBody(verdict, settings) ?? '',
  checkRunOutput(verdict, settings).summary,
  checkRunOutput(verdict, settings).text,
  ...reviewComments(verdict, settings).map(({ remarks }) => remarksBody(remarks)),
  ...reviewComments(verdict, settings).map(({ remarks }) => restated(remarksBody(remarks), nothingLeft) ?? ''),
  markdownReport(verdict),
];

const blobs = 'https://github.com/acme/shop/blob/';

/** Links without the path, which differs; their whole form is looked at on its own. */
const comparable = (skeleton: readonly string[]): readonly string[] =>
  skeleton.map((node) => node.replace(/^(link \S*\/blob\/[0-9a-f]{40}\/)\S*(#L\d+)$/, '$1…$2'));

describe('whatever a pull request calls its things', () => {
  // 300 verdicts of 37 texts are some 10,000 texts.
  test('everything outside of code is what it is for harmless names', { timeout: 120_000 }, () => {
    expect(posted(harmless)).not.toContain('');
    const expected = posted(harmless).map((body) => comparable(skeletonOf(body)));
    fc.assert(
      fc.property(texts, (names) => {
        expect(posted(verdictOf(names)).map((body) => comparable(skeletonOf(body)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('links lead into the repository at a commit, to that file and nowhere else', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(texts, (names) => {
        const links = posted(verdictOf(names))
          .flatMap(skeletonOf)
          .filter((node) => node.startsWith('link '));
        const urls = links.map((node) => new URL(node.slice('link '.length)));
        expect(urls.length).toBeGreaterThan(0);
        for (const url of urls) expect(url.href.startsWith(blobs)).toBe(true);
        const files = urls.map(({ pathname }) => decodeURIComponent(pathname.split('/').slice(5).join('/')));
        expect(new Set(files)).toEqual(new Set([names[0]?.toWellFormed(), '.github/portcullis.yml']));
      }),
      { numRuns: 100 },
    );
  });

  test('a path that git cannot have gets no link', () => {
    for (const odd of ['../../../evil/repo', './a', 'a//b', '/etc/passwd', 'a/..'])
      expect(place(at(odd), { server: 'https://github.com', owner: 'acme', repo: 'shop', sha: 'abc' })).toBe(
        `\`${odd}:1\``,
      );
  });

  test('a branch cannot leave its code span either', () => {
    const body = (baseRef: string) => noChangeBody(context({ baseRef }));
    fc.assert(
      fc.property(name, (branch) => {
        expect(skeletonOf(body(branch))).toEqual(skeletonOf(body('main')));
      }),
      { numRuns: 1_000 },
    );
  });

  test('annotations and terminals get no control characters, and one finding is as many lines as ever', () => {
    fc.assert(
      fc.property(texts, (names) => {
        const verdict = verdictOf(names);
        const text = diffText(verdict, { color: false });
        expect(text.split('\n')).toHaveLength(diffText(harmless, { color: false }).split('\n').length);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        for (const { title, message } of checkRunOutput(verdict, settings).annotations)
          expect(title + message.replaceAll('\n\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 300 },
    );
  });
});
