import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with `12 passed, 0 failed, 1 skipped`. A file that does not even load counts as one failure. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandled.length;
    const count = (state: string): number => states.filter((one) => one === state).length;
    console.log(`\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`);
  }
}
