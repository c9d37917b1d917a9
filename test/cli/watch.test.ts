import { spawn, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { git, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

const service = (type: string): string => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  type: ${type}
  selector: { app: web }
  ports: [{ port: 80 }]
`;
const shop = { 'k8s/service.yaml': service('ClusterIP'), '.gitignore': 'build/\n*.log\n' };

/** What it prints, and its end. */
function watching(...args: readonly string[]) {
  const child = spawn(process.execPath, [cli, 'watch', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    err += part.toString();
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    /** What was printed until a run ended, after `save` was done. */
    async after(save: () => void): Promise<string> {
      const before = out.length;
      save();
      for (let tries = 0; !out.slice(before).endsWith(' ms)\n'); tries += 1) {
        if (tries > 4_000) throw new Error(`nothing was said: ${out.slice(before)}${err}`);
        await wait(5);
      }
      return out.slice(before).replaceAll(/\d+ ms/g, '… ms');
    },
    printed: () => out,
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

describe('watch', { timeout: 30_000 }, () => {
  test('says what diff says, and says it again when a file is saved', async () => {
    const repo = gitRepository(shop);
    const desk = watching('--repo', repo);
    expect(await desk.after(() => {})).toBe('No exposure change\n(… ms)\n');
    const opened = await desk.after(() => write(repo, { 'k8s/service.yaml': service('LoadBalancer') }));
    expect(opened).toMatch(/^\n── k8s\/service\.yaml ──\nk8s\/service\.yaml:5:9: error: /);
    const { stdout } = spawnSync(process.execPath, [cli, 'diff', '--repo', repo], { encoding: 'utf8' });
    expect(opened).toBe(`\n── k8s/service.yaml ──\n${stdout}(… ms)\n`);
    expect(await desk.after(() => write(repo, { 'README.md': 'shop\n' }))).toMatch(
      /^\n── README\.md ──\nnothing changed: .*1 blocking.* \(… ms\)\n$/,
    );
    expect(await desk.after(() => write(repo, { 'k8s/service.yaml': service('ClusterIP') }))).toContain(
      'No exposure change',
    );
    expect(await desk.interrupt()).toBe(0);
  });

  test('sees what is saved in a new folder, and nothing of what git ignores or a link leads to', async () => {
    const repo = gitRepository(shop);
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(repo, 'link'));
    symlinkSync('.', join(repo, 'round'));
    write(repo, { 'build/a.yaml': 'a: 1\n' });
    const desk = watching('--repo', repo);
    const first = await desk.after(() => {});
    write(repo, { 'build/a.yaml': service('NodePort'), 'out.log': 'x\n' });
    write(elsewhere, { 'a.yaml': service('NodePort') });
    git(repo, 'tag', 'one');
    await wait(400);
    expect(desk.printed().replaceAll(/\d+ ms/g, '… ms')).toBe(first);
    expect(await desk.after(() => write(repo, { 'more/deep/service.yaml': service('LoadBalancer') }))).toContain(
      '1 blocking',
    );
    expect(await desk.after(() => write(repo, { 'more/deep/service.yaml': service('ClusterIP') }))).toContain(
      'No exposure change',
    );
  });

  test('goes on where an edit breaks what is read', async () => {
    const repo = gitRepository(shop);
    const desk = watching('--repo', repo);
    await desk.after(() => {});
    expect(await desk.after(() => write(repo, { 'k8s/service.yaml': 'kind: [\n' }))).toContain(
      '[yaml-invalid, blocks]',
    );
    expect(await desk.after(() => write(repo, shop))).toContain('No exposure change');
  });

  test('compares two folders as well', async () => {
    const [base, head] = [temporaryFolder(), temporaryFolder()];
    for (const folder of [base, head]) write(folder, { 'a/service.yaml': service('ClusterIP') });
    const desk = watching('--base-dir', base, '--head-dir', head);
    await desk.after(() => {});
    expect(await desk.after(() => write(head, { 'a/service.yaml': service('LoadBalancer') }))).toContain('1 blocking');
    expect(await desk.after(() => write(base, { 'a/service.yaml': service('LoadBalancer') }))).toContain(
      'No exposure change',
    );
  });

  test('ends at once where there is nothing to watch, or too much is said', () => {
    const repo = gitRepository(shop);
    const bare = temporaryFolder();
    git(bare, 'clone', '--quiet', '--bare', repo, bare);
    const failing = (...args: readonly string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [cli, 'watch', ...args], { encoding: 'utf8' });
      return [status, stderr];
    };
    expect(failing('--repo', bare)).toEqual([
      2,
      expect.stringContaining('is a bare repository: there is no working tree to watch'),
    ]);
    expect(failing('--repo', temporaryFolder())).toEqual([2, expect.stringContaining('not a git repository')]);
    expect(failing('main', '--repo', repo)).toEqual([2, 'portcullis: one word too many: main\n']);
    expect(failing('--format', 'json')).toEqual([2, 'portcullis: --format json is not known here; choose text\n']);
  });
});
