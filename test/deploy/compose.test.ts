import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly ports?: readonly string[];
  readonly stop_grace_period: string;
}

const path = new URL('../../deploy/compose.yaml', import.meta.url);
const { services, secrets, volumes } = parse(readFileSync(path, 'utf8'), { merge: true });
const all: readonly (readonly [string, Service])[] = Object.entries(services);

test.each(all)('%s writes to its volumes alone, has no capability and gains none', (_, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    mem_limit: expect.any(String),
    pids_limit: expect.any(Number),
  });
});

test.each(all)('%s is given its secrets as files that are declared', (_, service) => {
  const files = Object.entries(service.environment).filter(([name]) => /_(PATH|FILE)$/.test(name));
  expect(files.map(([, file]) => file.replace('/run/secrets/', '')).sort()).toEqual([...service.secrets].sort());
  expect(Object.keys(service.environment).join()).not.toMatch(/(KEY|SECRET|PASSWORD|TOKEN|_URL)(,|$)/);
  expect(Object.keys(secrets)).toEqual(expect.arrayContaining([...service.secrets]));
});

test.each(all)('%s is reached from this machine alone, and has the time that it ends in', (_, service) => {
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThanOrEqual(30);
});

test('without a profile one process runs on a file, and with «postgres» several share a database', () => {
  expect(all.map(([name, { profiles = [] }]) => [name, ...profiles])).toEqual([
    ['portcullis'],
    ['shared', 'postgres'],
    ['postgres', 'postgres'],
  ]);
  expect(services.portcullis.volumes).toEqual(['data:/data']);
  expect(services.shared).toMatchObject({ deploy: { replicas: 3 }, secrets: expect.arrayContaining(['database-url']) });
  expect(Object.keys(volumes)).toEqual(['data', 'database']);
});
