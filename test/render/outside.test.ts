import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import tls from 'node:tls';
import workers from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createKustomizeMemo, renderKustomization } from '../../src/render/kustomize/index.ts';
import { told } from '../support/judged.ts';
import { treeOf } from './kustomize/tree.ts';

// test/architecture.test.ts reads that the core imports nothing of Node; this one sees that nothing is reached at run
// time either, by a package that the core does import, or by a global.
const modules = {
  childProcess,
  dgram,
  dns,
  'dns.promises': dns.promises,
  fs,
  'fs.promises': fs.promises,
  http,
  http2,
  https,
  net,
  os,
  tls,
  workers,
};

/** Runs `work` while every function that leads out of the process throws. */
function cutOff<T>(work: () => T): T {
  const undo: (() => void)[] = [];
  const trap = (holder: object, key: string, name: string): void => {
    const before = Object.getOwnPropertyDescriptor(holder, key);
    if (typeof before?.value !== 'function' || before.configurable !== true) return;
    Object.defineProperty(holder, key, {
      ...before,
      value: () => {
        throw new Error(`${name} was called`);
      },
    });
    undo.push(() => Object.defineProperty(holder, key, before));
  };
  for (const [name, module] of Object.entries(modules))
    for (const key of Object.keys(module)) trap(module, key, `${name}.${key}`);
  for (const key of ['fetch', 'WebSocket', 'EventSource']) trap(globalThis, key, key);
  syncBuiltinESMExports();
  try {
    return work();
  } finally {
    for (const one of undo) one();
    syncBuiltinESMExports();
  }
}

test('the traps hold', () => {
  expect(() => cutOff(() => fs.readFileSync(import.meta.filename))).toThrow('fs.readFileSync was called');
  expect(() => cutOff(() => childProcess.execFileSync('true'))).toThrow('childProcess.execFileSync was called');
  expect(() => cutOff(() => net.connect(1))).toThrow('net.connect was called');
  expect(() => cutOff(() => fetch('http://127.0.0.1:9'))).toThrow('fetch was called');
  expect(fs.readFileSync(import.meta.filename)).not.toHaveLength(0);
});

const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ClusterIP }\n';
const run = (annotation: string): string =>
  `apiVersion: example.com/v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      ${annotation}\n`;

const files = {
  'web/kustomization.yaml': `resources:
  - web.yaml
  - https://example.com/all.yaml
  - github.com/acme/base?ref=v1
  - git@example.com:acme/base
  - linked
components: ["https://github.com/acme/component"]
openapi: { path: https://example.com/schema.json }
`,
  'charts/kustomization.yaml': `resources: [web.yaml]
helmGlobals: { chartHome: ./charts }
helmCharts: [{ name: redis, repo: https://charts.example.com, version: 1.0.0 }]
helmChartInflationGenerator: [{ chartName: redis }]
`,
  'programs/kustomization.yaml': `resources: [web.yaml]
generators: [exec.yaml, container.yaml, https://example.com/generator.yaml]
transformers: [exec.yaml, container.yaml, starlark.yaml]
validators: [exec.yaml]
`,
  'programs/exec.yaml': run('exec: { path: /bin/true }'),
  'programs/container.yaml': run('container: { image: example.com/run, network: true }'),
  'programs/starlark.yaml': run('starlark: { url: https://example.com/run.star }'),
  'made/kustomization.yaml': `resources: [web.yaml]
configMapGenerator: [{ name: a, envs: [a.env], files: [web.yaml] }]
secretGenerator: [{ name: b, files: [/etc/passwd] }]
`,
  'made/a.env': 'HOME\n',
  'links/kustomization.yaml': 'resources: [web.yaml, out.yaml]\n',
  'links/out.yaml': '-> /etc/passwd',
  'web/linked': '-> ../made',
  ...Object.fromEntries(
    ['web', 'charts', 'programs', 'made', 'links'].map((folder) => [`${folder}/web.yaml`, service]),
  ),
};

test.each(['web', 'charts', 'programs', 'made', 'links'])(
  'nothing outside is touched while %s is rendered',
  (folder) => {
    const tree = treeOf(files);
    const { gaps } = cutOff(() => renderKustomization(tree, folder, createKustomizeMemo()));
    expect(gaps).not.toEqual([]);
  },
);

test('nor in a whole review, with what controllers are told to deploy', () => {
  const orders = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web }
spec: { source: { repoURL: https://github.com/acme/shop.git, path: programs }, destination: { namespace: shop } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: made }
spec: { path: ./made, sourceRef: { kind: GitRepository, name: shop }, postBuild: { substituteFrom: [{ kind: Secret, name: a }] } }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: redis }
spec: { chart: { spec: { chart: redis, sourceRef: { kind: HelmRepository, name: charts } } } }
`;
  const base = treeOf({ ...files, 'clusters/orders.yaml': orders });
  const head = treeOf({
    ...files,
    'clusters/orders.yaml': orders,
    'programs/web.yaml': service.replace('ClusterIP', 'NodePort'),
  });
  expect(cutOff(() => told(base, head))).toContain('NodePort');
});
