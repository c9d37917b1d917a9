import type { Acceptance } from '../report/decisions.ts';

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

/** One line of the audit; nothing in it is ever changed, and it outlives the waiver. */
export interface AuditEntry {
  readonly at: number;
  readonly action: 'granted' | 'revoked';
  readonly by: Actor;
  readonly reason: string;
  readonly waiver: Waiver;
}

export interface Waivers {
  /** Granting the same waiver again changes nothing. */
  grant(waiver: Waiver): Promise<void>;
  /** False where there is no such waiver in force. */
  revoke(revocation: Revocation): Promise<boolean>;
  /** In the order in which they were granted, without those that were revoked or had ended at `at`. */
  inForce(of: { readonly repositoryId: number; readonly number: number }, at: number): Promise<readonly Waiver[]>;
  /** Oldest first, from `since` on, at most `limit`. */
  audit(of: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]>;
}
