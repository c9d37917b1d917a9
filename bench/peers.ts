import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, filesIn, write } from './folders.ts';
import { median, type Row, timed } from './measure.ts';
import { repository } from './repository.ts';

/** Another tool that reads a folder of manifests, and what of ours answers the most of the same question. */
interface Peer {
  readonly name: string;
  /** What every installation of it answers with success. */
  readonly known: readonly string[];
  readonly command: (folder: string) => readonly string[];
  readonly ours: 'surface' | 'connectivity';
}

const peers: readonly Peer[] = [
  { name: 'kube-linter', known: ['version'], command: (folder) => ['lint', folder], ours: 'surface' },
  {
    name: 'kube-score',
    known: ['version'],
    command: (folder) => ['score', ...filesIn(folder).map((path) => join(folder, path))],
    ours: 'surface',
  },
  {
    // The command of netpol-analyzer.
    name: 'k8snetpolicy',
    known: ['--help'],
    command: (folder) => ['list', '--dirpath', folder],
    ours: 'connectivity',
  },
];

/** Whole processes on the same folder of 140 files, by turns. No goal: each answers a question of its own. */
export async function besidePeers(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    write(folder, new Map(repository(140)));
    const rows: Row[] = [];
    for (const peer of peers) rows.push(await beside(peer, folder));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function beside({ name, known, command, ours }: Peer, folder: string): Promise<Row> {
  const row = { what: `portcullis ${ours} beside ${name}, 140 files, whole processes`, goal: '', reached: undefined };
  if (spawnSync(name, known).status !== 0) return { ...row, measured: `not measured: there is no ${name}` };
  const mine = median(await timed(5, () => printed(process.execPath, [cli, ours, '--dir', folder])));
  const theirs = median(await timed(5, () => printed(name, command(folder))));
  const times = `${mine.toFixed(0)} ms against ${theirs.toFixed(0)} ms, medians of 5`;
  return { ...row, measured: `${(theirs / mine).toFixed(1)} × as fast (${times})` };
}

/** Linters end with 1 where they find something; what prints nothing did no work. */
function printed(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === null || status > 1 || stdout + stderr === '') throw new Error(`${command}: ${status} ${stderr}`);
}
