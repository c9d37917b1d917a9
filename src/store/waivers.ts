import type { Acceptance } from '../report/decisions.ts';
import type { Place } from './records.ts';

/** What somebody who may decide has accepted for one pull request. */
export interface Waiver extends Acceptance {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly number: number;
  /** The branch that the pull request was to be merged into: into another one nobody has accepted anything. */
  readonly baseRef: string;
  readonly by: Actor;
  /** Milliseconds since 1970. */
  readonly grantedAt: number;
}

/** A person, by GitHub's id: logins change hands. */
export interface Actor {
  readonly id: number;
  readonly login: string;
}

export interface Revocation {
  readonly waiverId: string;
  readonly by: Actor;
  readonly reason: string;
  readonly at: number;
}

/** A waiver, and where its pull request is. */
export interface PlacedWaiver {
  readonly waiver: Waiver;
  readonly place: Place;
}

/** One line of the audit; nothing in it is ever changed, and it outlives the waiver. */
export interface AuditEntry {
  readonly at: number;
  readonly action: 'granted' | 'revoked';
  readonly by: Actor;
  readonly reason: string;
  readonly waiver: Waiver;
}

/** A line and its place in the audit: `sequence` tells those of one moment apart. */
export interface AuditRow extends AuditEntry {
  readonly sequence: number;
}

export type AuditCursor = Pick<AuditRow, 'at' | 'sequence'>;

export interface Waivers {
  /** Granting the same waiver again changes nothing. */
  grant(waiver: Waiver): Promise<void>;
  /** False where there is no such waiver in force. */
  revoke(revocation: Revocation): Promise<boolean>;
  /** In the order in which they were granted, without those that were revoked or had ended at `at`. */
  inForce(of: { readonly repositoryId: number; readonly number: number }, at: number): Promise<readonly Waiver[]>;
  /** All that are in force at `at` for the pull requests of an overview; what ends first comes first. */
  allInForce(of: {
    readonly at: number;
    readonly owner: string | undefined;
    readonly limit: number;
  }): Promise<readonly PlacedWaiver[]>;
  /** Oldest first, from `since` on, at most `limit`; behind `after`, where an earlier answer has ended. */
  audit(of: {
    readonly since: number;
    readonly limit: number;
    readonly after?: AuditCursor;
  }): Promise<readonly AuditRow[]>;
}
