import { matchesGlob, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The tests that say what graph, exposure and rules do, without those that take long, in the order in which a mutant
 * meets them: the quickest first, since the first that fails ends it.
 */
const tests = [
  'test/graph/*.test.ts',
  'test/graph/policy/{compare,path-verdict,ports,semantics,vendor}.test.ts',
  'test/exposure/*.test.ts',
  'test/rules/*.test.ts',
  'test/kinds/*.test.ts',
  'test/cases.test.ts',
  'test/review/{bad-input,context}.test.ts',
  'test/report/{json,review-comments,text}.test.ts',
  'test/docs.test.ts',
];

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      tests.findIndex((glob) => matchesGlob(relative(import.meta.dirname, moduleId), glob));
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: tests,
    // Properties try a world a hundred times over, each time another one.
    exclude: ['test/exposure/{invariance,visible}.test.ts'],
    // What is loaded once serves all files: half of a mutant's time is loading.
    isolate: false,
    sequence: { sequencer: QuickestFirst },
  },
});
