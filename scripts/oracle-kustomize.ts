// Renders every root of a repository with Kustomize's own binary and with ours, and tells where they differ.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAll } from 'js-yaml';
import { toValue } from '../src/manifest/node.ts';
import type { FileEntry, FileTree } from '../src/model/file-tree.ts';
import { plain } from '../src/model/message.ts';
import {
  createKustomizeMemo,
  type KustomizeMemo,
  type Rendered,
  renderKustomization,
} from '../src/render/kustomize/index.ts';

const { values: options } = parseArgs({
  options: {
    repo: { type: 'string' },
    rev: { type: 'string' },
    'all-refs': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

type Verdict = 'equal' | 'gap' | 'both refuse' | 'only kubectl refuses' | 'different';

interface Row {
  readonly root: string;
  readonly verdict: Verdict;
  /** The first difference, our gap, or kubectl's words. */
  readonly detail: string;
}

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

async function main(): Promise<void> {
  if (options.repo === undefined)
    throw new Error('usage: npm run oracle:kustomize -- --repo DIR [--rev REV | --all-refs] [--json]');
  const rows: Row[] = [];
  const seen = new Set<string>();
  const memo = createKustomizeMemo();
  for (const rev of revisions(options.repo)) {
    const folder = rev === undefined ? options.repo : checkedOut(options.repo, rev);
    rows.push(...(await compareAll(folder, rev, seen, memo)));
    if (rev !== undefined) rmSync(folder, { recursive: true, force: true });
  }
  print(rows);
  process.exitCode = rows.some(({ verdict }) => verdict === 'different') ? 1 : 0;
}

function revisions(repo: string): readonly (string | undefined)[] {
  if (options.rev !== undefined) return [options.rev];
  if (!options['all-refs']) return [undefined];
  const listed = execFileSync('git', [
    '-C',
    repo,
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
  ]).toString();
  return listed.split('\n').filter((line) => line !== '');
}

function checkedOut(repo: string, rev: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const archive = execFileSync('git', ['-C', repo, 'archive', rev], { maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  return folder;
}

/** Roots whose files are the same in another revision are compared once. */
async function compareAll(
  folder: string,
  rev: string | undefined,
  seen: Set<string>,
  memo: KustomizeMemo,
): Promise<readonly Row[]> {
  const tree = treeOf(folder);
  const open: (() => Promise<Row>)[] = [];
  for (const root of rootsOf(tree)) {
    const ours = renderKustomization(tree, root, memo);
    const key = JSON.stringify([root, ours.files.map((path) => [path, tree.entry(path)?.sha])]);
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(async () =>
      compare(rev === undefined ? root : `${rev}:${root}`, ours, await kubectl(join(folder, root))),
    );
  }
  return await inPairs(open);
}

async function inPairs(jobs: readonly (() => Promise<Row>)[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < jobs.length; at += 2)
    rows.push(...(await Promise.all(jobs.slice(at, at + 2).map((job) => job()))));
  return rows;
}

function treeOf(folder: string): FileTree {
  const entries = new Map<string, FileEntry & { readonly bytes: Uint8Array }>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
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

/** The folders with a kustomization that is no Component. */
const rootsOf = (tree: FileTree): readonly string[] => [
  ...new Set(
    tree.paths.flatMap((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (!names.includes(name)) return [];
      const text = new TextDecoder().decode(tree.bytes(path) ?? new Uint8Array());
      if (/^kind:\s*["']?Component\b/m.test(text)) return [];
      return [path === name ? '.' : path.slice(0, -name.length - 1)];
    }),
  ),
];

interface Theirs {
  readonly objects: readonly unknown[] | undefined;
  readonly refusal: string;
}

// A proxy that nobody listens to: whatever wants the network is refused at once.
const offline = {
  ...process.env,
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  GIT_ALLOW_PROTOCOL: 'none',
};

function kubectl(folder: string): Promise<Theirs> {
  return new Promise((resolve) => {
    execFile('kubectl', ['kustomize', folder], { env: offline, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const refusal = stderr.replaceAll(/\s+/g, ' ');
      resolve({
        objects:
          error === null ? loadAll(stdout).flatMap((one) => (isMap(one) ? [withoutProvenance(one)] : [])) : undefined,
        refusal,
      });
    });
  });
}

function compare(root: string, ours: Rendered, theirs: Theirs): Row {
  const gap = ours.gaps.map(({ at, message }) => `${at.path}:${at.line}: ${plain(message)}`).join('; ');
  if (theirs.objects === undefined)
    return { root, verdict: gap === '' ? 'only kubectl refuses' : 'both refuse', detail: `${theirs.refusal} — ${gap}` };
  const own = ours.documents.map(toValue);
  const difference = firstDifference(theirs.objects, own, '');
  if (difference === undefined) return { root, verdict: 'equal', detail: gap };
  return gap === '' ? { root, verdict: 'different', detail: difference } : { root, verdict: 'gap', detail: gap };
}

/** Annotations that only say which file an object comes from, which our values say of themselves. */
function withoutProvenance(object: Readonly<Record<string, unknown>>): unknown {
  const { metadata } = object;
  if (!isMap(metadata) || !isMap(metadata.annotations)) return object;
  const told = ['config.kubernetes.io/origin', 'alpha.config.kubernetes.io/transformations'];
  const annotations = Object.entries(metadata.annotations).filter(([key]) => !told.includes(key));
  if (annotations.length === Object.keys(metadata.annotations).length) return object;
  const { annotations: _, ...rest } = metadata;
  const own = annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) };
  return { ...object, metadata: { ...rest, ...own } };
}

/** The path of the first value that differs; undefined where none does. */
function firstDifference(theirs: unknown, ours: unknown, path: string): string | undefined {
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    for (let index = 0; index < Math.max(theirs.length, ours.length); index += 1) {
      const found = firstDifference(theirs[index], ours[index], `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isMap(theirs) && isMap(ours)) {
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
      const found = firstDifference(theirs[key], ours[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(theirs, ours) || (typeof theirs === 'number' && theirs === ours)) return undefined;
  if (typeof theirs === 'string' && typeof ours === 'string') return `${path}: ${shownTexts(theirs, ours)}`;
  return `${path}: kubectl ${shown(theirs)}, ours ${shown(ours)}`;
}

/** Two texts from shortly before their first difference on. */
function shownTexts(theirs: string, ours: string): string {
  let same = 0;
  while (theirs[same] === ours[same]) same += 1;
  const at = Math.max(same - 20, 0);
  return `from ${at} on kubectl ${shown(theirs.slice(at))}, ours ${shown(ours.slice(at))}`;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200);

function print(rows: readonly Row[]): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const count = (...verdicts: readonly Verdict[]): number =>
    rows.filter(({ verdict }) => verdicts.includes(verdict)).length;
  for (const { root, verdict, detail } of rows)
    if (verdict !== 'equal') process.stdout.write(`${verdict.padEnd(21)} ${root}: ${detail.slice(0, 400)}\n`);
  for (const verdict of ['equal', 'gap', 'both refuse', 'only kubectl refuses', 'different'] as const)
    process.stdout.write(`${verdict.padEnd(21)} ${count(verdict)}\n`);
  process.stdout.write(
    `equal ${count('equal')}/${count('equal', 'gap', 'different')}  gaps ${count('gap')}  silently different ${count('different')}\n`,
  );
}

await main();
