import type { Message } from './message.ts';
import type { Position } from './source.ts';

/** Why something could not be seen. Each reason ends in a test of its blocking and its advisory form. */
export type GapReason =
  | 'yaml-invalid' // kubectl could not read it either
  | 'encoding' // bytes that are no text
  | 'limit' // larger, deeper or more than we read
  | 'template' // a template of some other tool, not a manifest yet
  | 'patch' // a strategic merge patch that no kustomization owns: applied by itself it may be an object
  | 'not-rendered' // a chart or a kustomization, whose engine has not landed
  | 'symlink' // leads out of the repository or round in a circle
  | 'submodule' // its content is in another repository
  | 'lfs' // a pointer; the content is not in git
  | 'missing-file' // named, but not there
  | 'merge-conflict' // base moved under the same lines; head's version was taken
  | 'not-read' // a kind or a field that no reader covers
  | 'configuration'; // the pull request's own configuration does not parse

export type Side = 'base' | 'head';

/** Something that was not analyzed. In a gate silence reads as «closed», so each is listed and some block. */
export interface Gap {
  readonly at: Position;
  readonly side: Side;
  readonly reason: GapReason;
  /** True where the check may not pass by itself (docs/how-it-decides.md, «What blocks»). */
  readonly blocks: boolean;
  readonly message: Message;
  /** The address of what lies elsewhere, where that is why it was not analyzed. */
  readonly source?: string;
  /** What somebody accepts who accepts it; absent where it does not block, or can only be mended. */
  readonly acceptable?: {
    /** Tells this gap from the others: 16 hexadecimal digits, stable over pushes. */
    readonly fingerprint: string;
    /** Of what may hide behind it: another content is another thing to accept. */
    readonly content: string;
  };
}

/** A gap before anybody has decided whether it blocks. */
export interface Problem extends Omit<Gap, 'side' | 'blocks' | 'acceptable'> {
  /** Many repositories have it and cannot mend it: it is told where a change brings it, and not after. */
  readonly isUsual?: boolean;
}
