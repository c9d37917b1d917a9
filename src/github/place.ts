import type { Octokit } from './octokit.ts';

/** A repository and how to talk about it. */
export interface Place {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly appId: number;
  /** Where people read it: `https://github.com`. */
  readonly server: string;
  /** The login that GitHub gives to what the app writes: `<slug>[bot]`. */
  readonly botLogin: () => Promise<string>;
  /** How long GitHub may need to list what was just written. */
  readonly lagMs: number;
}

/** Owner and name, as every call of the REST API takes them. */
export const named = ({ owner, repo }: Place): { readonly owner: string; readonly repo: string } => ({ owner, repo });
