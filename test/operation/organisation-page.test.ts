import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { organisationView } from '../../src/operation/organisation.ts';
import { organisationPage } from '../../src/operation/organisation-page.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { anOrganisation, aWaiver, organisationNow as now, putPullRequest } from '../support/organisation.ts';

const server = 'https://github.com';

/** What the tests ask of a document or an element; the project's types know no browser. */
interface Tree {
  readonly textContent: string | null;
  readonly children: Iterable<Tree>;
  querySelector(selector: string): Tree | null;
  querySelectorAll(selector: string): Iterable<Tree> & { readonly length: number };
  getAttribute(name: string): string | null;
  getAttributeNames(): readonly string[];
  hasAttribute(name: string): boolean;
}

const parsed = (text: string): Tree => parseHTML(text).document as unknown as Tree; // linkedom's types want a browser's

async function shown(store: Store, query = ''): Promise<Tree> {
  const page = organisationPage(await organisationView(store, new URLSearchParams(query), { server, now }));
  return parsed(page.text ?? '');
}

const textOf = ({ textContent }: Tree): string => (textContent ?? '').replace(/\s+/g, ' ').trim();
const textsOf = (within: Tree, selector: string): readonly string[] =>
  [...within.querySelectorAll(selector)].map(textOf);

/** The rows of the table with this caption, each cell by a bar. */
function rowsOf(document: Tree, caption: string): readonly string[] {
  const table = [...document.querySelectorAll('table')].find((each) => textsOf(each, 'caption').includes(caption));
  return [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) => [...row.children].map(textOf).join(' | '));
}

describe('the page of an organisation', () => {
  test('counts what is open by its verdict, what waits and what was given up', async () => {
    const store = await anOrganisation();
    const counts = textsOf(await shown(store), 'dl.counts div');
    expect(counts).toEqual([
      'Open pull requests10',
      'Blocked4',
      'Worth a look1',
      'Nothing blocks4',
      'No verdict yet1',
      'Waiting works0',
      'Dead letters0',
    ]);
  });

  test('lists the pull requests of each repository with what they were told', async () => {
    const document = await shown(await anOrganisation());
    expect(textsOf(document, 'h3')).toEqual(['acme', 'globex']);
    expect(rowsOf(document, 'Open pull requests of acme by repository')).toEqual([
      'billing',
      '#12 | ✓ Nothing blocks | No exposure change Check | 2026-03-12 08:30',
      '#19 | ✗ Blocked | 3 inputs could not be analyzed Checknot analyzed: not-rendered, template | 2026-03-12 06:30',
      'platform',
      '#12 | ✗ Blocked | 1 blocking · 1 new way in Check | 2026-03-12 03:30',
      '#19 | ✓ Nothing blocks | No exposure change Check | 2026-03-12 01:30',
      '#26 | ✗ Blocked | 2 inputs could not be analyzed Checknot analyzed: not-rendered | 2026-03-11 23:30',
      'shop',
      '#12 | ✗ Blocked | 2 blocking · 2 new ways in Check | 2026-03-11 22:30',
      '#19 | ○ No verdict yet | Check | —',
    ]);
    expect(document.querySelector('a[aria-label="#19 of billing"]')?.getAttribute('href')).toBe(
      'https://github.com/acme/billing/pull/19',
    );
    expect(document.querySelector('a[aria-label="Check of #19 of billing"]')?.getAttribute('href')).toBe(
      'https://github.com/acme/billing/runs/100019',
    );
  });

  test('says of what reason how many could not be analyzed', async () => {
    const caption = 'Reasons that block, and how many open pull requests they hold up';
    expect(rowsOf(await shown(await anOrganisation()), caption)).toEqual(['not-rendered | 2', 'template | 1']);
  });

  test('shows who accepted what, and first what ends within a week', async () => {
    const document = await shown(await anOrganisation());
    expect(rowsOf(document, 'Expiring within 7 days')).toEqual([
      'acme/shop#12 | adaby button | the partner tests until Friday, behind the VPNnew-public-load-balancer, Service shop/web | 2026-03-10 09:30 | 2 daysuntil 2026-03-14 12:30',
    ]);
    expect(rowsOf(document, 'Expiring later').map((row) => row.split(' | ')[0])).toEqual([
      'globex/gateway#12',
      'acme/platform#12',
    ]);
  });

  test('shows what is being judged anew, and a waiver whose end no calendar knows', async () => {
    const store = await anOrganisation();
    const subject = { installationId: 1, repositoryId: 100, subject: '#12' };
    const check = (await store.records.find(subject))?.check;
    await store.records.save(subject, { check: check && { ...check, completed: false } });
    await store.waivers.grant(aWaiver('w9', { expiresAt: 1e17 }));
    const document = await shown(store);
    expect(rowsOf(document, 'Open pull requests of acme by repository')[1]).toContain(
      '✓ Nothing blocksbeing judged anew',
    );
    expect(rowsOf(document, 'Expiring later').at(-1)).toContain('until —');
  });

  test('can be asked for one owner, and for what is blocked alone', async () => {
    const store = await anOrganisation();
    const acme = await shown(store, 'owner=%20ACME%20');
    expect(textsOf(acme, 'h3')).toEqual(['acme']);
    expect(textsOf(acme, 'dl.counts div')[0]).toBe('Open pull requests7');
    expect(rowsOf(acme, 'Expiring later')).toHaveLength(1);
    expect(acme.querySelector('#owner')?.getAttribute('value')).toBe('acme');
    const failing = await shown(store, 'failing=1');
    expect(textsOf(failing, '.verdict')).toEqual(['✗ Blocked', '✗ Blocked', '✗ Blocked', '✗ Blocked']);
    expect(failing.querySelector('#failing')?.hasAttribute('checked')).toBe(true);
    expect(acme.querySelector('#failing')?.hasAttribute('checked')).toBe(false);
    expect(textsOf(await shown(store, 'owner=initech'), 'main > p')).toEqual(['No open pull request is like that.']);
  });

  test('says where there is nothing', async () => {
    const words = textsOf(await shown(sqliteStore(':memory:')), 'main');
    for (const text of ['Everything could be analyzed.', 'None.', 'No open pull request is known.'])
      expect(words.join()).toContain(text);
  });
});

