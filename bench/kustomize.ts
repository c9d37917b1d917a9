import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createKustomizeMemo, renderKustomization } from '../src/render/kustomize/index.ts';
import { kustomizeRoots } from '../src/render/kustomize-roots.ts';
import { findRenderRoots } from '../src/render/roots.ts';
import { median, type Row, timed } from './measure.ts';
import { overlays } from './overlays.ts';
import { type Files, treeOf } from './repository.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');
/** Public repositories beside the project, as a git bundle; measured where they are. */
const corpus = join(import.meta.dirname, '../../shared/corpus/corpus.bundle');

/** Rendering all overlays of a repository: one process of ours against one start of kubectl for each root. */
export async function renderedOverlays(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    write(join(folder, 'made'), overlays(120));
    const rows = [await against(join(folder, 'made'), 'all of 120 generated overlays')];
    const ref = existsSync(corpus) ? checkedOut(corpus, folder) : undefined;
    return ref === undefined ? rows : [...rows, await against(join(folder, 'real'), `all roots of ${ref}`)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function against(folder: string, what: string): Promise<Row> {
  const row = { what: `rendering ${what}, whole processes`, goal: '≥ 10 × faster' };
  const { roots, files } = rootsIn(folder);
  // What no root reads is nothing to kubectl, and would be read and printed by us.
  for (const path of filesIn(folder)) if (!files.has(path)) rmSync(join(folder, path));
  const theirs = kubectlBuilds(folder, roots);
  if (theirs === undefined) return { ...row, measured: 'not measured: there is no kubectl', reached: undefined };
  const ours = await timed(5, () => {
    const args = [cli, 'render', '--dir', folder];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
    if (objectsIn(stdout) < theirs.objects) throw new Error(`fewer objects than the ${theirs.objects} of kubectl`);
  });
  const ratio = theirs.ms / median(ours);
  return {
    ...row,
    measured: `${ratio.toFixed(1)} × faster than kubectl kustomize, one start a root (${median(ours).toFixed(0)} ms, median of 5, against ${theirs.ms.toFixed(0)} ms for ${roots.size} roots, ${theirs.built} of them built by both)`,
    reached: ratio >= 10,
  };
}

/** Units that come out the same are printed once, with how many there are. */
const objectsIn = (printed: string): number =>
  [...printed.matchAll(/^# unit: .*?(?: and (\d+) more)?$/gm)].reduce(
    (sum, [, more = '0']) => sum + 1 + Number(more),
    0,
  );

/** How many objects each has; undefined where we do not build it whole. */
type Roots = ReadonlyMap<string, number | undefined>;

interface Builds {
  readonly ms: number;
  readonly built: number;
  readonly objects: number;
}

// A proxy that nobody listens to: what wants the network is refused at once, and counts for nobody.
const offline = {
  ...process.env,
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** Undefined where there is no kubectl. */
function kubectlBuilds(folder: string, roots: Roots): Builds | undefined {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return undefined;
  let sum: Builds = { ms: 0, built: 0, objects: 0 };
  for (const [root, expected] of roots) {
    const started = performance.now();
    const args = ['kustomize', join(folder, root)];
    const { status, stdout } = spawnSync('kubectl', args, { env: offline, encoding: 'utf8', maxBuffer: 1 << 28 });
    const ms = sum.ms + performance.now() - started;
    const objects = stdout.split(/^---$/m).filter((one) => one.trim() !== '').length;
    const isBuilt = status === 0 && expected !== undefined;
    if (isBuilt && objects !== expected) throw new Error(`${root} has ${expected} objects, and to kubectl ${objects}`);
    sum = isBuilt ? { ms, built: sum.built + 1, objects: sum.objects + objects } : { ...sum, ms };
  }
  return sum;
}

interface Found {
  readonly roots: Roots;
  /** All that the roots may read. */
  readonly files: ReadonlySet<string>;
}

function rootsIn(folder: string): Found {
  const tree = treeOf(new Map(filesIn(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')])));
  const folders = findRenderRoots(tree.paths).filter(({ renderer }) => renderer === 'kustomize');
  const memo = createKustomizeMemo();
  const names = folders.map((one) => one.folder);
  const { roots, filesOf } = kustomizeRoots(tree, names, memo, []);
  const objects = roots.map((root) => {
    const { documents, gaps } = renderKustomization(tree, root, memo);
    return [root, gaps.length === 0 ? documents.length : undefined] as const;
  });
  return { roots: new Map(objects), files: new Set(roots.flatMap((root) => [...filesOf(root)])) };
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));

function write(folder: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The repository of a bundle with the most kustomizations, as files; undefined where none has 100 of them. */
function checkedOut(bundle: string, folder: string): string | undefined {
  // Cloned once for each content, beside the other temporary files.
  const hash = createHash('sha256').update(readFileSync(bundle)).digest('hex').slice(0, 12);
  const clone = join(tmpdir(), `portcullis-corpus-${hash}.git`);
  if (!existsSync(clone)) execFileSync('git', ['clone', '--quiet', '--mirror', bundle, clone]);
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-C', clone, ...args], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
  const refs = git('for-each-ref', '--format=%(refname:short)', 'refs/heads').toString().split('\n').filter(Boolean);
  const counted = refs.map((ref) => ({ ref, count: kustomizationsOf(git('ls-tree', '-r', '--name-only', ref)) }));
  const most = counted.reduce((a, b) => (b.count > a.count ? b : a), { ref: '', count: 99 });
  if (most.ref === '') return undefined;
  mkdirSync(join(folder, 'real'));
  execFileSync('tar', ['-x', '-C', join(folder, 'real')], { input: git('archive', most.ref) });
  return most.ref;
}

const kustomizationsOf = (listing: Buffer): number =>
  listing
    .toString()
    .split('\n')
    .filter((path) => /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path)).length;
