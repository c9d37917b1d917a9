import type { Config } from '../model/config.ts';
import type { Problem } from '../model/gap.ts';
import { type Message, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { configPath, defaultConfig } from './defaults.ts';
import { configWritten, type LoadedConfig, type ReadConfig, readConfig, type Written } from './load.ts';

/** The configuration of another repository of the same owner. */
export interface SharedConfig {
  /** `acme/.github` */
  readonly repository: string;
  /** What its file is called where it was not read from there. */
  readonly path?: string;
  /** Its file, or why there is none to be had. */
  readonly file: { readonly bytes: Uint8Array } | 'no-file' | 'not-visible' | 'itself';
}

/**
 * The configuration that a repository's own file makes, over the one that it extends or, where it has no file of its
 * own, that its organisation has for all. A file that is extended and is not to be had is a problem; an organisation
 * that has none is none.
 *
 * @see docs/decisions/0015-configurations-are-laid-over-each-other.md
 */
export function layered(own: ReadConfig | undefined, shared: SharedConfig | undefined): LoadedConfig {
  const below = own === undefined || own.extended !== undefined ? shared : undefined;
  const at = own?.extended?.at ?? { path: configPath, line: 1, column: 1 };
  const read = below === undefined ? nothingSaid : readShared(below, at, own?.extended !== undefined);
  const problems = [...(own?.problems ?? []), ...read.problems];
  const said = own === undefined ? {} : own.written;
  if (said === undefined) return { config: defaultConfig, problems };
  if (read.written === undefined) return { config: onlyNamed(configWritten(said)), problems };
  return { config: configWritten(laidOver(read.written, said)), problems };
}

interface ReadShared {
  readonly written: Written | undefined;
  readonly problems: readonly Problem[];
}

const nothingSaid: ReadShared = { written: {}, problems: [] };

/** The rules of half a configuration are nobody's intent; the name is where people wait for the verdict. */
const onlyNamed = ({ checkName }: Config): Config => ({ ...defaultConfig, checkName });

/** @param at what a person can change in this repository about what is wrong in the other one */
function readShared({ repository, path, file }: SharedConfig, at: Position, isNamed: boolean): ReadShared {
  const problem = (message: Message): Problem => ({ at, reason: 'configuration', message });
  if (typeof file === 'string')
    return isNamed ? { written: undefined, problems: [problem(absent[file](repository))] } : nothingSaid;
  const { written, extended, problems } = readConfig({ path: configPath, bytes: file.bytes });
  const place = (line: number, column: number): Message =>
    say`${`${path ?? `${repository}:${configPath}`}:${line}:${column}`}`;
  if (extended !== undefined) {
    const { line, column } = extended.at;
    const message = say`${place(line, column)}: a configuration that others build on cannot itself extend ${extended.repository}; only one level is read`;
    return { written: undefined, problems: [problem(message)] };
  }
  return {
    written,
    problems: problems.map(({ at: { line, column }, message }) => problem(say`${place(line, column)}: ${message}`)),
  };
}

const absent = {
  'no-file': (repository: string) =>
    say`${repository} has no ${configPath} on its default branch to extend; add it there, or remove this line`,
  'not-visible': (repository: string) =>
    say`${repository} is extended and cannot be read; install the app on it, or remove this line`,
  itself: (repository: string) => say`${repository} cannot extend itself; remove this line`,
} as const;

/** Mappings of which each key has a meaning by itself. Everything else is replaced whole. */
const byKey: ReadonlySet<string> = new Set(['cluster', 'rules', 'environments', 'waivers', 'review']);

function laidOver(below: Written, above: Written): Written {
  const { extends: _, ...said } = above;
  const merged = Object.entries(said).map(([key, value]) => [
    key,
    byKey.has(key) ? { ...mapping(below[key]), ...mapping(value) } : value,
  ]);
  return { ...below, ...Object.fromEntries(merged) };
}

/** The schema has found one there, or nothing. */
const mapping = (value: unknown): Written => (value ?? {}) as Written;
