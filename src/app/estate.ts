import type { Where } from './events.ts';

/** Everything that the app is installed on. Its methods throw RetryLater where the forge is down or asks for patience. */
export interface Estate {
  /** Those that are not suspended. */
  installations(): Promise<readonly number[]>;
  repositories(installationId: number): Promise<readonly Repository[]>;
  /** The open pull requests of some repositories of one installation, in one request. */
  openPullRequests(repositories: readonly Repository[]): Promise<readonly OpenPullRequests[]>;
  /** Deliveries since `since` (milliseconds since 1970) that never reached us, each with how often it was tried. */
  failedDeliveries(since: number): Promise<readonly FailedDelivery[]>;
  redeliver(delivery: FailedDelivery): Promise<void>;
}

export interface Repository extends Where {
  /** GitHub's id for GraphQL. */
  readonly nodeId: string;
}

export interface OpenPullRequests {
  readonly repository: Repository;
  readonly pullRequests: readonly OpenPullRequest[];
}

export interface OpenPullRequest {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** The app's check runs on the head. */
  readonly checks: readonly CheckSeen[];
}

export interface CheckSeen {
  /** `unable`: it was completed without a verdict, because of us or of the forge. */
  readonly state: 'running' | 'judged' | 'unable';
  /** The pull request that it is about: others may have the same head. Undefined where it says none. */
  readonly number: number | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface FailedDelivery {
  readonly id: number;
  readonly attempts: number;
}
