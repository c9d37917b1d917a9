import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const top = readdirSync(root).filter((name) => name.endsWith('.md'));
const below = ['docs', 'deploy', '.github'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path)),
);
const pages = [...top, ...below].sort();

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');
/** What stands in a block of code is no link. */
const prose = (text: string): string =>
  text.replaceAll(/^(```|~~~)[^\n]*\n[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');

const linksIn = (page: string): readonly string[] =>
  [...prose(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** As GitHub makes them of headings: https://docs.github.com/en/get-started/writing-on-github */
const anchorsOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

function broken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)));
  if (!existsSync(join(root, target))) return true;
  const isPage = statSync(join(root, target)).isFile() && target.endsWith('.md');
  return anchor !== undefined && isPage && !anchorsOf(target).includes(anchor);
}

test.each(pages)('the links of %s lead somewhere', (page) => {
  const own = linksIn(page).filter((link) => !/^(https?:|mailto:)/.test(link));
  expect(own.filter((link) => broken(page, link))).toEqual([]);
});

test('the tests that the security model names are there', () => {
  const named = [...textOf('docs/security-model.md').matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every page of the documentation is found from its first one', () => {
  const listed = linksIn('docs/README.md').map((link) => join('docs', link));
  const own = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md');
  expect(own.filter((page) => !listed.includes(page))).toEqual([]);
});
