// Renders generated templates with Helm's own binary and with ours, and tells where they differ.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { helmFunctions } from '../src/render/helm/functions/index.ts';
import { Budget } from '../src/render/helm/template/budget.ts';
import { execute } from '../src/render/helm/template/execute.ts';
import { parseTemplates } from '../src/render/helm/template/template-set.ts';
import { BudgetSpent, GoMap, NotSupported, TemplateError } from '../src/render/helm/template/value.ts';
import { type HelmMajor, helmBinary } from './support/helm-binaries.ts';
import { files } from './template-oracle/files.ts';
import { type Case, generate } from './template-oracle/generate.ts';
import { values } from './template-oracle/values.ts';

const { values: options } = parseArgs({
  options: {
    helm: { type: 'string' },
    major: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '3000' },
    family: { type: 'string' },
    show: { type: 'string', default: '20' },
  },
});

/** What became of a template: what it printed, or why it did not. */
type Outcome =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'gap'; readonly message: string };

interface Numbered extends Case {
  readonly id: number;
}

async function main(): Promise<void> {
  const major: HelmMajor = options.major === '3' ? 3 : 4;
  const helm = new Helm(options.helm ?? (await helmBinary(major)));
  const cases = generate(Number(options.seed), Number(options.count))
    .map((one, id) => ({ ...one, id }))
    .filter(({ family }) => options.family === undefined || family === options.family);
  const ours = new Map(cases.map((one) => [one.id, rendered(one)]));
  const theirs = await helm.outcomes(cases, ours);
  helm.remove();
  report(cases, ours, theirs);
}

function report(
  cases: readonly Numbered[],
  ours: ReadonlyMap<number, Outcome>,
  theirs: ReadonlyMap<number, Outcome>,
): void {
  const tally = { equal: 0, gaps: 0, words: 0, different: 0 };
  let shown = 0;
  for (const one of cases) {
    const our = ours.get(one.id);
    const their = theirs.get(one.id);
    if (our === undefined || their === undefined) continue;
    const verdict = compared(our, their);
    tally[verdict] += 1;
    if (verdict === 'equal' || shown >= Number(options.show)) continue;
    shown += 1;
    process.stdout.write(`${verdict}: ${one.family}: ${JSON.stringify(one.definitions + one.body)}\n`);
    process.stdout.write(`  ours ${our.kind}: ${JSON.stringify(textOf(our))}\n`);
    process.stdout.write(`  helm ${their.kind}: ${JSON.stringify(textOf(their))}\n`);
  }
  const { equal, gaps, words, different } = tally;
  const total = equal + gaps + words + different;
  if (words > 0) process.stdout.write(`both fail, in other words: ${words}\n`);
  process.stdout.write(`equal ${equal}/${total}  gaps ${gaps}  silently different ${different}\n`);
  process.exitCode = different > 0 || words > 0 ? 1 : 0;
}

const textOf = (outcome: Outcome): string => (outcome.kind === 'printed' ? outcome.text : outcome.message);

function compared(our: Outcome, their: Outcome): 'equal' | 'gaps' | 'words' | 'different' {
  if (our.kind === 'gap') return 'gaps';
  if (our.kind !== their.kind) return 'different';
  if (our.kind === 'printed') return textOf(our) === textOf(their) ? 'equal' : 'different';
  return sameWords(textOf(our)) === sameWords(textOf(their)) ? 'equal' : 'words';
}

/**
 * Helm 4 sets some errors in several lines, and leaves the word `template:` out of those. Helm 3 is built with a Go that
 * does not name the types that it cannot compare.
 */
const sameWords = (message: string): string =>
  message
    .replaceAll('\n  executing ', ': executing ')
    .replaceAll('template: ', '')
    .replaceAll(/\s+/g, ' ')
    .replace(/(incompatible types for comparison): .*/, options.major === '3' ? '$1' : '$&')
    .trim();

const fileName = ({ id }: Numbered): string => `c/templates/case-${id}.yaml`;

