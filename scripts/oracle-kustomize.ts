// Renders every root of a repository with Kustomize's own binary and with ours, and tells where they differ.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAll } from 'js-yaml';
import type { FileEntry, FileTree } from '../src/model/file-tree.ts';
import { createKustomizeMemo, type KustomizeMemo, renderKustomization } from '../src/render/kustomize/index.ts';
import { compare, isMap, type Row, type Theirs, withoutProvenance } from './oracle/compare.ts';
import { printRows } from './oracle/print-rows.ts';
import { checkedOut, revisions } from './oracle/revisions.ts';

const { values: options } = parseArgs({
  options: {
    repo: { type: 'string' },
    rev: { type: 'string' },
    'all-refs': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

async function main(): Promise<void> {
  if (options.repo === undefined)
    throw new Error('usage: npm run oracle:kustomize -- --repo DIR [--rev REV | --all-refs] [--json]');
  const rows: Row[] = [];
  const seen = new Set<string>();
  const memo = createKustomizeMemo();
  for (const rev of revisions(options.repo, { rev: options.rev, allRefs: options['all-refs'] })) {
    const folder = rev === undefined ? options.repo : checkedOut(options.repo, rev);
    rows.push(...(await compareAll(folder, rev, seen, memo)));
    if (rev !== undefined) rmSync(folder, { recursive: true, force: true });
  }
  printRows(rows, {
    nameOf: ({ root }) => root,
    verdicts: ['equal', 'gap', 'both refuse', 'only kubectl refuses', 'different'],
    maxDetail: 400,
    json: options.json,
  });
  process.exitCode = rows.some(({ verdict }) => verdict === 'different') ? 1 : 0;
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

await main();
