import type { Severity } from './finding.ts';
import type { PortRange } from './port.ts';

/** `.github/portcullis.yml` of the base commit with every default filled in. Vocabulary: docs/configuration.md. */
export interface Config {
  readonly version: 1;
  readonly mode: 'observe' | 'enforce';
  readonly checkName: string;
  readonly failOn: 'error' | 'warning';
  readonly onIncomplete: 'block' | 'warn';
  /** Globs; the report counts the files that they hide. */
  readonly ignorePaths: readonly string[];
  readonly units: readonly ConfiguredUnit[];
  /** What a chart is installed as that nothing names, and where. */
  readonly release: { readonly name: string; readonly namespace: string };
  /** Addresses of remote charts and bases that a pull request may add. */
  readonly allowSources: readonly string[];
  readonly cluster: ClusterConfig;
  /** Environment name → patterns of a unit's name or path segment. */
  readonly environments: ReadonlyMap<string, readonly string[]>;
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** What was decided once and for all. */
  readonly allow: readonly Allowance[];
  readonly waivers: WaiverConfig;
  readonly comment: 'always' | 'changes' | 'failures' | 'never';
  readonly review: { readonly max: number; readonly severity: Severity };
  readonly drafts: 'check' | 'full';
}

export interface Allowance {
  readonly rule: string;
  /** `Kind/namespace/name`, where `*` stands for any run of characters. */
  readonly object: string;
  readonly reason: string;
  /** The last day on which it counts: `2026-12-31`. */
  readonly expires?: string | undefined;
}

/** What a person may do in a repository, least first. */
export const roles = ['triage', 'write', 'maintain', 'admin'] as const;
export type RepositoryRole = (typeof roles)[number];

/** Who may accept a finding in a pull request, and for how long. */
export interface WaiverConfig {
  readonly role: RepositoryRole;
  /** Slugs of teams of the owner, whose members may as well. */
  readonly teams: readonly string[];
  /** May the author of the pull request? */
  readonly author: boolean;
  readonly label: string;
  readonly days: number;
}

export interface ConfiguredUnit {
  readonly name: string;
  readonly path: string;
  readonly type: 'plain' | 'kustomize' | 'helm';
  readonly environment: string | undefined;
  /** Values files of a chart, in order. */
  readonly values: readonly string[];
  /** What a chart is installed as, and where. */
  readonly release: string | undefined;
  readonly namespace: string | undefined;
}

export interface ClusterConfig {
  readonly nodePortRange: PortRange;
  /** What a load balancer of an unknown provider gets. */
  readonly loadBalancerReach: 'public' | 'private';
  readonly provider: string | undefined;
  readonly networkPolicies: 'enforced' | 'ignored';
  readonly ingressControllers: readonly {
    readonly class: string;
    /** Where its pods run, and how they are labelled. */
    readonly namespace: string | undefined;
    readonly podLabels: ReadonlyMap<string, string>;
    readonly reach: 'public' | 'private' | undefined;
  }[];
  /** Gateways that this repository does not hold, or whose reach it does not say. */
  readonly gateways: readonly {
    readonly name: string;
    /** Undefined is any. */
    readonly namespace: string | undefined;
    readonly reach: 'public' | 'private' | undefined;
  }[];
  readonly externalServices: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly ports: readonly number[];
  }[];
}
