import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { handledEvents } from '../../src/app/events.ts';
import { neededEvents, neededPermissions, optionalPermissions } from '../../src/doctor/registration.ts';

const text = readFileSync(new URL('../../app.yml', import.meta.url), 'utf8');
const manifest = parse(text);

test('the app asks for five permissions and no more', () => {
  expect(manifest.default_permissions).toEqual({
    metadata: 'read',
    contents: 'read',
    checks: 'write',
    pull_requests: 'write',
    merge_queues: 'read',
  });
});

test('the app subscribes to six events, and to all that it acts on', () => {
  const events = [
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment',
    'merge_group',
    'check_run',
    'check_suite',
  ];
  expect(manifest.default_events).toEqual(events);
  expect(handledEvents.filter((event) => !events.includes(event))).toEqual([]);
});

test('what doctor expects of a registration is what app.yml asks for', () => {
  const needed = Object.entries(neededPermissions).map(([name, { access }]) => [name, access]);
  expect(Object.fromEntries(needed)).toEqual(manifest.default_permissions);
  expect(neededEvents).toEqual(manifest.default_events);
  for (const [name, { access }] of Object.entries(optionalPermissions))
    expect(text).toContain(`  # ${name}: ${access}\n`);
});

test('the app is private, and its webhook has the path that the server listens on', () => {
  expect(manifest.public).toBe(false);
  expect(new URL(manifest.hook_attributes.url).pathname).toBe('/api/github/webhooks');
});

test('each permission and each event says what it is for', () => {
  const lines = text.split('\n');
  const asked = lines.flatMap((line, index) => (/^ {2}(- \w+|\w+: (read|write))$/.test(line) ? [index] : []));
  expect(asked.length).toBe(11);
  expect(asked.filter((index) => !lines[index - 1]?.trim().startsWith('#'))).toEqual([]);
});
