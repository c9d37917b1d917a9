import { createHash } from 'node:crypto';
import { configPath } from '../config/defaults.ts';
import { type ReadConfig, readConfig } from '../config/load.ts';
import { layered, type SharedConfig } from '../config/shared.ts';
import type { Config } from '../model/config.ts';
import type { FileEntry } from '../model/file-tree.ts';
import type { Gap, Problem } from '../model/gap.ts';
import type { Where } from './events.ts';
import type { Forge } from './forge.ts';
import type { RepositoryAt } from './repository-at.ts';

/** The configuration that judges, as the base commit has it: a pull request cannot weaken its own judge. */
export interface Configuration {
  readonly config: Config;
  /** One id for all that it was read from; undefined where it is the defaults. */
  readonly blob: string | undefined;
  /** The repository's own file. */
  readonly own: FileEntry | undefined;
  /** The repository that the own file extends. */
  readonly extended: string | undefined;
  /** Whose file lies below the own one, or holds without one: `acme/.github`. */
  readonly shared: string | undefined;
  readonly gaps: readonly Gap[];
}

/** The repository that is judged, and its owner's others. */
export interface Neighbourhood extends Pick<Where, 'owner' | 'repo'> {
  readonly forge: Pick<Forge, 'neighbour'>;
}

export async function baseConfiguration(tip: RepositoryAt, around: Neighbourhood): Promise<Configuration> {
  const { entry: own, read } = await ownFile(tip);
  const shared = await sharedFor(read, around);
  const { config, problems } = layered(read, shared);
  const gaps = problems.map((problem): Gap => ({ ...problem, side: 'base', blocks: true }));
  return { config, gaps, own, extended: read?.extended?.repository, ...madeOf(own, shared) };
}

/** What a configuration would be after the merge, and what is wrong with it. */
export interface Proposed {
  /** Undefined where there are problems. */
  readonly config: Config | undefined;
  readonly problems: readonly Problem[];
}

/** What would hold with the files of `head`; from a fork nothing is read that base does not read as well. */
export async function configurationAfter(head: RepositoryAt, around: Neighbourhood): Promise<Proposed> {
  const { read } = await ownFile(head);
  const { config, problems } = layered(read, await sharedFor(read, around));
  return { config: problems.length === 0 ? config : undefined, problems };
}

/** The repository that the own file of a commit extends, as it is written there. */
export const extendedBy = async (at: RepositoryAt): Promise<ReadConfig['extended']> =>
  (await ownFile(at)).read?.extended;

/** The owner's repository whose configuration holds where a repository has none. */
export const organisationRepository = '.github';

async function sharedFor(
  own: ReadConfig | undefined,
  { forge, owner, repo }: Neighbourhood,
): Promise<(SharedConfig & { readonly blob: string | undefined }) | undefined> {
  const name = own === undefined ? organisationRepository : own.extended?.repository;
  if (name === undefined) return undefined;
  const repository = `${owner}/${name}`;
  if (name.toLowerCase() === repo.toLowerCase()) return { repository, file: 'itself', blob: undefined };
  const found = await forge.neighbour(name, configPath);
  if (typeof found === 'string') return { repository, file: found, blob: undefined };
  return { repository, file: { bytes: found.bytes ?? unreadable }, blob: found.blob };
}

function madeOf(
  own: FileEntry | undefined,
  shared: { readonly repository: string; readonly blob: string | undefined } | undefined,
): Pick<Configuration, 'blob' | 'shared'> {
  if (shared?.blob === undefined) return { blob: own?.sha, shared: undefined };
  const ids = [own?.sha, shared.blob].filter((id) => id !== undefined);
  return { blob: ids.length === 1 ? ids[0] : together(ids), shared: shared.repository };
}

/** As long as one of them: nobody says how long the id of a check run may be. */
const together = (ids: readonly string[]): string => createHash('sha1').update(ids.join(' ')).digest('hex');

/** A link, a submodule or a file too large to be had: there is a configuration, and it cannot be read. */
const unreadable = new TextEncoder().encode('unreadable');

async function ownFile(
  at: RepositoryAt,
): Promise<{ readonly entry: FileEntry | undefined; readonly read: ReadConfig | undefined }> {
  const entry = (await at.tree()).get(configPath);
  if (entry === undefined) return { entry, read: undefined };
  const bytes = (await at.blobs(new Map([[configPath, entry]]))).get(entry.sha);
  const isFile = entry.type === 'file' && bytes !== undefined;
  return { entry, read: readConfig({ path: configPath, bytes: isFile ? bytes : unreadable }) };
}
