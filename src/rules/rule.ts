import type { Travel } from '../exposure/collapse.ts';
import type { Exposure, ExposureDiff } from '../exposure/exposure.ts';
import type { Graph } from '../graph/graph.ts';
import type { Config } from '../model/config.ts';
import type { Fact } from '../model/fact.ts';
import type { Severity } from '../model/finding.ts';
import type { Problem } from '../model/gap.ts';
import type { Message } from '../model/message.ts';
import type { ObjectRef } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';

/** One rule; its page is `docs/rules/<id>.md`, its cases are `test/cases/rules/<id>/`. */
export type Rule = StateRule | TransitionRule;

interface RuleHead {
  readonly id: string;
  /** Where an observation says no other; the configuration may set another. */
  readonly severity: Severity;
  /** What it reports, in at most ten words, for the index. */
  readonly summary: string;
}

/** Looks at one side of one unit; whether what it sees is new is decided by comparing both sides. */
export interface StateRule extends RuleHead {
  readonly looksAt: 'state';
  find(side: UnitSide, config: Config): readonly Observation[];
}

/** Looks at what the change does; everything that it sees is introduced by it. */
export interface TransitionRule extends RuleHead {
  readonly looksAt: 'transition';
  find(transition: Transition, config: Config): readonly Observation[];
}

/** One unit as it stands on one side. */
export interface UnitSide {
  readonly unit: Unit;
  /** False where the unit has none of its own files on this side. */
  readonly isThere: boolean;
  /** What of it could not be seen in the charts that it installs. */
  readonly problems: readonly Problem[];
  /** Why nothing of it could be rendered, where a renderer refuses it as a whole. */
  readonly refusal: Problem | undefined;
  /** True where it holds more than is followed: then there is no graph of it. */
  readonly tooLarge: boolean;
  readonly graph: Graph;
  readonly exposures: readonly Exposure[];
  readonly facts: readonly Fact[];
}

export interface UnitChange {
  readonly base: UnitSide;
  readonly head: UnitSide;
}

export interface Transition {
  /** Of all units together. */
  readonly diff: ExposureDiff;
  readonly units: readonly UnitChange[];
  readonly travel: Travel;
}

/** What a rule has seen, before it is known whether it is new and how much it weighs. */
export interface Observation {
  /** What it is about, stable over files and lines; with the rule's id it makes the fingerprint. */
  readonly about: string;
  readonly object: ObjectRef;
  readonly at: Position;
  readonly because: readonly Position[];
  /** Lines of base, where `at` and `because` are lines of the side that was looked at: what was there and is gone. */
  readonly was?: readonly Position[];
  readonly message: Message;
  /** All of what the message names in short, as text: who accepts it accepts that. */
  readonly whole?: string;
  /** What it adds to the message where a harder rule speaks for the same cause. */
  readonly adds?: Message;
  readonly help: Message;
  /** What to write instead of the value at `at`, where that is all there is to do. */
  readonly fix?: string;
  readonly severity?: Severity;
  /** The severity where the same object was in order at base. */
  readonly ifRegression?: Severity;
  readonly units: readonly string[];
  /** The key of the way in that it is about. */
  readonly exposure?: string;
  /** The keys of all ways in that it is about, where these are several. */
  readonly exposures?: readonly string[];
  /** It speaks of the policies that hold the way in back, so they do not make it weigh less. */
  readonly evenIfHeldBack?: true;
  /** Observations of one cause are one finding; one without a part belongs to every part of its object. */
  readonly cause?: { readonly object: string; readonly part: string | undefined };
}
