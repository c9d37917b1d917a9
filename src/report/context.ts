import type { Config } from '../model/config.ts';
import type { Message } from '../model/message.ts';

/** The pull request that a report is about, as far as links and footers need it. */
export interface ReportContext {
  readonly owner: string;
  readonly repo: string;
  /** Undefined for a merge group. */
  readonly number: number | undefined;
  readonly baseSha: string;
  readonly headSha: string;
  readonly baseRef: string;
  /** Where people read the repository, without a slash at the end: `https://github.com`. */
  readonly server: string;
  /** When a comment is written at all. */
  readonly comment: Config['comment'];
  /** How many review comments there may be, and from which severity on. */
  readonly review: Config['review'];
  /** The configuration file that was in force, at `baseSha`; undefined where the defaults are. */
  readonly configPath: string | undefined;
  /** Who may accept what blocks. */
  readonly waivers: Config['waivers'];
  /** What became of the commands that were not carried out. */
  readonly refusals: readonly Message[];
  /** The repository whose configuration lies below that file, or holds without one: `acme/.github`. */
  readonly sharedConfig: string | undefined;
}
