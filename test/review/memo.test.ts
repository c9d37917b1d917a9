import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import { createMemo, type Memo } from '../../src/kinds/memo.ts';
import type { Config } from '../../src/model/config.ts';
import type { Report } from '../../src/report/report.ts';
import { review } from '../../src/review.ts';
import { anyLayout } from '../support/layout.ts';
import { memoryTree } from '../support/memory-tree.ts';
import { world } from '../support/world.ts';

type Files = Record<string, string>;

const configs: readonly Config[] = [
  defaultConfig,
  { ...defaultConfig, cluster: { ...defaultConfig.cluster, loadBalancerReach: 'private' } },
  { ...defaultConfig, ignorePaths: ['k8s/a.yaml'] },
  {
    ...defaultConfig,
    units: [
      {
        name: 'web',
        path: 'k8s/deep',
        type: 'plain',
        environment: undefined,
        values: [],
        release: undefined,
        namespace: undefined,
      },
    ],
  },
];

const run = (base: Files, head: Files, config: Config, memo: Memo): Report =>
  review(memoryTree(base), memoryTree(head), config, memo);

/** As it would be written down; maps as lists. */
const bytes = (report: Report): string =>
  JSON.stringify(report, (_key, value: unknown) => (value instanceof Map ? [...value] : value));

test('what is remembered of other reviews changes nothing', () => {
  const files = fc.array(world.chain(anyLayout), { minLength: 2, maxLength: 4 });
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(files, steps, (trees, pairs) => {
      const memo = createMemo();
      for (const [one, other, third] of pairs) {
        const [base = {}, head = {}] = [trees[one % trees.length], trees[other % trees.length]];
        const config = configs[third % configs.length] ?? defaultConfig;
        expect(bytes(run(base, head, config, memo))).toBe(bytes(run(base, head, config, createMemo())));
      }
    }),
    { numRuns: 80 },
  );
});
