import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helmBinary } from '../scripts/support/helm-binaries.ts';
import { putDependencies } from '../scripts/support/helm-dependencies.ts';
import { objectsIn } from '../scripts/support/helm-output.ts';
import type { FileTree } from '../src/model/file-tree.ts';
import { loadChart } from '../src/render/helm/chart/load.ts';
import { chartClosure } from '../src/render/helm/chart-closure.ts';
import { type ChartUnit, chartUnits } from '../src/render/helm/chart-units.ts';
import { createHelmMemo, renderChart } from '../src/render/helm/index.ts';
import { findRenderRoots } from '../src/render/roots.ts';
import { charts } from './charts.ts';
import { checkedOut, filesIn, readAll, renderedObjects, write } from './folders.ts';
import { median, type Row } from './measure.ts';
import { treeOf } from './repository.ts';

/** Rendering every chart of a repository: one process of ours against one start of Helm for each chart and values file. */
export async function renderedCharts(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    const helm = await foundHelm();
    write(join(folder, 'made'), charts(30));
    const rows = [against(helm, join(folder, 'made'), 'every chart of a generated repository')];
    const ref = checkedOut(join(folder, 'real'), /(^|\/)Chart\.yaml$/, 20);
    return ref === undefined ? rows : [...rows, against(helm, join(folder, 'real'), `every chart of ${ref}`)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Helm {
  readonly path: string;
  readonly version: string;
}

/** The one of the machine, else the one that the oracles fetch. */
async function foundHelm(): Promise<Helm | { readonly why: string }> {
  try {
    const path = versionOf('helm') === undefined ? await helmBinary(4) : 'helm';
    const version = versionOf(path);
    return version === undefined ? { why: `${path} does not run` } : { path, version };
  } catch (error) {
    return { why: `there is no helm, and it could not be fetched: ${String(error).split('\n')[0]}` };
  }
}

function versionOf(path: string): string | undefined {
  const { status, stdout } = spawnSync(path, ['version', '--template', '{{ .Version }}'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function against(helm: Awaited<ReturnType<typeof foundHelm>>, folder: string, what: string): Row {
  const row = { what: `rendering ${what}, whole processes`, goal: '≥ 5 × faster' };
  if ('why' in helm) return { ...row, measured: `not measured: ${helm.why}`, reached: undefined };
  const { rendered, files } = chartsIn(folder);
  // What no chart reads is nothing to Helm, and would be read and printed by us.
  for (const path of filesIn(folder)) if (!files.has(path)) rmSync(join(folder, path));
  const copy = copyForHelm(folder);
  // By turns, so that what else the machine does falls on both; the first run warms up.
  const objects = renderedObjects(folder);
  const ours: number[] = [];
  const turns = inParts(rendered, 5).map((part) => {
    const theirs = templated(helm.path, copy, part);
    const started = performance.now();
    renderedObjects(folder);
    ours.push(performance.now() - started);
    return theirs;
  });
  const theirs = turns.reduce(added);
  if (objects < theirs.objects) throw new Error(`${objects} objects, fewer than the ${theirs.objects} of helm`);
  const middle = median(ours.toSorted((one, other) => one - other));
  const ratio = theirs.ms / middle;
  const folders = new Set(rendered.map(({ unit }) => unit.folder));
  return {
    ...row,
    measured: `${ratio.toFixed(1)} × faster than helm ${helm.version} template, one start a chart (${middle.toFixed(0)} ms, median of 5, against ${theirs.ms.toFixed(0)} ms for ${rendered.length} starts, ${folders.size} charts with and without their values files, ${theirs.built} of them rendered by both)`,
    reached: ratio >= 5,
  };
}

interface Rendered {
  readonly unit: ChartUnit;
  /** Undefined where we do not render it whole. */
  readonly objects: number | undefined;
}

function chartsIn(folder: string): { readonly rendered: readonly Rendered[]; readonly files: ReadonlySet<string> } {
  const tree = treeOf(readAll(folder));
  const units = unitsIn(tree);
  const memo = createHelmMemo();
  const rendered = units.map((unit) => {
    const values = unit.valuesFiles.map((path) => ({ from: 'file', path, bytes: tree.bytes(path) ?? empty }) as const);
    const { documents, gaps } = renderChart(loadChart(tree, unit.folder, memo), { release, values }, memo);
    // A dependency that is missing is made up for to Helm as well.
    const isWhole = gaps.every(({ message }) => message.texts.join('').includes('missing in charts/ directory'));
    return { unit, objects: isWhole ? documents.length : undefined };
  });
  return {
    rendered,
    files: new Set(units.flatMap((unit) => [...chartClosure(tree, unit.folder), ...unit.valuesFiles])),
  };
}

const unitsIn = (tree: FileTree): readonly ChartUnit[] =>
  chartUnits(tree, findRenderRoots(tree.paths), () => false, new Set());

const release = { name: 'release-name', namespace: 'default' };
const empty = new Uint8Array();

/** A copy with what Helm wants to find in `charts/` and we find where it lies. */
function copyForHelm(folder: string): string {
  const copy = `${folder}-for-helm`;
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  const tree = treeOf(readAll(folder));
  const memo = createHelmMemo();
  for (const { folder: chart } of unitsIn(tree)) putDependencies(copy, chart, loadChart(tree, chart, memo));
  return copy;
}

interface Templated {
  readonly ms: number;
  readonly built: number;
  readonly objects: number;
}

// A proxy that nobody listens to: whatever wants the network is refused at once.
const offline = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', KUBECONFIG: '' };

const nothing: Templated = { ms: 0, built: 0, objects: 0 };

const added = (one: Templated, other: Templated): Templated => ({
  ms: one.ms + other.ms,
  built: one.built + other.built,
  objects: one.objects + other.objects,
});

const inParts = <T>(all: readonly T[], count: number): readonly (readonly T[])[] =>
  Array.from({ length: count }, (_, part) => all.filter((_one, index) => index % count === part));

function templated(helm: string, folder: string, rendered: readonly Rendered[]): Templated {
  let sum = nothing;
  for (const { unit, objects: expected } of rendered) {
    const values = unit.valuesFiles.flatMap((path) => ['--values', join(folder, path)]);
    const args = ['template', release.name, join(folder, unit.folder), ...values, '--kube-version', '1.35.0'];
    const started = performance.now();
    const { status, stdout } = spawnSync(helm, args, { env: offline, encoding: 'utf8', maxBuffer: 1 << 28 });
    const ms = performance.now() - started;
    const isBuilt = status === 0 && expected !== undefined;
    const objects = isBuilt ? objectsIn(stdout).length : 0;
    if (isBuilt && objects !== expected) throw new Error(`${unit.id} has ${expected} objects, and to helm ${objects}`);
    sum = added(sum, { ms, built: Number(isBuilt), objects });
  }
  return sum;
}
