import { limits } from '../../manifest/limits.ts';
import type { Source } from '../../manifest/source.ts';
import { literal, say } from '../../model/message.ts';
import type { Position } from '../../model/source.ts';
import type { Capabilities } from './chart/capabilities.ts';
import { bytesIn } from './chart/chart.ts';
import type { ChartFile } from './chart/chart-files.ts';
import type { Enabled } from './chart/dependencies.ts';
import { findable, Refused, topOf } from './chart/refused.ts';
import { helmFunctions } from './functions/index.ts';
import { printedSource } from './provenance.ts';
import { inReadingOrder, isPartial, type Release, type Renderable, renderables } from './scope.ts';
import { Budget } from './template/budget.ts';
import { execute } from './template/execute.ts';
import { ExecutionError } from './template/failure.ts';
import { type Parsed, type ParsedFiles, parseTemplates } from './template/template-set.ts';
import { BudgetSpent, GoMap, NotSupported, TemplateError, type Value } from './template/value.ts';

/** Parsed templates, by file and content. */
export interface ParsedCharts {
  readonly templates: ParsedFiles;
}

export interface ChartRun {
  readonly chart: Enabled;
  /** Of the whole chart, put together; templates may change them. */
  readonly values: GoMap;
  readonly release: Release;
  readonly capabilities: Capabilities;
}

/** What one template printed. */
export interface Printed {
  readonly name: string;
  readonly source: Source;
}

/**
 * Runs all templates of a chart and its subcharts. Helm runs NOTES.txt too, which prints nothing that is deployed and may
 * refuse values as any other template.
 *
 * @returns in the order of their names
 * @throws Refused where Helm refuses, with its words
 */
export function printTemplates(
  { chart, values, release, capabilities }: ChartRun,
  memo: ParsedCharts,
): readonly Printed[] {
  const all = inReadingOrder(renderables(chart, values, release, capabilities, toYaml));
  if (all.length > maxTemplates)
    throw new Refused(
      say`it has more than the ${maxTemplates} templates that are read`,
      chart.chart.metadata.at,
      'limit',
    );
  const { templates, problems } = parsed(all, memo);
  const [problem] = problems;
  if (problem !== undefined) throw new Refused(say`${problem.said}`, findable(problem.at));
  const budget = new Budget();
  const printed: Printed[] = [];
  let size = 0;
  for (const one of all) {
    if (isPartial(one.name)) continue;
    one.scope.entries.set('Template', templateObject(one));
    const source = attempt(one, () =>
      printedSource(one.file.path, execute(templates, one.name, one.scope, helmFunctions, budget)),
    );
    size += source.text.length;
    if (size > limits.fileBytes)
      throw new Refused(
        say`${one.name} and those before it print more than the ${limits.fileBytes} characters that are read`,
        topOf(one.file.path),
        'limit',
      );
    if (!one.name.endsWith('NOTES.txt')) printed.push({ name: one.name, source });
  }
  return printed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const maxTemplates = 20_000;

const templateObject = ({ name, basePath }: Renderable): GoMap =>
  new GoMap(
    new Map([
      ['Name', name],
      ['BasePath', basePath],
    ]),
    new Map(),
    'values',
  );

function toYaml(value: Value, context: Parameters<ToYaml>[1]): Value {
  return helmFunctions.get('toYaml')?.call([value], context) ?? '';
}

type ToYaml = Parameters<typeof renderables>[4];

const parsed = (all: readonly Renderable[], { templates }: ParsedCharts): Parsed =>
  parseTemplates(
    all.map(({ name, file }) => ({
      path: name,
      text: textOf(file),
      file: file.path,
      key: `${file.path}\n${file.sha}`,
    })),
    helmFunctions,
    templates,
  );

const texts = new WeakMap<ChartFile, string>();

function textOf(file: ChartFile): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesIn(file));
  texts.set(file, text);
  return text;
}

/** What stops a template stops the chart. */
function attempt<T>({ name, file }: Renderable, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const at = findable(placeOf(error) ?? topOf(file.path));
    if (error instanceof BudgetSpent)
      throw new Refused(say`rendering ${name} takes ${literal(error.message)}`, at, 'limit');
    if (error instanceof NotSupported) throw new Refused(say`rendering ${name} needs ${error.message}`, at);
    if (error instanceof TemplateError) throw new Refused(say`${error.message}`, at);
    throw error;
  }
}

const placeOf = (error: unknown): Position | undefined =>
  error instanceof ExecutionError || error instanceof BudgetSpent || error instanceof NotSupported
    ? error.at
    : undefined;
