import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import { readConfig } from '../../src/config/load.ts';
import { layered, type SharedConfig } from '../../src/config/shared.ts';
import { plain } from '../../src/model/message.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const own = (text: string) => readConfig({ path: '.github/portcullis.yml', bytes: bytesOf(text) });
const shared = (text: string): SharedConfig => ({ repository: 'acme/rules', file: { bytes: bytesOf(text) } });
const absent = (file: 'no-file' | 'not-visible' | 'itself'): SharedConfig => ({ repository: 'acme/rules', file });
const said = (loaded: ReturnType<typeof layered>) =>
  loaded.problems.map(({ at, message }) => `${at.path}:${at.line}:${at.column} ${plain(message)}`);

describe('a configuration over one that it extends', () => {
  test('replaces what it says itself and keeps the rest', () => {
    const { config, problems } = layered(
      own('extends: rules\nfail_on: error\n'),
      shared('mode: observe\nfail_on: warning\ncheck_name: Ports\n'),
    );
    expect(problems).toEqual([]);
    expect(config).toEqual({ ...defaultConfig, mode: 'observe', failOn: 'error', checkName: 'Ports' });
  });

  test('a default that nobody wrote replaces nothing', () => {
    const { config } = layered(own('extends: rules\ncluster: {}\n'), shared('cluster: { provider: metallb }\n'));
    expect(config.cluster.provider).toBe('metallb');
  });

  test.each([
    {
      what: 'the rules',
      mine: 'rules: { new-node-port: error }',
      theirs: 'rules: { new-node-port: off, catch-all-route: error }',
      read: (config: typeof defaultConfig) => [...config.rules],
      both: [
        ['new-node-port', 'error'],
        ['catch-all-route', 'error'],
      ],
    },
    {
      what: 'the environments',
      mine: 'environments: { prod: [live] }',
      theirs: 'environments: { prod: [p], test: [t] }',
      read: (config: typeof defaultConfig) => [...config.environments],
      both: [
        ['prod', ['live']],
        ['test', ['t']],
      ],
    },
    {
      what: 'the cluster',
      mine: 'cluster: { gateways: [{ name: b }] }',
      theirs: 'cluster: { load_balancer_reach: private, gateways: [{ name: a }] }',
      read: ({ cluster }: typeof defaultConfig) => [
        cluster.loadBalancerReach,
        cluster.gateways.map(({ name }) => name),
      ],
      both: ['private', ['b']],
    },
    {
      what: 'the review comments',
      mine: 'review: { max: 3 }',
      theirs: 'review: { max: 5, severity: error }',
      read: (config: typeof defaultConfig) => config.review,
      both: { max: 3, severity: 'error' },
    },
  ])('merges $what key by key', ({ mine, theirs, read, both }) => {
    const { config, problems } = layered(own(`extends: rules\n${mine}\n`), shared(`${theirs}\n`));
    expect(problems).toEqual([]);
    expect(read(config)).toEqual(both);
  });

  test('replaces lists whole', () => {
    const { config } = layered(own('extends: rules\nignore_paths: [b]\n'), shared('ignore_paths: [a]\n'));
    expect(config.ignorePaths).toEqual(['b']);
  });

  test.each([
    {
      file: 'not-visible',
      says: 'acme/rules is extended and cannot be read; install the app on it, or remove this line',
    },
    {
      file: 'no-file',
      says: 'acme/rules has no .github/portcullis.yml on its default branch to extend; add it there, or remove this line',
    },
    { file: 'itself', says: 'acme/rules cannot extend itself; remove this line' },
  ] as const)('that is not to be had ($file) is a problem at the line that asks for it', ({ file, says }) => {
    const loaded = layered(own('mode: observe\ncheck_name: Ports\nextends: rules\n'), absent(file));
    expect(said(loaded)).toEqual([`.github/portcullis.yml:3:1 ${says}`]);
    expect(loaded.config, 'the defaults, under the name where people wait').toEqual({
      ...defaultConfig,
      checkName: 'Ports',
    });
  });

  test('that has something wrong in it is told with both places', () => {
    const loaded = layered(own('extends: rules\n'), shared('version: 1\nfail_onn: error\n'));
    expect(said(loaded)).toEqual([
      '.github/portcullis.yml:1:1 acme/rules:.github/portcullis.yml:2:1: unknown key fail_onn; did you mean fail_on?',
    ]);
    expect(loaded.config).toEqual(defaultConfig);
  });

  test('that extends another one is refused: one level is read', () => {
    expect(said(layered(own('extends: rules\n'), shared('version: 1\nextends: more\n')))).toEqual([
      '.github/portcullis.yml:1:1 acme/rules:.github/portcullis.yml:2:1: a configuration that others build on cannot itself extend more; only one level is read',
    ]);
  });

  test('is not asked about where the own file is wrong', () => {
    expect(said(layered(own('extends: rules\nnope: 1\n'), undefined))).toEqual([
      '.github/portcullis.yml:2:1 unknown key nope',
    ]);
  });
});

describe('the configuration of an organisation', () => {
  test('holds where a repository has none', () => {
    const { config, problems } = layered(undefined, shared('mode: observe\n'));
    expect(problems).toEqual([]);
    expect(config.mode).toBe('observe');
  });

  test('has no say where a repository has one and extends nothing', () => {
    expect(layered(own('version: 1\n'), shared('mode: observe\n')).config).toEqual(defaultConfig);
  });

  test.each(['no-file', 'not-visible', 'itself'] as const)('that is not to be had (%s) is the defaults', (file) => {
    expect(layered(undefined, absent(file))).toEqual({ config: defaultConfig, problems: [] });
  });

  test('that has something wrong in it is a problem of whoever relies on it', () => {
    const loaded = layered(undefined, shared('mode: off\n'));
    expect(said(loaded)).toEqual([
      '.github/portcullis.yml:1:1 acme/rules:.github/portcullis.yml:1:7: mode is off, but must be one of observe, enforce',
    ]);
    expect(loaded.config).toEqual(defaultConfig);
  });
});
