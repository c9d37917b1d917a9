import { allowancesIn, allowanceText, covers, withAllowances } from '../config/allowances.ts';
import { configPath, schemaLine } from '../config/defaults.ts';
import { readConfig } from '../config/load.ts';
import type { Allowance } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import { plain } from '../model/message.ts';
import type { ObjectRef } from '../model/resource.ts';
import { existingConfig, writeConfig } from './config-file.ts';
import { judge } from './judge.ts';
import { type Options, parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { chooseSides, workingFolder } from './sides.ts';
import { UsageError } from './usage.ts';

/** `portcullis allow`: an entry of `allow:` for a finding of the change, in the working tree's configuration. */
export async function allow(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'allow');
  const [name, ...commits] = options.words;
  if (name === undefined) throw new UsageError('allow needs a finding: its id as diff shows it, or a rule');
  const today = new Date().toISOString().slice(0, 10);
  const said = { reason: reasonOf(options), expires: expiryOf(options, today) };
  const folder = await workingFolder(options.repo);
  const file = await configFile(folder);
  const { findings } = await judge(await chooseSides({ ...options, words: commits }), options);
  const introduced = findings.filter(({ state }) => state === 'introduced');
  const wanted = matching(introduced, name).flatMap((finding) => allowancesFor(finding, said));
  const known = file.text === undefined ? [] : allowancesIn(file.text);
  const missing = withoutTwins(wanted).filter((one) => !known.some((other) => covers(other, one, today)));
  if (missing.length === 0) return { output: `${configPath} allows that already; nothing is written\n`, exitCode: 0 };
  await writeConfig(folder, withAllowances(file.text ?? firstLines, missing));
  return { output: `${configPath}\n${allowanceText(missing)}${afterwards(file)}`, exitCode: 0 };
}

function reasonOf({ reason }: Options): string {
  const text = reason?.trim() ?? '';
  if (text === '') throw new UsageError('allow needs --reason: why this is right; whoever reads the verdict sees it');
  if (text.length > 1_000) throw new UsageError('--reason is longer than 1000 characters');
  return text;
}

function expiryOf({ expires }: Options, today: string): string | undefined {
  if (expires === undefined) return undefined;
  const date = new Date(`${expires}T00:00:00Z`);
  const isDate = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${expires}T`);
  if (!isDate) throw new UsageError(`--expires ${expires} is not a date; write it as 2026-12-31`);
  if (expires < today) throw new UsageError(`--expires ${expires} has passed`);
  return expires;
}

interface ConfigFile {
  /** Undefined where there is none yet. */
  readonly text: string | undefined;
  /** The repository whose own list this one replaces. */
  readonly hides: string | undefined;
}

async function configFile(folder: string): Promise<ConfigFile> {
  const bytes = await existingConfig(folder);
  if (bytes === undefined) return { text: undefined, hides: undefined };
  const { problems, written, extended } = readConfig({ path: configPath, bytes });
  const [first] = problems;
  if (first !== undefined)
    throw new UsageError(`${first.at.path}:${first.at.line}:${first.at.column}: ${plain(first.message)}`);
  const hides = written?.allow === undefined ? extended?.repository : undefined;
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), hides };
}

/** By the beginning of its fingerprint, or all of a rule. */
function matching(findings: readonly Finding[], name: string): readonly Finding[] {
  const byRule = findings.filter(({ rule, also }) => [rule, ...also].includes(name));
  if (byRule.length > 0) return byRule;
  const found = /^[0-9a-f]{6,16}$/.test(name) ? findings.filter(({ fingerprint }) => fingerprint.startsWith(name)) : [];
  if (found.length === 1) return found;
  if (findings.length === 0) throw new UsageError(`there is no finding ${name}: this change has none`);
  const what = found.length > 1 ? `more than one finding begins with ${name}` : `there is no finding ${name}`;
  throw new UsageError(`${what}; there are ${listed(found.length > 1 ? found : findings)}`);
}

function listed(findings: readonly Finding[]): string {
  const names = findings
    .slice(0, maxListed)
    .map(({ fingerprint, rule, object }) => `${fingerprint} ${rule} ${patternOf(object)}`);
  return [...names, ...(findings.length > maxListed ? [`${findings.length - maxListed} more`] : [])].join(', ');
}

const maxListed = 20;

/** Whatever is said by one cause has to be allowed, or the next rule takes its place. */
const allowancesFor = (
  { rule, also, object, others }: Finding,
  said: Pick<Allowance, 'reason' | 'expires'>,
): readonly Allowance[] =>
  [object, ...others].flatMap((one) => [rule, ...also].map((id) => ({ rule: id, object: patternOf(one), ...said })));

/** Without a namespace it is whatever the deploying context says. */
const patternOf = ({ kind, namespace, name }: ObjectRef): string => `${kind}/${namespace ?? '*'}/${name}`;

const withoutTwins = (all: readonly Allowance[]): readonly Allowance[] => [
  ...new Map(all.map((one) => [`${one.rule} ${one.object}`, one])).values(),
];

const firstLines = `${schemaLine}version: 1\n`;

function afterwards({ hides }: ConfigFile): string {
  const replaced =
    hides === undefined ? '' : `This list replaces that of ${hides}, which is extended: repeat what is to go on.\n`;
  return `${replaced}It counts once it is on the base branch; no pull request allows its own findings.\n`;
}
