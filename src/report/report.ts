import type { Exposure, ExposureDiff } from '../exposure/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap, Side } from '../model/gap.ts';
import type { ObjectRef } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';
import type { Acceptable } from './acceptance.ts';
import type { Decisions } from './decisions.ts';

/** A run of changed lines, as `git diff -U0` counts them: `headLines` lines from `headStart` replaced `baseLines` from `baseStart`. */
export interface Hunk {
  readonly baseStart: number;
  readonly baseLines: number;
  readonly headStart: number;
  readonly headLines: number;
}

/** What a review found. Sorted throughout: the same input gives the same bytes. Writers may read nothing else. */
export interface Report {
  /** The units that the change touches, by id. */
  readonly units: readonly Unit[];
  readonly diff: ExposureDiff;
  /** Unchanged ways in that share a Service or a workload with a changed one. */
  readonly context: readonly Exposure[];
  /**
   * Path → its changed lines. One that is new at head has one hunk from line 1; one that is gone has one as well, in
   * which head begins at line 0; of one that was only renamed the old name is absent and the new one has none.
   */
  readonly changes: ReadonlyMap<string, readonly Hunk[]>;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** What objects say of themselves: at base, and at head where base does not say it yet. */
  readonly permits: readonly StandingPermit[];
  readonly stats: Stats;
}

/** An object that calls a finding about itself fine. Only base's word counts. */
export interface StandingPermit {
  readonly side: Side;
  readonly unit: string;
  readonly rule: string;
  readonly object: ObjectRef;
  readonly reason: string;
  readonly at: Position;
}

export interface Stats {
  /** Candidate files of head, and those that differ from base. */
  readonly files: number;
  readonly changedFiles: number;
  readonly bytes: number;
  readonly documents: number;
  /** Files that `ignore_paths` hides. */
  readonly ignoredFiles: number;
}

export type Conclusion = 'success' | 'neutral' | 'failure';

/** A report with the verdict on it. */
export interface Verdict extends Report {
  readonly conclusion: Conclusion;
  /** At most 80 characters: `2 new ways in, 1 closed`. Holds nothing that a manifest says. */
  readonly title: string;
  /** What of it somebody may accept, decided or not. */
  readonly acceptables: readonly Acceptable[];
  readonly decisions: Decisions;
}
