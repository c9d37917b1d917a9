import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import type { LogLevel } from '../../src/settings.ts';

function written(level: LogLevel = 'info') {
  const lines: string[] = [];
  const log = createLog(level, (line) => void lines.push(line));
  return { log, lines, parsed: () => lines.map((line): Record<string, unknown> => JSON.parse(line)) };
}

test('the log holds one line of JSON for an event, without control characters and credentials', () => {
  const { log, lines, parsed } = written();
  const token = `ghs_${'a1'.repeat(18)}`;
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjQ3MTF9.c2lnbmF0dXJl';
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n';
  log.error('it failed', { error: `\u001b[31m${token} ${jwt}\n${key}`, work: '7#1' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[\x20-\x7e]+\n$/);
  expect(parsed()).toMatchObject([{ level: 'error', message: 'it failed', work: '7#1' }]);
  for (const leak of [token.slice(6), jwt.slice(8), 'MIIEvQ']) expect(lines[0]).not.toContain(leak);
});

test('the log leaves out what is below its level', () => {
  const { log, lines } = written('warn');
  log.info('not this');
  log.warn('but this');
  log.error('and this');
  expect(lines).toHaveLength(2);
});

test('what a delivery starts is logged with its id, however many are under way at once', async () => {
  const { log, parsed } = written();
  const work = (delivery: string, ms: number): Promise<void> =>
    log.within({ delivery }, async () => {
      await sleep(ms);
      log.within({ work: `7#${ms}` }, () => log.info('done'));
    });
  await Promise.all([work('d-1', 20), work('d-2', 5)]);
  log.info('afterwards');
  expect(parsed()).toMatchObject([
    { delivery: 'd-2', work: '7#5' },
    { delivery: 'd-1', work: '7#20' },
    { message: 'afterwards' },
  ]);
  expect(parsed()[2]).not.toHaveProperty('delivery');
});
