import type { Message } from './message.ts';
import type { ObjectRef } from './resource.ts';
import type { Position } from './source.ts';

export const severities = ['info', 'notice', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

/** True where `severity` is `floor` or worse. */
export const atLeast = (severity: Severity, floor: Severity): boolean =>
  severities.indexOf(severity) >= severities.indexOf(floor);

export type FindingState = 'introduced' | 'pre-existing' | 'fixed';

/** What a rule says of some units. */
export interface Said {
  /** The fact and its difference from base. */
  readonly message: Message;
  /** All of what the message names in short, as text; undefined where it leaves nothing out. */
  readonly whole?: string;
  /** The ids of the units in which it is so. */
  readonly units: readonly string[];
  /** The keys of the ways in that it is about. */
  readonly exposures: readonly string[];
}

/** Something that a manifest does, said by a rule. */
export interface Finding {
  /** The most severe of the rules that say it. */
  readonly rule: string;
  /** The other rules that the same cause breaks. */
  readonly also: readonly string[];
  readonly severity: Severity;
  readonly state: FindingState;
  /** The fact and its difference from base. */
  readonly message: Message;
  /** The shortest way out. */
  readonly help: Message;
  /** Stable over pushes, files and lines: 16 hexadecimal digits of the rule and what it is about. */
  readonly fingerprint: string;
  /** What the fingerprints of the rules under `also` would be: as long as this stands, so does what they said. */
  readonly covers: readonly string[];
  /** The ids of the units in which it is so. */
  readonly units: readonly string[];
  /** The line to look at. */
  readonly at: Position;
  /** Where what stands at `at` ends, in the same line; undefined where the line was not at hand. */
  readonly until: { readonly line: number; readonly column: number } | undefined;
  /** The lines of head that cause it, nearest first. */
  readonly because: readonly Position[];
  /** The lines of base that it is about: what was there and is another now, or gone. */
  readonly was: readonly Position[];
  /** The line of `at` as it would be in order, where changing it is all there is to do. */
  readonly suggestion: string | undefined;
  readonly object: ObjectRef;
  /** The same object as other overlays have it in namespaces of their own. */
  readonly others: readonly ObjectRef[];
  /** `Exposure.key` of the way in that it is about; undefined for findings about links and text. */
  readonly exposure: string | undefined;
  /** All that it was made of, in every unit and for each of its objects: the message is short for it. */
  readonly said: readonly Said[];
}
