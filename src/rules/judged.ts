import type { Config } from '../model/config.ts';
import { type FindingState, type Severity, severities } from '../model/finding.ts';
import type { Observation, Rule } from './rule.ts';

/** An observation with the rule that made it and whether it is new. */
export interface Judged {
  readonly rule: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly seen: Observation;
  /** What several units say alike, one by one; undefined where only one has spoken. */
  readonly each?: readonly Observation[];
}

/** What the configuration says that a rule weighs. */
export function configured({ id }: Rule, { rules: overrides }: Config): Severity | undefined {
  const severity = overrides.get(id);
  return severity === 'off' ? undefined : severity;
}

/** The most severe first; where they weigh the same, as they stood. */
export const bySeverity = (a: Judged, b: Judged): number =>
  severities.indexOf(b.severity) - severities.indexOf(a.severity);
