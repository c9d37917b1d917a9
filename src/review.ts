import { collapseDiffs } from './exposure/collapse.ts';
import { diffExposures } from './exposure/diff.ts';
import type { ExposureDiff } from './exposure/exposure.ts';
import type { Memo } from './kinds/memo.ts';
import type { Config } from './model/config.ts';
import type { FileTree } from './model/file-tree.ts';
import type { Finding } from './model/finding.ts';
import type { Gap } from './model/gap.ts';
import { byText, withCauses } from './model/source.ts';
import { isCompleteIn } from './model/unit.ts';
import { bySideAndPlace } from './render/gaps.ts';
import type { Report, Stats } from './report/report.ts';
import { withAcceptables } from './review/acceptable-gaps.ts';
import { tracedToChange } from './review/causes.ts';
import { neighbours } from './review/context.ts';
import { findGaps, tooLarge } from './review/gaps.ts';
import { type HiddenAtHead, hiddenAtHead } from './review/hidden.ts';
import { changedLines } from './review/hunks.ts';
import { permitsIn } from './review/permits.ts';
import { placed } from './review/places.ts';
import { readSides, type Sides } from './review/sides.ts';
import { standingOf, travelOf } from './review/travel.ts';
import { gapsOf, trusted } from './review/trust.ts';
import { unitChanges } from './review/unit-changes.ts';
import { judge } from './rules/judge.ts';
import type { UnitChange } from './rules/rule.ts';
import { unfinishedPolicies } from './rules/unfinished-policies.ts';

/**
 * What merging `head` into `base` changes about the ways into the cluster: the whole product, as a pure function of two
 * trees, the base's configuration and what is remembered of earlier readings.
 */
export function review(base: FileTree, head: FileTree, config: Config, memo: Memo): Report {
  const sides = readSides(base, head, config, memo);
  const units = unitChanges(sides, config);
  const travel = travelOf(units);
  const hidden = hiddenAtHead(sides);
  const diff = collapseDiffs(
    units.map((unit) => diffUnit(unit, hidden)),
    travel,
  );
  const transition = { diff, units, travel };
  const findings = placed(tracedToChange(judge(transition, config), sides), head);
  const unfinished = unfinishedPolicies(transition, config);
  const isTrusted = trusted(sides.base, config);
  const gaps = [
    ...findGaps(sides, isTrusted),
    ...units.flatMap(({ base, head }) => [...gapsOf(base.problems, head.problems, isTrusted), ...tooLarge(head)]),
    ...unfinished,
  ].sort(bySideAndPlace);
  return {
    units: units.map(({ head: { unit } }) => unit).sort((a, b) => byText(a.id, b.id)),
    diff,
    context: neighbours(
      diff,
      units.flatMap(({ head: { exposures } }) => exposures),
    ),
    changes: changedLines(base, head, mentioned(findings, gaps, diff)),
    findings,
    gaps: withAcceptables(gaps, sides),
    permits: permitsIn(units),
    stats: statsOf(sides),
  };
}

/** What a file of head hides is not called closed. */
function diffUnit({ base, head }: UnitChange, hidden: HiddenAtHead): ExposureDiff {
  const isHidden = hidden(head.unit);
  return diffExposures(base.exposures, head.exposures, {
    isOpaqueAtHead: (path) => head.tooLarge || isHidden(path),
    isComplete: { base: isCompleteIn(base.unit, undefined), head: isCompleteIn(head.unit, undefined) },
    standing: standingOf([{ base, head }]),
  });
}

/** The files in which somebody may be pointed at a line. */
function mentioned(findings: readonly Finding[], gaps: readonly Gap[], diff: ExposureDiff): ReadonlySet<string> {
  const changes = [...diff.widened, ...diff.narrowed, ...diff.rerouted, ...diff.changed, ...diff.moved];
  const exposures = [...diff.added, ...changes.map(({ after }) => after)];
  const places = [...findings, ...exposures].flatMap(({ at, because }) => [at, ...because]);
  const were = findings.flatMap(({ was }) => was);
  const all = withCauses([...places, ...were, ...gaps.map(({ at }) => at)]);
  return new Set(all.map(({ path }) => path).sort(byText));
}

function statsOf({ head, changed, ignored }: Sides): Stats {
  const contents = [...head.files.values()];
  return {
    files: contents.length,
    changedFiles: [...changed].filter((path) => head.files.has(path)).length,
    bytes: contents.reduce((sum, { bytes }) => sum + bytes, 0),
    documents: contents.reduce((sum, { documents }) => sum + documents, 0),
    ignoredFiles: ignored.length,
  };
}
