import type { MapNode } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { literal, say } from '../../model/message.ts';
import { byText } from '../../model/source.ts';
import type { Rendered } from '../kustomize/index.ts';
import { type Capabilities, defaultCapabilities } from './chart/capabilities.ts';
import type { Chart } from './chart/chart.ts';
import { coalesceValues } from './chart/coalesce.ts';
import { type Enabled, enabledCharts, missingIn } from './chart/dependencies.ts';
import { givenValues, type ValuesSource } from './chart/given-values.ts';
import { type Loaded, type LoadedCharts, problemOf } from './chart/load.ts';
import { NoRoom } from './chart/read-values.ts';
import { Refused } from './chart/refused.ts';
import { checkSchemas } from './chart/schema.ts';
import { isInRange } from './chart/version-range.ts';
import { type ParsedCharts, printTemplates } from './execute.ts';
import { inInstallOrder } from './install-order.ts';
import { createReading, isKnownHook, isTest, type PrintedDocument, printedDocuments } from './manifests.ts';
import type { Release } from './scope.ts';
import type { GoMap } from './template/value.ts';
import { withoutValues } from './without-values.ts';

/** What a chart deploys. */
export interface RenderedChart extends Rendered {
  /** Those of the documents that Helm runs at some point of an install, an upgrade or a removal, and does not keep. */
  readonly hooks: ReadonlySet<MapNode>;
}

/** Charts and templates that are shared between renders and between the two sides, by content; the caller keeps it. */
export interface HelmMemo extends LoadedCharts, ParsedCharts {}

export const createHelmMemo = (): HelmMemo => ({ charts: new Map(), templates: new Map() });

export interface ChartOptions {
  readonly release: Release;
  /** In the order in which the later go before the earlier; the chart's own values.yaml is none of them. */
  readonly values: readonly ValuesSource[];
  readonly capabilities?: Capabilities;
}

/** Renders a chart as `helm template` does, from memory: nothing is fetched, run or opened. */
export function renderChart(loaded: Loaded, options: ChartOptions, memo: HelmMemo): RenderedChart {
  const files = [...new Set([...loaded.used.keys(), ...options.values.flatMap(pathOf)])].sort(byText);
  if (loaded.chart === undefined) return { documents: [], gaps: loaded.problems, files, hooks: new Set() };
  const { documents, gaps } = attempt(loaded.chart, options, memo);
  const kept = documents.filter(({ hook }) => hook === undefined || (isKnownHook(hook) && !isTest(hook)));
  const [hooks, plain] = [kept.filter(({ hook }) => hook), kept.filter(({ hook }) => !hook)].map(objectsOf);
  return { documents: [...(plain ?? []), ...(hooks ?? [])], gaps, files, hooks: new Set(hooks) };
}

const pathOf = (source: ValuesSource): readonly string[] => (source.from === 'file' ? [source.path] : []);

const objectsOf = (documents: readonly PrintedDocument[]): readonly MapNode[] =>
  inInstallOrder(documents).flatMap(({ objects }) => objects);

interface Attempt {
  readonly documents: readonly PrintedDocument[];
  readonly gaps: readonly Problem[];
}

/** Whatever Helm stops at, nothing of the chart is deployed. */
function attempt(chart: Chart, options: ChartOptions, memo: HelmMemo): Attempt {
  const gaps: Problem[] = [];
  try {
    return { documents: rendered(chart, options, memo, gaps), gaps };
  } catch (error) {
    return { documents: [], gaps: [...gaps, problemOf(error)] };
  }
}

function rendered(
  chart: Chart,
  { release, values: sources, capabilities = defaultCapabilities }: ChartOptions,
  memo: HelmMemo,
  gaps: Problem[],
): readonly PrintedDocument[] {
  if (chart.metadata.type === 'library')
    throw new Refused(literal('library charts are not installable'), chart.metadata.at);
  checkRelease(release, chart);
  const { enabled, values } = putTogether(chart, sources);
  gaps.push(...missingIn(enabled));
  return discreetly(enabled, values, () => {
    const { unseen, refusal } = checkSchemas(enabled, values);
    gaps.push(...unseen);
    if (refusal !== undefined) throw refusal;
    checkKubeVersion(chart, capabilities);
    const printed = printTemplates({ chart: enabled, values, release, capabilities }, memo);
    const reading = createReading();
    return printed.flatMap(({ name, source }) => printedDocuments(name, source, reading));
  });
}

/** Runs `work`; what it refuses is said without the values. */
function discreetly<T>(enabled: Enabled, values: GoMap, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { message, at, reason } = error.problem;
    throw new Refused(withoutValues(message, values, namesIn(enabled)), at, reason);
  }
}

const namesIn = ({ chart, subcharts }: Enabled): readonly string[] => [
  chart.metadata.name,
  chart.path,
  ...chart.templates.map(({ name }) => name),
  ...subcharts.flatMap(namesIn),
];

/** The subcharts that are on, and the values of all. */
function putTogether(
  chart: Chart,
  sources: readonly ValuesSource[],
): { readonly enabled: Enabled; readonly values: GoMap } {
  const room = { left: maxValues };
  try {
    const given = givenValues(sources, room);
    const enabled = enabledCharts(chart, given, room);
    return { enabled, values: coalesceValues(enabled, given, 'delete', room) };
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error;
    throw new Refused(
      say`its values, put together, are more than the ${maxValues} that are read`,
      chart.metadata.at,
      'limit',
    );
  }
}

/** Some hundred times what the largest charts have. */
const maxValues = 3_000_000;

/** @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/v2/util/validate_name.go */
function checkRelease({ name }: Release, { metadata }: Chart): void {
  const words = name.length <= 53 ? name.split('.') : [];
  if (words.length > 0 && words.every((word) => /^[a-z0-9-]+$/.test(word) && !/^-|-$/.test(word))) return;
  throw new Refused(say`release name "${name}": invalid release name`, metadata.at);
}

function checkKubeVersion({ metadata }: Chart, { kubeVersion }: Capabilities): void {
  if (metadata.kubeVersion === '' || isInRange(metadata.kubeVersion, kubeVersion)) return;
  throw new Refused(
    say`chart requires kubeVersion: ${metadata.kubeVersion} which is incompatible with Kubernetes ${kubeVersion}`,
    metadata.at,
  );
}
