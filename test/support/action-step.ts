import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAction } from '../../scripts/support/action-bundle.ts';
import { git, temporaryFolder } from './git-repository.ts';

/** The Action as a release has it. */
export interface BundledAction {
  readonly file: string;
  /** The modules of Node that it loads. */
  readonly imports: readonly string[];
  remove(): void;
}

export async function bundledAction(): Promise<BundledAction> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-action-'));
  const file = join(folder, 'dist/action/index.mjs');
  // A release has them beside the bundle, and SARIF the pages of its rules.
  for (const name of ['package.json', 'docs'])
    symlinkSync(join(import.meta.dirname, '../..', name), join(folder, name));
  const { metafile } = await bundleAction(file);
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { file, imports, remove: () => rmSync(folder, { recursive: true }) };
}

export interface Step {
  readonly event: string;
  readonly payload: unknown;
  /** `GITHUB_SHA` and `GITHUB_REF`. */
  readonly sha?: string;
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly node?: readonly string[];
}

export interface Ended {
  readonly exit: number | null;
  readonly log: string;
  readonly errors: string;
  readonly summary: string;
  /** The text of the file of outputs, and what it says. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the bundle in a checkout as a runner does: by its environment, and with the payload in a file. */
export function runStep({ file }: BundledAction, workspace: string, step: Step): Ended {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('event.json'), JSON.stringify(step.payload));
  for (const name of ['summary', 'outputs']) writeFileSync(at(name), '');
  const inputs = Object.entries(step.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...(step.node ?? []), file], {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: step.event,
      GITHUB_EVENT_PATH: at('event.json'),
      GITHUB_OUTPUT: at('outputs'),
      GITHUB_STEP_SUMMARY: at('summary'),
      GITHUB_REF: step.ref ?? 'refs/pull/7/merge',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_SHA: step.sha ?? git(workspace, 'rev-parse', 'HEAD').trim(),
      GITHUB_WORKSPACE: workspace,
      ...Object.fromEntries(inputs),
      ...step.variables,
    },
  });
  return {
    exit: status,
    log: stdout,
    errors: stderr,
    summary: readFileSync(at('summary'), 'utf8'),
    outputs: outputsIn(readFileSync(at('outputs'), 'utf8')),
  };
}

/** As the runner reads them: `name<<END`, lines, `END`. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const found = [...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2\n/gm)];
  return Object.fromEntries(found.map(([, name = '', , value = '']) => [name, value]));
}

/** The commands that a runner obeys in a log, as it reads them. */
export function commandsIn(log: string): readonly string[] {
  let stopped: string | undefined;
  return log.split(/\r\n|\r|\n/).filter((line) => {
    const text = line.trimStart();
    if (stopped !== undefined) {
      if (text === `::${stopped}::`) stopped = undefined;
      return false;
    }
    stopped = /^::stop-commands::(.+)$/.exec(text)?.[1];
    return stopped === undefined && (text.startsWith('::') || text.includes('##['));
  });
}
