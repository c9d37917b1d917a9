import { expect, test } from 'vitest';
import { chaos } from './chaos.ts';

test('pushes, deaths and a GitHub that lies leave nothing lost, nothing double and nothing stale', async () => {
  const result = await chaos({ deliveries: 60, pullRequests: 12, kills: 3, processes: 1, seed: 1, rate: 30 });
  const { lost, duplicates, stale } = result;
  expect({ lost, duplicates, stale }).toEqual({ lost: [], duplicates: [], stale: [] });
  expect(result.kills).toBe(3);
  expect(result.brokenAnswers).toBeGreaterThan(0);
  expect(result.neverSent).toBeGreaterThan(0);
}, 120_000);
