import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import { clusterOf } from '../../src/connectivity.ts';
import { connectivity } from '../../src/graph/policy/connectivity.ts';
import { createMemo } from '../../src/kinds/memo.ts';
import { checkRunOutput } from '../../src/report/check-run.ts';
import { commentBody } from '../../src/report/comment.ts';
import { conclude } from '../../src/report/conclude.ts';
import { connectivityJson } from '../../src/report/connectivity-json.ts';
import { connectivityText } from '../../src/report/connectivity-text.ts';
import { diffJson, surfaceJson } from '../../src/report/json.ts';
import { markdownReport } from '../../src/report/markdown-report.ts';
import { wholeDiagrams } from '../../src/report/mermaid.ts';
import { mermaidFile } from '../../src/report/mermaid-file.ts';
import { remarksBody } from '../../src/report/remarks.ts';
import { reviewBody, reviewComments } from '../../src/report/review-comments.ts';
import { diffText, surfaceText } from '../../src/report/text.ts';
import { review } from '../../src/review.ts';
import { surfaceOf } from '../../src/surface.ts';
import { context } from '../support/build.ts';
import { canariesBelow, canariesIn, type Leak } from '../support/canaries.ts';
import { canaryRepository } from '../support/canary-repository.ts';
import { memoryTree } from '../support/memory-tree.ts';

const base = memoryTree(canaryRepository('base'));
const head = memoryTree(canaryRepository('head'));
const memo = createMemo();
const report = review(base, head, defaultConfig, memo);
const verdict = conclude(report, defaultConfig, [], '2026-01-01');
const settings = context({ review: { max: 10_000, severity: 'info' } });

describe('a repository with secrets wherever people leave them', () => {
  test('is large, says much and is told where it cannot be read', () => {
    expect(report.stats.documents).toBeGreaterThan(1_000);
    expect(report.diff.added.length + report.diff.widened.length).toBeGreaterThan(100);
    expect(report.gaps.length).toBeGreaterThan(50);
  });

  test('shows none of them in anything that is posted or printed', () => {
    const comments = reviewComments(verdict, settings);
    const surface = surfaceOf(head, defaultConfig, memo);
    const rows = connectivityJson(connectivity(clusterOf(head, defaultConfig, memo).graph));
    const written: Readonly<Record<string, string>> = {
      check: JSON.stringify(checkRunOutput(verdict, settings)),
      comment: commentBody(verdict, settings) ?? '',
      comments: JSON.stringify(comments.map(({ remarks }) => remarksBody(remarks))),
      review: reviewBody('Portcullis', comments),
      json: JSON.stringify(diffJson(verdict, { milliseconds: 1 })),
      text: diffText(verdict, { color: true }),
      markdown: markdownReport(verdict, settings),
      mermaid: mermaidFile(wholeDiagrams(verdict)),
      surfaceJson: JSON.stringify(surfaceJson(surface)),
      surfaceText: surfaceText(surface, { color: true }),
      connectivityJson: JSON.stringify(rows),
      connectivityText: connectivityText(rows),
    };
    expect(Object.values(written)).not.toContain('');
    expect(Object.entries(written).flatMap(([name, text]) => canariesIn(text).map((one) => `${name}: ${one}`))).toEqual(
      [],
    );
  });

  test('leaves none of them in the report', () => {
    expect(told(canariesBelow(verdict))).toEqual([]);
  });

  test('leaves none of them in what is remembered of its files, but for what an order hands to a renderer', () => {
    expect([...new Set(canariesBelow(memo).map(({ canary }) => canary))].sort()).toEqual([
      'CANARY-order-token',
      'CANARY-parameter-base',
      'CANARY-parameter-head',
    ]);
  });
});

const told = (leaks: readonly Leak[]): readonly string[] =>
  [...new Set(leaks.map(({ canary, path }) => `${canary} at ${path.replaceAll(/\d+/g, 'n')}`))].slice(0, 50);
