import { expect, test } from 'vitest';
import { TooManyPaths, wayBudget } from '../../src/graph/path-budget.ts';

test('a budget is there to its last path, and no further', () => {
  const ways = wayBudget();
  ways.take(20_000);
  ways.take(30_000);
  ways.take(0);
  expect(() => ways.take(1)).toThrow(TooManyPaths);
  expect(() => wayBudget().take(50_001)).toThrow('more than 50000');
});
