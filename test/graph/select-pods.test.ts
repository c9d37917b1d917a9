import { describe, expect, test } from 'vitest';
import { podSelection } from '../../src/graph/select-pods.ts';
import type { Certainty } from '../../src/model/certainty.ts';
import type { Workload } from '../../src/model/resource.ts';
import { workload } from '../support/roles.ts';

const labelled = (name: string, labels: Record<string, string>, over: Parameters<typeof workload>[0] = {}): Workload =>
  workload({ labels: new Map(Object.entries(labels)), ...over, id: { name, ...over.id } });

const set = labelled(
  'db',
  { app: 'db' },
  {
    id: { kind: 'StatefulSet' },
    injectedLabels: [
      { key: 'statefulset.kubernetes.io/pod-name', prefix: 'db-' },
      { key: 'controller-revision-hash', prefix: '' },
    ],
  },
);

const select = (workloads: readonly Workload[], selector: Record<string, string>, namespace?: string) => {
  const found = podSelection(workloads)(new Map(Object.entries(selector)), namespace);
  return { names: found.workloads.map(({ id }) => id.name), certainty: found.certainty };
};

describe('a selector', () => {
  const some = [
    labelled('web', { app: 'web', tier: 'front' }),
    labelled('api', { app: 'api', tier: 'back' }),
    labelled('old', { app: 'web', tier: 'legacy' }),
    set,
    labelled('config', { app: 'config' }, { injectedLabels: [{ key: 'deploymentconfig', prefix: 'config' }] }),
  ];

  test.each<[Record<string, string>, readonly string[], Certainty, string]>([
    [{ app: 'web' }, ['web', 'old'], 'certain', 'all pods that carry the label'],
    [{ app: 'web', tier: 'front' }, ['web'], 'certain', 'all labels at once'],
    [{ tier: 'front', app: 'web' }, ['web'], 'certain', 'in any order'],
    [{ app: 'web', tier: 'none' }, [], 'certain', 'one that differs is no match'],
    [{ app: 'nobody' }, [], 'certain', 'a label that nobody carries'],
    [{ app: 'web', version: 'v1' }, [], 'certain', 'a key that the pods do not have'],
    [{ 'statefulset.kubernetes.io/pod-name': 'db-0' }, ['db'], 'likely', 'the name of one pod of a set'],
    [{ 'statefulset.kubernetes.io/pod-name': 'db-10' }, ['db'], 'likely', 'or of the eleventh'],
    [{ 'statefulset.kubernetes.io/pod-name': 'web-0' }, [], 'certain', 'the name of a pod of another kind'],
    [{ app: 'db', 'controller-revision-hash': 'x' }, ['db'], 'likely', 'a label that its controller adds'],
    [{ app: 'db', 'statefulset.kubernetes.io/pod-name': 'other-0' }, [], 'certain', 'the pod of another set'],
    [{ 'controller-revision-hash': 'x', app: 'db' }, ['db'], 'likely', 'in any order'],
    [{ app: 'config', deploymentconfig: 'config' }, ['config'], 'likely', 'the name that its controller adds'],
    [{ app: 'config', deploymentconfig: 'other' }, [], 'certain', 'another name than its controller adds'],
    [{ app: 'web', 'security.istio.io/tlsMode': 'istio' }, ['web', 'old'], 'possible', 'a label that a mesh may add'],
    [
      { app: 'db', 'security.istio.io/tlsMode': 'istio', 'controller-revision-hash': 'x' },
      ['db'],
      'possible',
      'the least sure of its labels decides',
    ],
    [
      { app: 'db', 'controller-revision-hash': 'x', 'security.istio.io/tlsMode': 'istio' },
      ['db'],
      'possible',
      'wherever it stands',
    ],
    [{ app: 'web', toString: 'x' }, [], 'certain', 'a key of JavaScript objects is a key like any other'],
  ])('%o selects %o, %s: %s', (selector, names, certainty) => {
    const found = select(some, selector);
    expect(found.names).toEqual(names);
    if (names.length > 0) expect(found.certainty).toBe(certainty);
  });
});

test('the name of a pod leads to its set, though the name of the set ends in a number too', () => {
  const label = 'statefulset.kubernetes.io/pod-name';
  const numbered = labelled('db-1', {}, { injectedLabels: [{ key: label, prefix: 'db-1-' }] });
  expect(select([numbered], { [label]: 'db-1-0' }).names).toEqual(['db-1']);
});

describe('a namespace', () => {
  const shop = labelled('shop', { app: 'web' }, { id: { namespace: 'shop' } });
  const admin = labelled('admin', { app: 'web' }, { id: { namespace: 'admin' } });
  const unset = labelled('unset', { app: 'web' });

  test.each<[string | undefined, readonly Workload[], readonly string[], Certainty, string]>([
    ['shop', [shop, admin, unset], ['shop'], 'certain', 'the same one wins'],
    [undefined, [shop, admin, unset], ['unset'], 'certain', 'unset and unset are the same'],
    ['shop', [admin, unset], ['unset'], 'likely', 'an unset one may be the one that is written'],
    [undefined, [shop], ['shop'], 'likely', 'a written one may be the one that is unset'],
    [undefined, [shop, admin], ['shop', 'admin'], 'likely', 'any of several may be it'],
    ['shop', [admin], [], 'likely', 'another one is not'],
  ])('%s among others: %#', (namespace, workloads, names) => {
    expect(select(workloads, { app: 'web' }, namespace).names).toEqual(names);
  });

  test.each([
    ['shop', [shop], 'certain'],
    ['shop', [unset], 'likely'],
    [undefined, [shop], 'likely'],
  ])('%s is matched for %o', (namespace, workloads, certainty) => {
    expect(select(workloads, { app: 'web' }, namespace).certainty).toBe(certainty);
  });
});

describe('a placeholder among the labels', () => {
  const symbolic = labelled('symbolic', { app: '{{ .Release.Name }}' });

  test('may match, where nothing else does', () => {
    expect(select([symbolic], { app: 'web' })).toEqual({ names: ['symbolic'], certainty: 'possible' });
  });

  test('may match, though the others are written', () => {
    const partly = labelled('partly', { app: '{{ .Release.Name }}', tier: 'front' });
    expect(select([partly], { app: 'web' })).toEqual({ names: ['partly'], certainty: 'possible' });
  });

  test('is no surer for an unset namespace', () => {
    expect(select([symbolic], { app: 'web' }, 'shop')).toEqual({ names: ['symbolic'], certainty: 'possible' });
  });

  test('is not asked where something matches for certain', () => {
    expect(select([symbolic, labelled('web', { app: 'web' })], { app: 'web' })).toEqual({
      names: ['web'],
      certainty: 'certain',
    });
  });

  test('matches itself for certain', () => {
    expect(select([symbolic], { app: '{{ .Release.Name }}' })).toEqual({ names: ['symbolic'], certainty: 'certain' });
  });

  test('of the selector is no value, but may be one beside a label that matches', () => {
    const pods = [labelled('web', { app: 'web', version: 'v1' }), labelled('other', { app: 'other', version: 'v1' })];
    expect(select(pods, { version: '{{ .version }}' }).names).toEqual([]);
    expect(select(pods, { app: 'web', version: '{{ .version }}' })).toEqual({ names: ['web'], certainty: 'possible' });
  });
});
