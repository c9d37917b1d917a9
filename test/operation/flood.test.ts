import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { environmentFor } from '../support/environment.ts';
import { type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import { type RunningProcess, startProcess } from '../support/process.ts';

const hubs: Fakehub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

const MiB = 1024 * 1024;
const sent = 200 * MiB;
const head = 'POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\nx-github-delivery: d-1\r\n';
const signature = `x-hub-signature-256: sha256=${'0'.repeat(64)}\r\n`;

/** Linux tells the most that a process has ever held, and forgets it when told to. */
const isLinux = process.platform === 'linux';
const memoryOf = (pid: number, field: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

async function lagMs({ url }: RunningProcess): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^portcullis_event_loop_lag_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
}

/** Sends until it is all sent or the other side has hung up; resolves with the first line of the answer. */
async function pour(app: RunningProcess, start: string, chunk: Buffer): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1').on('error', () => {});
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes.toString();
  });
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  socket.write(start);
  for (let left = sent; left > 0 && socket.writable; left -= chunk.length)
    if (!socket.write(chunk))
      await Promise.race([new Promise<void>((drained) => socket.once('drain', () => drained())), closed]);
  await closed;
  return answer.split('\r\n')[0] ?? '';
}

const bytes = Buffer.alloc(64 * 1024, 'the-payload ');
const framed = Buffer.concat([Buffer.from('10000\r\n'), bytes, Buffer.from('\r\n')]);

test.runIf(isLinux)(
  'a request announced or found longer than GitHub sends costs at most 10 MiB and 50 ms',
  async () => {
    const hub = await startFakehub();
    hubs.push(hub);
    const app = await startProcess(environmentFor(hub));
    const announced = `${head}content-length: ${sent}\r\n`;
    const kinds = [
      { what: 'announced, unsigned', start: `${announced}\r\n`, chunk: bytes },
      { what: 'announced, signed by somebody', start: `${announced}${signature}\r\n`, chunk: bytes },
      { what: 'found out', start: `${head}${signature}transfer-encoding: chunked\r\n\r\n`, chunk: framed },
    ];
    for (const { what, start, chunk } of kinds) {
      const costs: { memory: number; ms: number }[] = [];
      // What the machine does besides is not the request's cost: of three the least.
      for (let round = 0; round < 3; round++) {
        await lagMs(app);
        writeFileSync(`/proc/${app.pid}/clear_refs`, '5');
        const before = memoryOf(app.pid, 'VmRSS');
        expect(await pour(app, start, chunk)).toBe('HTTP/1.1 413 Payload Too Large');
        costs.push({ memory: memoryOf(app.pid, 'VmHWM') - before, ms: await lagMs(app) });
      }
      const least = (of: 'memory' | 'ms'): number => Math.min(...costs.map((cost) => cost[of]));
      expect(least('memory'), what).toBeLessThanOrEqual(10 * MiB);
      expect(least('ms'), what).toBeLessThanOrEqual(50);
    }
    expect(app.logged.join('\n')).not.toContain('the-payload');
  },
  30_000,
);
