import { markdownBody } from './body.ts';
import type { ReportContext } from './context.ts';
import type { Verdict } from './report.ts';
import { sidesOf } from './table.ts';

/** The comment for a place where no comments are: without the marker, and without links where nothing can be linked to. */
export const markdownReport = (verdict: Verdict, context?: ReportContext): string =>
  markdownBody(verdict, context === undefined ? { base: undefined, head: undefined } : sidesOf(context), '');
