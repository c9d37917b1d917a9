import { expect, test } from 'vitest';
import { Budget } from '../../../../src/render/helm/template/budget.ts';
import { BudgetSpent, GoMap } from '../../../../src/render/helm/template/value.ts';
import { printed } from './evaluate.ts';

/** A tenth of what a render may take: what ends here ends there in ten times the time. */
const ends = (expression: string): void => {
  const budget = new Budget({ steps: 500_000, characters: 6_000_000, depth: 1_200 });
  const start = performance.now();
  expect(() => printed(expression, new GoMap(), budget)).toThrow(BudgetSpent);
  expect(performance.now() - start).toBeLessThan(2_000);
};

test.each([
  ['repeat 1000000000 "x"'],
  ['repeat 9223372036854775807 "x"'],
  ['until 1000000000'],
  ['untilStep 0 9223372036854775807 1'],
  ['seq 1000000000'],
  ['indent 1000000000 "x"'],
  ['nindent 100000 (repeat 100000 "\\n")'],
  ['replace "x" (repeat 100000 "y") (repeat 100000 "x")'],
  ['replace "" (repeat 100000 "y") (repeat 100000 "x")'],
  ['regexReplaceAll "x" (repeat 100000 "x") (repeat 100000 "y")'],
  ['regexReplaceAll "(x+x+)+y" (repeat 2000000 "x") ""'],
  ['regexReplaceAll "-+$|-" (repeat 100000 "-x") ""'],
  ['regexSplit "a{2,}b|a" (repeat 100000 "a") -1'],
  ['regexFindAll "x.*y|x" (repeat 200000 "x") -1'],
  ['regexMatch (repeat 2000 "a") "a"'],
  ['regexFind (repeat 90 "(a{999})?") "a"'],
  ['wrapWith 1 (repeat 100000 "y") (repeat 100000 "x")'],
  ['join (repeat 100000 "y") (until 100000)'],
  ['randAlphaNum 1000000000'],
  ['randBytes 1000000000'],
  ['uniq (until 100000)'],
  ['untilStep 0 100000000 1 | toYaml'],
])('%s ends as soon as it is asked for', (expression) => ends(expression));

const doubled = (times: number): string => `{{ $d := dict "a" 1 }}${`{{ $d = dict "a" $d "b" $d }}`.repeat(times)}`;

test.each([
  ['toYaml $d'],
  ['toYamlPretty $d'],
  ['toJson $d'],
  ['toToml $d'],
  ['toString $d'],
  ['quote $d'],
  ['deepCopy $d'],
  ['deepEqual $d (deepCopy $d)'],
  ['list $d | join ","'],
])('a map that stands for 2^40 of them ends %s', (expression) => ends(`"" }}${doubled(40)}{{ ${expression}`));

test.each([
  ['toYaml $d'],
  ['toJson $d'],
  ['toToml $d'],
  ['toString $d'],
  ['deepCopy $d'],
  ['mergeOverwrite (dict "a" (dict)) $d (dict "a" $d) | toYaml'],
])('a map that holds itself ends %s', (expression) =>
  ends(`"" }}{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ ${expression}`),
);
