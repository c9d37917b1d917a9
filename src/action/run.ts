import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodeOf } from '../cli/diff.ts';
import { judge } from '../cli/judge.ts';
import type { Options } from '../cli/options.ts';
import { type ChosenSides, topOf } from '../cli/sides.ts';
import { UsageError } from '../cli/usage.ts';
import { pathBelow } from '../folder/git-paths.ts';
import { UnreadableRepository } from '../folder/unreadable-repository.ts';
import { annotationsOf } from '../report/check-run.ts';
import { isDecided } from '../report/decisions.ts';
import { code } from '../report/markdown.ts';
import { markdownReport } from '../report/markdown-report.ts';
import type { Verdict } from '../report/report.ts';
import { diffText } from '../report/text.ts';
import { annotationCommands, command, inert } from './commands.ts';
import type { Environment } from './environment.ts';
import { comparisonOf } from './event.ts';
import { withRendered } from './rendered.ts';
import { writeSarif } from './sarif-file.ts';
import { sidesOf } from './sides.ts';

/**
 * One step of a workflow: reviews what its event is about; summary, annotations and outputs say what came of it.
 * @returns the exit code of the command line (docs/how-it-decides.md)
 */
export async function run(environment: Environment): Promise<number> {
  try {
    return await reviewed(environment);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof UnreadableRepository)) throw error;
    say([command('error', { title: 'Portcullis: not reviewed' }, error.message)]);
    append(environment.runner.GITHUB_STEP_SUMMARY, `### Port exposure: not reviewed\n\n${code(error.message)}\n`);
    return 2;
  }
}

async function reviewed({ runner, inputs }: Environment): Promise<number> {
  const asked = comparisonOf({
    name: runner.GITHUB_EVENT_NAME,
    sha: runner.GITHUB_SHA,
    ref: runner.GITHUB_REF,
    payload: payloadAt(runner.GITHUB_EVENT_PATH),
  });
  if (asked.compare === 'nothing') {
    say([command('notice', { title: 'Portcullis: nothing to review' }, asked.why)]);
    return 0;
  }
  const folder = resolve(runner.GITHUB_WORKSPACE, inputs['working-directory']);
  const commits = await sidesOf(folder, asked);
  const top = await topOf(folder);
  const options = optionsOf(inputs, folder);
  const verdict = await judge(await withFolders(commits, top, folder, inputs), options);
  if (inputs.sarif !== '') await writeSarif(verdict, runner.GITHUB_WORKSPACE, inputs.sarif);
  tell(verdict, pathOf(runner.GITHUB_WORKSPACE, top), { runner, inputs }, commits);
  return options.failOn === 'never' ? 0 : exitCodeOf(verdict);
}

function optionsOf(inputs: Environment['inputs'], repo: string) {
  return {
    repo,
    baseDir: undefined,
    config: undefined,
    configAt: inputs.config || undefined,
    extendsFrom: inputs['extends-from'] || undefined,
    failOn: failOnOf(inputs['fail-on']),
  };
}

function failOnOf(text: string): Options['failOn'] {
  if (text === '') return undefined;
  if (text === 'error' || text === 'warning' || text === 'never') return text;
  throw new UsageError(`fail-on: ${text} is not known; choose error, warning or never`);
}

function withFolders(
  sides: ChosenSides,
  top: string,
  folder: string,
  inputs: Environment['inputs'],
): Promise<ChosenSides> | ChosenSides {
  const { rendered, 'rendered-base': base } = inputs;
  if (rendered === '' && base === '') return sides;
  if (rendered === '' || base === '')
    throw new UsageError('rendered and rendered-base go together: without the base, everything would be new');
  return withRendered(sides, top, { head: resolve(folder, rendered), base: resolve(folder, base) });
}

function payloadAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`the payload of the event: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  }
}

/** Where the checkout lies in the workspace: empty, or with a slash at the end. */
function pathOf(workspace: string, top: string): string {
  const path = pathBelow(realpathSync(workspace), realpathSync(top));
  return path ? `${path}/` : '';
}

function tell(verdict: Verdict, prefix: string, { runner, inputs }: Environment, sides: ChosenSides): void {
  say([
    inert(diffText(verdict, { color: false, ids: true }), randomUUID()),
    ...annotationCommands(annotationsOf(verdict), prefix),
  ]);
  append(runner.GITHUB_STEP_SUMMARY, summaryOf(verdict, { runner, inputs }, sides));
  append(
    runner.GITHUB_OUTPUT,
    outputs({
      conclusion: verdict.conclusion,
      title: verdict.title,
      findings: String(openFindings(verdict)),
      'sarif-file': inputs.sarif,
    }),
  );
}

/** Links lead to the commits, which do not hold what was rendered. */
function summaryOf(verdict: Verdict, { runner, inputs }: Environment, sides: ChosenSides): string {
  const [owner, repo] = runner.GITHUB_REPOSITORY.split('/');
  if (inputs.rendered !== '' || !owner || !repo || runner.GITHUB_SERVER_URL === '') return markdownReport(verdict);
  const repository = { server: runner.GITHUB_SERVER_URL, owner, repo };
  return markdownReport(verdict, { ...repository, baseSha: sides.base.commit, headSha: sides.head.commit });
}

const openFindings = (verdict: Verdict): number =>
  verdict.findings.filter(
    (finding) => finding.state === 'introduced' && finding.severity !== 'info' && !isDecided(verdict, finding),
  ).length;

/**
 * With a delimiter that no value can know.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 */
function outputs(values: Readonly<Record<string, string>>): string {
  const end = randomUUID();
  return Object.entries(values)
    .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
    .join('');
}

/** Outside of a runner there is no such file. */
function append(file: string, text: string): void {
  if (file !== '') appendFileSync(file, text);
}

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
