import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayConnect } from '../../support/policy-model.ts';
import { asker, policyWorld, questions, tieredWorld, worldGraph } from '../../support/policy-world.ts';

test('who may connect to whom is what the reference says, packet by packet', () => {
  fc.assert(
    fc.property(policyWorld, (world) => {
      const ask = asker(worldGraph(world));
      const wrong = [...questions(world)].filter((question) => ask(...question) !== mayConnect(world, ...question));
      expect(wrong.slice(0, 3)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('the administrators go first, by priority and then in their order, and the baseline has the last word', () => {
  fc.assert(
    fc.property(tieredWorld, (world) => {
      const ask = asker(worldGraph(world));
      const wrong = [...questions(world)].filter((question) => ask(...question) !== mayConnect(world, ...question));
      expect(wrong.slice(0, 3)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
