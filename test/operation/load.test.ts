import { expect, test } from 'vitest';
import { acknowledge } from '../../bench/load/acknowledgement.ts';
import { inFile } from '../../bench/load/recorded.ts';
import { percentile } from '../../bench/load/webhooks.ts';

/** `npm run load` measures; this only finds a design that cannot work, on a machine that does other things besides. */
test('acknowledges 100 webhooks a second while it reviews, and what it acknowledged survives kill -9', async () => {
  const { latencies, acknowledged, refused, lost } = await acknowledge({
    perSecond: 100,
    seconds: 5,
    program: 'src/main.ts',
    recorded: ({ dataDir }) => inFile(dataDir),
  });
  // It is killed in the middle, and may be behind by then.
  expect(acknowledged.length).toBeGreaterThan(150);
  expect([...refused.keys()].filter((status) => status !== 'broken')).toEqual([]);
  expect(percentile(latencies, 0.99)).toBeLessThan(500);
  expect(lost).toBe(0);
}, 60_000);