const fileText = ({ id, definitions, body }: Numbered): string =>
  `${definitions}{{ define "case-${id}" }}${body}{{ end }}` +
  `x: {{ include "case-${id}" (dict "Values" (.Files.Get "values.json" | fromJson)) | toJson }}`;

function rendered(one: Numbered): Outcome {
  const path = fileName(one);
  const { templates, problems } = parseTemplates([{ path, text: fileText(one) }], helmFunctions);
  const [problem] = problems;
  if (problem !== undefined) return { kind: 'failed', message: problem.said };
  const data = new GoMap(new Map([['Files', files(JSON.stringify(values))]]));
  try {
    return { kind: 'printed', text: String(execute(templates, path, data, helmFunctions, new Budget())) };
  } catch (error) {
    if (error instanceof TemplateError) return { kind: 'failed', message: error.message };
    if (error instanceof BudgetSpent || error instanceof NotSupported) return { kind: 'gap', message: error.message };
    throw error;
  }
}

/** Runs Helm on charts of many templates; one that fails takes the whole chart down, so that one runs alone. */
class Helm {
  readonly #binary: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'template-oracle-'));
  #charts = 0;

  constructor(binary: string) {
    this.#binary = binary;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async outcomes(
    cases: readonly Numbered[],
    ours: ReadonlyMap<number, Outcome>,
  ): Promise<ReadonlyMap<number, Outcome>> {
    const found = new Map<number, Outcome>();
    // C1 controls are none that YAML may hold.
    const wellFormed = (one: Numbered): boolean => /^x: "[^\x7f-\x9f]*"$/.test(textOf(ours.get(one.id) ?? noOutcome));
    const printed = cases.filter((one) => ours.get(one.id)?.kind === 'printed');
    // What is no such YAML cannot be seen in what Helm prints.
    const groups = chunks(printed.filter(wellFormed), 200).concat(
      cases.filter((one) => ours.get(one.id)?.kind !== 'printed').map((one) => [one]),
    );
    const work = groups.values();
    const run = async (): Promise<void> => {
      for (const group of work) await this.#group(group, found);
    };
    await Promise.all([run(), run()]);
    return found;
  }

  async #group(group: readonly Numbered[], found: Map<number, Outcome>): Promise<void> {
    let left = group;
    while (left.length > 0) {
      const { stdout, stderr } = await this.#template(left);
      const failed =
        stderr === '' ? undefined : (left.find((one) => stderr.includes(`case-${one.id}.yaml`)) ?? left[0]);
      if (failed === undefined) {
        for (const one of left) found.set(one.id, { kind: 'printed', text: documentOf(stdout, one) });
        return;
      }
      found.set(failed.id, { kind: 'failed', message: stderr });
      left = left.filter((one) => one !== failed);
    }
  }

  async #template(cases: readonly Numbered[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
    this.#charts += 1;
    const chart = join(this.#folder, `chart-${this.#charts}`);
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'values.json'), JSON.stringify(values));
    for (const one of cases) writeFileSync(join(chart, 'templates', `case-${one.id}.yaml`), fileText(one));
    const result = await ran(this.#binary, ['template', 'r', chart]);
    rmSync(chart, { recursive: true, force: true });
    return result;
  }
}

const noOutcome: Outcome = { kind: 'failed', message: '' };

function ran(binary: string, args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(binary, args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const message = stderr.replace('\n\nUse --debug flag to render out invalid YAML\n', '').replace(/^Error: /, '');
      resolve({ stdout, stderr: error === null ? '' : message.trimEnd() });
    });
  });
}

function documentOf(stdout: string, one: Numbered): string {
  const start = stdout.indexOf(`# Source: ${fileName(one)}\n`);
  if (start === -1) return '';
  const from = stdout.indexOf('\n', start) + 1;
  const end = stdout.indexOf('\n---\n', from - 1);
  return stdout.slice(from, end === -1 ? undefined : end).replace(/\n$/, '');
}

function chunks<T>(all: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

await main();
