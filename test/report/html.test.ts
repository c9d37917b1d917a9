import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { byText } from '../../src/model/source.ts';
import { htmlReport } from '../../src/report/html.ts';
import type { Verdict } from '../../src/report/report.ts';
import { waysOf } from '../../src/report/ways.ts';
import { context, diff, exposure, finding, gap, ingress, nodePort, verdict } from '../support/build.ts';
import { hostile } from '../support/hostile.ts';
import { slots, verdictOf } from '../support/hostile-verdict.ts';

const pages = new Map([
  [
    'new-public-load-balancer',
    '# new-public-load-balancer\n\nIt **opens** `a` [door](https://example.com/a).\n\n- one\n- two\n\n```yaml\na: <b>\n  c: 1\n```\n',
  ],
]);
/** The one link that our own page of a rule has. */
const inRulePage = 'https://example.com/a';
const documentOf = (subject: Verdict) => parseHTML(htmlReport(subject, { pages })).document;

const opened = verdict({
  conclusion: 'failure',
  title: '1 blocking · 2 new ways in',
  diff: diff({ added: [exposure(), nodePort({ key: 'node' }), ingress()] }),
  findings: [finding()],
  gaps: [gap(), gap({ blocks: false, reason: 'not-read' })],
});

describe('the report as a page', () => {
  test('has one landmark of each kind, a title, and a language', () => {
    const page = documentOf(opened);
    expect(['header', 'main', 'footer', 'h1'].map((name) => page.querySelectorAll(name).length)).toEqual([1, 1, 1, 1]);
    expect(page.title).toBe('Port exposure: 1 blocking · 2 new ways in');
    expect(page.documentElement.getAttribute('lang')).toBe('en');
  });

  test('lets in no style but its own, and nothing else', () => {
    const page = documentOf(opened);
    const style = page.querySelector('style')?.textContent ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content');
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`);
    expect(page.querySelectorAll('style')).toHaveLength(1);
    expect(page.querySelectorAll('script, img, link, iframe, [style], [src]')).toHaveLength(0);
  });

  test('draws every way and leads from each step of a path to its node', () => {
    const page = documentOf(opened);
    expect(page.querySelectorAll('svg g.node').length).toBeGreaterThan(5);
    const steps = [...page.querySelectorAll('details ol a')].map((link) => link.getAttribute('href') ?? '');
    expect(steps.length).toBeGreaterThan(8);
    for (const href of steps) expect(page.querySelector(href)?.getAttribute('class')).toBe('node');
    expect(page.querySelectorAll('tbody tr')).toHaveLength(waysOf(opened).length);
  });

  test('folds what a rule means under its name', () => {
    const rule = documentOf(opened).querySelector('#rule-new-public-load-balancer');
    expect(rule?.querySelector('p')?.innerHTML).toBe(
      'It <strong>opens</strong> <code>a</code> <a href="https:&#47;&#47;example.com/a">door</a>.'.replaceAll(
        '&#47;',
        '/',
      ),
    );
    expect(rule?.querySelectorAll('li')).toHaveLength(2);
    expect(rule?.querySelector('pre')?.textContent).toBe('a: <b>\n  c: 1\n');
  });

  test('links to the server where it is told which, else to the files beside it', () => {
    const [beside, there] = [htmlReport(opened, { pages }), htmlReport(opened, { pages, context: context() })];
    expect(beside).toContain('<a href="k8s/web.yaml"><code>k8s/web.yaml:14</code></a>');
    expect(there).toMatch(/<a href="https:\/\/github\.com\/acme\/shop\/blob\/[0-9a-f]{40}\/k8s\/web\.yaml#L14">/);
  });

  test('splits what one diagram has no room for, and draws all of it', () => {
    const ways = Array.from({ length: 100 }, (_, index) =>
      ingress({ key: `${index}`, entry: { host: `h${index}.example.com` } }),
    );
    const page = documentOf(verdict({ diff: diff({ added: ways }) }));
    const images = [...page.querySelectorAll('svg')];
    expect(images.length).toBeGreaterThan(1);
    for (const image of images) expect(image.querySelectorAll('g.edge').length).toBeLessThanOrEqual(60);
    const titles = images.flatMap((image) =>
      [...image.querySelectorAll('g.node > title')].map((one) => one.textContent),
    );
    for (const { entry } of ways) expect(titles).toContain(`route: Ingress shop/site ${entry.host}/`);
  });
});

describe('whatever a pull request calls its things', () => {
  const name = hostile.filter((text) => text !== '');
  const path = name.filter((text) => text.split('/').every((segment) => !['', '.', '..'].includes(segment)));
  const texts = fc
    .tuple(path, fc.uniqueArray(name, { minLength: slots - 1, maxLength: slots - 1 }))
    .map(([first, others]) => [first, ...others])
    .filter((all) => new Set(all).size === slots);

  /** The page without its texts; how many lines a label has differs. */
  const elementsOf = (subject: Verdict): readonly string[] =>
    [...documentOf(subject).querySelectorAll('*')]
      .filter(({ tagName }) => tagName.toLowerCase() !== 'tspan')
      .map((element) => `${element.tagName} ${element.getAttributeNames().toSorted(byText).join(' ')}`);

  test('the page has the elements and attributes that it has for harmless names', { timeout: 120_000 }, () => {
    const expected = elementsOf(verdictOf(Array.from({ length: slots }, (_, index) => `harmless${index}`)));
    fc.assert(
      fc.property(texts, (names) => {
        expect(elementsOf(verdictOf(names))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('its links lead to places in itself, to rules and to that file', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(texts, (names) => {
        const links = [...documentOf(verdictOf(names)).querySelectorAll('a')].map(
          (link) => link.getAttribute('href') ?? '',
        );
        for (const href of links.filter((one) => one !== inRulePage && !/^#[a-z0-9-]+$/.test(one))) {
          const url = new URL(href, 'file:///folder/');
          expect(decodeURIComponent(url.pathname)).toBe(`/folder/${names[0]?.toWellFormed()}`);
          expect(url.search + url.hash).toBe('');
        }
      }),
      { numRuns: 60 },
    );
  });
});
