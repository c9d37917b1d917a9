// Renders every chart of a repository with Helm's own binary and with ours, and tells where they differ.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { toValue } from '../src/manifest/node.ts';
import type { FileEntry, FileTree } from '../src/model/file-tree.ts';
import type { Problem } from '../src/model/gap.ts';
import { plain } from '../src/model/message.ts';
import { defaultCapabilities } from '../src/render/helm/chart/capabilities.ts';
import { loadChart } from '../src/render/helm/chart/load.ts';
import { createHelmMemo, type HelmMemo, type RenderedChart, renderChart } from '../src/render/helm/index.ts';
import { printRows } from './oracle/print-rows.ts';
import { checkedOut, revisions } from './oracle/revisions.ts';
import { helmBinary } from './support/helm-binaries.ts';
import { putDependencies } from './support/helm-dependencies.ts';
import { isMap, objectsIn } from './support/helm-output.ts';

const { values: options } = parseArgs({
  options: {
    repo: { type: 'string' },
    rev: { type: 'string' },
    'all-refs': { type: 'boolean', default: false },
    helm: { type: 'string' },
    helm3: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

type Verdict = 'equal' | 'gap' | 'both refuse' | 'only helm refuses' | 'different';

interface Row {
  readonly chart: string;
  readonly verdict: Verdict;
  /** The first difference, our gap, or Helm's words. */
  readonly detail: string;
}

/** A chart with one choice of values. */
interface Combination {
  readonly chart: string;
  readonly values: string | undefined;
}

async function main(): Promise<void> {
  if (options.repo === undefined)
    throw new Error(
      'usage: npm run oracle:helm -- --repo DIR [--rev REV | --all-refs] [--helm3 | --helm PATH] [--json]',
    );
  const helm = options.helm ?? (await helmBinary(options.helm3 ? 3 : 4));
  const rows: Row[] = [];
  const seen = new Set<string>();
  const memo = createHelmMemo();
  for (const rev of revisions(options.repo, { rev: options.rev, allRefs: options['all-refs'] })) {
    const folder = rev === undefined ? copyOf(options.repo) : checkedOut(options.repo, rev);
    rows.push(...(await compareAll(folder, rev, seen, memo, helm)));
    rmSync(folder, { recursive: true, force: true });
  }
  printRows(rows, {
    nameOf: ({ chart }) => chart,
    verdicts: ['equal', 'gap', 'both refuse', 'only helm refuses', 'different'],
    maxDetail: 600,
    json: options.json,
  });
  process.exitCode = rows.some(({ verdict }) => verdict === 'different') ? 1 : 0;
}

function copyOf(repo: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  cpSync(repo, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** Charts whose files and values are the same in another revision are compared once. */
async function compareAll(
  folder: string,
  rev: string | undefined,
  seen: Set<string>,
  memo: HelmMemo,
  helm: string,
): Promise<readonly Row[]> {
  const tree = treeOf(folder);
  const open: (() => Promise<Row>)[] = [];
  for (const { chart, values } of combinationsIn(tree)) {
    const loaded = loadChart(tree, chart, memo);
    if (loaded.chart?.metadata.type === 'library') continue;
    const bytes = values === undefined ? undefined : tree.bytes(values);
    const sources = values === undefined || bytes === undefined ? [] : [{ from: 'file', path: values, bytes } as const];
    const rendered = renderChart(loaded, { release, values: sources, capabilities }, memo);
    const key = JSON.stringify([chart, values, rendered.files.map((path) => [path, tree.entry(path)?.sha])]);
    if (seen.has(key)) continue;
    seen.add(key);
    putDependencies(folder, chart, loaded);
    const name = [rev === undefined ? chart : `${rev}:${chart}`, values].filter((one) => one !== undefined).join(' ');
    open.push(async () => await compare(name, rendered, () => helmTemplate(helm, folder, chart, values)));
  }
  return await inPairs(open);
}

const release = { name: 'release-name', namespace: 'default' };

// Both versions of Helm are told of the same cluster.
const capabilities = defaultCapabilities;

async function inPairs(jobs: readonly (() => Promise<Row>)[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < jobs.length; at += 2)
    rows.push(...(await Promise.all(jobs.slice(at, at + 2).map((job) => job()))));
  return rows;
}

function treeOf(folder: string): FileTree {
  const entries = new Map<string, FileEntry & { readonly bytes: Uint8Array }>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.startsWith('.git/') || path === '.git') continue;
    const status = lstatSync(join(folder, path));
    if (status.isDirectory() || !(status.isFile() || status.isSymbolicLink())) continue;
    const isLink = status.isSymbolicLink();
    const bytes = isLink ? Buffer.from(readlinkSync(join(folder, path))) : readFileSync(join(folder, path));
    const sha = createHash('sha1').update(bytes).digest('hex');
    entries.set(path, { sha, type: isLink ? 'symlink' : 'file', size: bytes.length, bytes });
  }
  return {
    paths: [...entries.keys()].sort(),
    entry: (path) => entries.get(path),
    bytes: (path) => entries.get(path)?.bytes,
  };
}

/** Every chart with its own values, and with each file of values that lies beside it or in `ci/`. */
function combinationsIn(tree: FileTree): readonly Combination[] {
  const charts = tree.paths.filter((path) => /(?:^|\/)Chart\.yaml$/.test(path));
  return charts.flatMap((path) => {
    const chart = path === 'Chart.yaml' ? '.' : path.slice(0, -'/Chart.yaml'.length);
    if (options.only !== undefined && !chart.includes(options.only)) return [];
    const prefix = path.slice(0, -'Chart.yaml'.length);
    const beside = tree.paths.filter((one) => one.startsWith(prefix) && extra.test(one.slice(prefix.length)));
    return [undefined, ...beside].map((values) => ({ chart, values }));
  });
}

const extra = /^(?:ci\/[^/]*\.ya?ml|values[-_.][^/]+\.ya?ml|[^/]+[-.]values\.ya?ml)$/;

interface Theirs {
  readonly objects: readonly unknown[] | undefined;
  readonly refusal: string;
}

// A proxy that nobody listens to: whatever wants the network is refused at once.
const offline = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', KUBECONFIG: '' };

function helmTemplate(
  helm: string,
  folder: string,
  chart: string,
  values: string | undefined,
  flags: readonly string[] = [],
): Promise<Theirs> {
  const files = values === undefined ? [] : ['--values', join(folder, values)];
  const cluster = options.helm3 ? ['--kube-version', capabilities.kubeVersion] : [];
  const given = ['template', release.name, join(folder, chart), ...files, ...cluster, ...flags];
  return new Promise((resolve) => {
    execFile(helm, given, { env: offline, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const refusal = stderr.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ');
      // What a schema refers to would have to be fetched; we leave it unchecked.
      if (error !== null && /failing loading|: Get "/.test(refusal) && !flags.includes(unchecked))
        resolve(helmTemplate(helm, folder, chart, values, [...flags, unchecked]));
      else resolve({ objects: error === null ? objectsIn(stdout) : undefined, refusal });
    });
  });
}

const unchecked = '--skip-schema-validation';

async function compare(chart: string, ours: RenderedChart, run: () => Promise<Theirs>): Promise<Row> {
  const theirs = await run();
  const gap = ours.gaps
    .filter((one) => !isTold(one))
    .map(({ at, message }) => `${at.path}:${at.line}: ${plain(message)}`)
    .join('; ');
  if (theirs.objects === undefined)
    return { chart, verdict: gap === '' ? 'only helm refuses' : 'both refuse', detail: `${theirs.refusal} — ${gap}` };
  const [wanted, got] = [byIdentity(theirs.objects), byIdentity(ours.documents.map(toValue))];
  let difference = firstDifference(wanted, got, '', () => false);
  if (difference !== undefined) {
    // What differs between two runs of Helm is random, a certificate or the time in seconds, or was made of one.
    await setTimeout(1_100);
    const again = await run();
    const masks = new Set(again.objects === undefined ? [] : allDifferences(wanted, byIdentity(again.objects), ''));
    difference = firstDifference(wanted, got, '', (path) => masks.has(path));
  }
  if (difference === undefined) return { chart, verdict: 'equal', detail: gap };
  return gap === '' ? { chart, verdict: 'different', detail: difference } : { chart, verdict: 'gap', detail: gap };
}

/** Helm is given an empty chart for each dependency that is missing, and leaves unchecked what a schema refers to. */
const isTold = ({ reason, message }: Problem): boolean =>
  reason === 'not-read' || plain(message).includes('missing in charts/ directory');

/** Objects by kind, namespace and name; several of one identity in their order. */
function byIdentity(objects: readonly unknown[]): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const value of objects) {
    const { kind, metadata } = isMap(value) ? value : {};
    const { namespace, name } = isMap(metadata) ? metadata : {};
    const identity = [kind, namespace ?? '', name ?? '']
      .map((one) => JSON.stringify(one) ?? '')
      .join(' ')
      .replaceAll('"', '');
    let key = identity;
    for (let count = 2; key in found; count += 1) key = `${identity} (${count})`;
    found[key] = value;
  }
  return found;
}

type IsMasked = (path: string) => boolean;

/** The path of the first value that differs; undefined where none does. */
function firstDifference(theirs: unknown, ours: unknown, path: string, isMasked: IsMasked): string | undefined {
  if (isMasked(path)) return undefined;
  for (const key of keysOf(theirs, ours) ?? []) {
    const found = firstDifference(at(theirs, key), at(ours, key), `${path}.${key}`, isMasked);
    if (found !== undefined) return found;
  }
  if (keysOf(theirs, ours) !== undefined || Object.is(theirs, ours)) return undefined;
  if (typeof theirs === 'number' && theirs === ours) return undefined;
  if (typeof theirs === 'string' && typeof ours === 'string') return `${path}: ${shownTexts(theirs, ours)}`;
  return `${path}: helm ${shown(theirs)}, ours ${shown(ours)}`;
}

function allDifferences(one: unknown, other: unknown, path: string): readonly string[] {
  const keys = keysOf(one, other);
  if (keys === undefined) return Object.is(one, other) ? [] : [path];
  return keys.flatMap((key) => allDifferences(at(one, key), at(other, key), `${path}.${key}`));
}

/** The keys of two maps or lists; undefined where they are not both one of these. */
function keysOf(one: unknown, other: unknown): readonly string[] | undefined {
  const both = (Array.isArray(one) && Array.isArray(other)) || (isMap(one) && isMap(other));
  return both ? [...new Set([...Object.keys(one), ...Object.keys(other)])] : undefined;
}

const at = (value: unknown, key: string): unknown =>
  Array.isArray(value) || isMap(value) ? Object(value)[key] : undefined;

/** Two texts from shortly before their first difference on. */
function shownTexts(theirs: string, ours: string): string {
  let same = 0;
  while (theirs[same] === ours[same]) same += 1;
  const from = Math.max(same - 20, 0);
  return `from ${from} on helm ${shown(theirs.slice(from))}, ours ${shown(ours.slice(from))}`;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200);

await main();
