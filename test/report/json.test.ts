import { describe, expect, test } from 'vitest';
import { diffJson, surfaceJson } from '../../src/report/json.ts';
import { change, diff, exposure, finding, gap, ingress, unit, verdict } from '../support/build.ts';

describe('the JSON of a comparison', () => {
  test('is the contract of the command line', () => {
    const pair = change(ingress({ sources: ['10.0.0.0/8'] }), ingress({ target: undefined }), 'sources');
    const subject = verdict({
      diff: diff({ added: [exposure()], widened: [pair] }),
      findings: [finding()],
      gaps: [gap()],
    });
    const json = diffJson(subject, { milliseconds: 35 });
    expect(json).toMatchObject({
      version: 1,
      conclusion: 'success',
      title: 'No exposure change',
      units: [{ id: 'k8s', renderer: 'plain', root: 'k8s', complete: true }],
      diff: {
        added: [
          {
            unit: 'k8s',
            certainty: 'certain',
            entry: {
              kind: 'lb',
              object: { kind: 'Service', namespace: 'shop', name: 'web' },
              port: 80,
              protocol: 'TCP',
            },
            reach: 'public',
            sources: ['0.0.0.0/0', '::/0'],
            hops: [{ kind: 'Service', namespace: 'shop', name: 'web', port: 80, targetPort: 'http' }],
            target: {
              kind: 'Deployment',
              namespace: 'shop',
              name: 'web',
              port: 8080,
              protocol: 'TCP',
              container: 'web',
            },
            policy: { state: 'allowed', by: [] },
            at: { path: 'k8s/web.yaml', line: 14, column: 5 },
          },
        ],
        removed: [],
        widened: [{ before: { sources: ['10.0.0.0/8'] }, after: { target: null }, attributes: ['sources'] }],
        narrowed: [],
        rerouted: [],
        changed: [],
        moved: [],
      },
      findings: [
        {
          rule: 'new-public-load-balancer',
          message: 'opens TCP port 80 to the internet (Service shop/web, port http)',
          help: 'restrict loadBalancerSourceRanges, or route through the shared gateway',
          object: { kind: 'Service', namespace: 'shop', name: 'web' },
        },
      ],
      gaps: [{ reason: 'yaml-invalid', side: 'head', blocks: true, message: 'k8s/broken.yaml is no YAML' }],
      stats: { files: 3, bytes: 1234, documents: 4, milliseconds: 35 },
    });
  });

  test('leaves out what is not there, instead of saying undefined', () => {
    const json = diffJson(
      verdict({ diff: diff({ added: [exposure()] }), findings: [finding({ exposure: undefined })] }),
      { milliseconds: 1 },
    );
    expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
    expect(JSON.stringify(json)).not.toContain('"host"');
  });
});

test('what a mesh asks on a way in is told by the policies that ask for it', () => {
  const needs = [{ what: 'paths', isNot: false, values: ['/admin'] }];
  const by = 'AuthorizationPolicy shop/no-admin';
  const workload = {
    mtls: { mode: 'STRICT', by: 'PeerAuthentication shop/default' },
    allowed: undefined,
    allowedBy: [],
    denied: [
      { by, needs },
      { by, needs: [] },
    ],
    asked: [],
    tokensBy: [],
  } as const;
  const asked = exposure({ mesh: { door: undefined, workload } });
  expect(surfaceJson({ units: [], exposures: [asked], gaps: [] })).toMatchObject({
    exposures: [
      {
        mesh: {
          workload: {
            mtls: { mode: 'STRICT', by: 'PeerAuthentication shop/default' },
            allowedBy: [],
            deniedBy: [by],
            askedBy: [],
            tokensBy: [],
          },
        },
      },
    ],
  });
});

test('the JSON of a surface is units, exposures and gaps', () => {
  const json = surfaceJson({ units: [unit({ environment: 'prod' })], exposures: [exposure()], gaps: [gap()] });
  expect(json).toMatchObject({
    version: 1,
    units: [{ environment: 'prod' }],
    exposures: [{ key: exposure().key }],
    gaps: [{ side: 'head' }],
  });
});
