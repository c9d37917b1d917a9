import { describe, expect, test } from 'vitest';
import { matchesLabels } from '../../src/graph/policy/label-match.ts';
import { parseExpression } from '../../src/kinds/vendor/calico-expression.ts';
import { podSelection } from '../../src/kinds/vendor/calico-selector.ts';
import { LimitExceeded } from '../../src/manifest/limits.ts';
import { field } from '../../src/manifest/node.ts';
import { holding, read } from '../manifest/reading.ts';

/** The selector of an expression, as a policy writes it. */
function selectionOf(expression: string) {
  return podSelection(field(read(holding(`a: ${JSON.stringify(expression)}`)).documents[0]?.root, 'a'), false);
}

function matches(expression: string, labels: Record<string, string>): string {
  const selection = selectionOf(expression);
  if (selection === undefined) return 'not read';
  return matchesLabels(selection.pods, { labels: new Map(Object.entries(labels)), complete: true });
}

const pods: readonly Record<string, string>[] = [{}, { app: 'web' }, { app: 'db', tier: 'back' }, { tier: 'front-1' }];

test.each([
  ['', 'yes yes yes yes'],
  ['all()', 'yes yes yes yes'],
  ['!all()', 'no no no no'],
  ['all( )', 'yes yes yes yes'],
  ['has(app)', 'no yes yes no'],
  ['!has(app)', 'yes no no yes'],
  ['! has( app )', 'yes no no yes'],
  ["app == 'web'", 'no yes no no'],
  ['app == "web"', 'no yes no no'],
  ["app != 'web'", 'yes no yes yes'],
  ["!(app != 'web')", 'no yes no no'],
  ["app in {'web', 'db'}", 'no yes yes no'],
  ['app in {}', 'no no no no'],
  ["app not in {'web'}", 'yes no yes yes'],
  ["app notin{'web'}", 'yes no yes yes'],
  ["tier contains 'ron'", 'no no no yes'],
  ["!(tier contains 'ron')", 'yes yes yes no'],
  ["tier starts with 'b'", 'no no yes no'],
  ["tier ends with '1'", 'no no no yes'],
  ["!tier ends with '1'", 'yes yes yes no'],
  ["app == 'web' && tier == 'back'", 'no no no no'],
  ["app == 'web' || tier == 'back'", 'no yes yes no'],
  ["app == 'web' || has(app) && tier == 'back'", 'no yes yes no'],
  ["(app == 'web' || has(tier)) && !has(app)", 'no no no yes'],
  ["!(app == 'web' || has(tier))", 'yes no no no'],
  ['!(has(app) && has(tier))', 'yes yes no yes'],
  ['!!has(app)', 'no yes yes no'],
  ["app == 'web' || all()", 'yes yes yes yes'],
  ["projectcalico.org/namespace == 'shop' && has(app)", 'no yes yes no'],
])('%s', (expression, expected) => {
  expect(pods.map((labels) => matches(expression, labels)).join(' ')).toBe(expected);
});

test('a label may be called like an operator', () => {
  expect(matches("in == 'a' && not in {'b'} && contains contains 'c'", { in: 'a', not: 'b', contains: 'xcx' })).toBe(
    'yes',
  );
});

test('a namespace that is named is one of the namespaces', () => {
  expect(selectionOf("projectcalico.org/namespace in {'a', 'b'}")?.namespaces).toEqual({
    matchLabels: new Map(),
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }],
  });
});

describe('what Calico does not understand, or no manifest tells, is not read:', () => {
  test.each([
    'app',
    "app = 'web'",
    'app == web',
    "app == 'web",
    "app == 'web' &&",
    "&& app == 'web'",
    "app == 'web' tier == 'a'",
    "(app == 'web'",
    "app == 'web')",
    'has()',
    'has(app',
    'all(',
    'app in web',
    "app in {'a' 'b'}",
    "app in {'a',}",
    "app like 'a'",
    '!',
    '()',
    'ä == "a"',
    'global()',
    "{{ selector }} && app == 'web'",
    "pcsa.team == 'a'",
    "projectcalico.org/namespace == 'a' || has(app)",
  ])('%s', (expression) => {
    expect(selectionOf(expression)).toBeUndefined();
  });
});

test.each([
  '('.repeat(5_000),
  `${'('.repeat(500)}has(a)${')'.repeat(500)}`,
  '!'.repeat(5_000),
  "app == 'a' || ".repeat(3_000),
])('%.20s… is more than is read', (expression) => {
  expect(() => selectionOf(expression)).toThrow(LimitExceeded);
});

test('the tree of an expression keeps the order in which its operators bind', () => {
  const has = (key: string) => ({ is: 'label', key, operator: 'Exists', values: [] });
  expect(parseExpression('has(a) || has(b) && !has(c)')).toEqual({
    is: 'or',
    of: [has('a'), { is: 'and', of: [has('b'), { is: 'not', of: has('c') }] }],
  });
});
