import { markdownBody } from './body.ts';
import type { Verdict } from './report.ts';
import { type LinkContext, sidesOf } from './table.ts';

/** The comment for a place where no comments are: without the marker, and without links where nothing can be linked to. */
export const markdownReport = (verdict: Verdict, context?: LinkContext): string =>
  markdownBody(verdict, context === undefined ? { base: undefined, head: undefined } : sidesOf(context), '');