test('more than 500 pull requests are read page by page, each once, with one question to the store for each part', async () => {
  const store = sqliteStore(':memory:');
  const total = 1201;
  for (let index = 0; index < total; index++)
    await store.records.save(
      { installationId: 1, repositoryId: index, subject: '#1' },
      { place: { owner: 'acme', repo: `repository-${index}` }, conclusion: index % 2 ? 'failure' : 'success' },
    );
  const asked: string[] = [];
  const watched = watch(store, asked);
  const found: string[] = [];
  const sizes: number[] = [];
  for (let query: string | undefined = ''; query !== undefined; ) {
    asked.length = 0;
    const document: Tree = await shown(watched, query);
    expect(asked.toSorted()).toEqual(['allInForce', 'counts', 'overview', 'tally']);
    const names = textsOf(document, 'th[scope=rowgroup]');
    sizes.push(names.length);
    found.push(...names);
    query = document.querySelector('a[rel=next]')?.getAttribute('href')?.slice(2);
  }
  expect(sizes).toEqual([500, 500, 201]);
  expect(new Set(found).size).toBe(total);
  const failing = await shown(store, 'failing=1&owner=acme');
  const next = failing.querySelector('a[rel=next]')?.getAttribute('href');
  expect(next).toMatch(/^\/\?owner=acme&failing=1&after=acme%2Frepository-\d+%2F\d+%2F1$/);
  const second = await shown(store, next?.slice(2));
  expect(textsOf(second, 'nav a')).toEqual(['First page']);
  expect(textsOf(second, 'tr .verdict')).toHaveLength(100);
});

/** The store, noting what is asked of it. */
function watch(store: Store, asked: string[]): Store {
  const noting = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name) => {
        asked.push(String(name));
        return Reflect.get(target, name);
      },
    });
  return { ...store, records: noting(store.records), waivers: noting(store.waivers), inbox: noting(store.inbox) };
}

test.each(['x', 'a/b/c', 'a/b/1/1/1', '../../../x/1/1', '<script>/b/1/1', 'a/b/99999999999999999/1'])(
  'a place that this page has not named, «%s», is the beginning',
  async (after) => {
    const document = await shown(await anOrganisation(), new URLSearchParams({ after }).toString());
    expect(textsOf(document, 'th[scope=rowgroup]')).toHaveLength(5);
    expect(document.querySelector('nav')).toBeNull();
  },
);

describe('whatever strangers call things', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>\u202e\u0000`;

  async function page(): Promise<string> {
    const store = await anOrganisation();
    const subject = { installationId: 3, repositoryId: 900, subject: '#1' };
    // No name that GitHub gives out; what is kept is not trusted all the same.
    const record = { place: { owner: hostile, repo: hostile }, title: hostile, conclusion: 'failure' } as const;
    await putPullRequest(store, { subject, record: { ...record, incomplete: [hostile as 'limit'] } });
    const by = { id: 1, login: hostile };
    const channel = hostile as 'button';
    await store.waivers.grant(aWaiver('w', { ...subject, number: 1, reason: hostile, by, channel }));
    const view = await organisationView(store, new URLSearchParams({ owner: hostile }), { server, now });
    const all = await organisationView(store, new URLSearchParams(), { server, now });
    return [view, all].map((each) => organisationPage(each).text).join('');
  }

  test('the page has its own elements and attributes, and shows the names', async () => {
    const document = parsed(await page());
    expect(document.querySelectorAll('script, img, iframe, object, svg')).toHaveLength(0);
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => [...element.getAttributeNames()]);
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    expect(links.filter((href) => !/^(https:\/\/github\.com\/[^/]|\/[a-z?]|#main)/.test(href))).toEqual([]);
    expect(textsOf(document, 'h3').join()).toContain('<script>alert(1)</script>');
    expect(textsOf(document, 'h3').join()).toContain('\\u{202e}\\u{00}');
  });
});
