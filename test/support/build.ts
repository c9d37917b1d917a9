import { defaultConfig } from '../../src/config/defaults.ts';
import type { Change, ChangedAttribute, Entry, Exposure, ExposureDiff } from '../../src/exposure/exposure.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Gap } from '../../src/model/gap.ts';
import { say } from '../../src/model/message.ts';
import type { Position } from '../../src/model/source.ts';
import type { Unit } from '../../src/model/unit.ts';
import { acceptablesOf } from '../../src/report/acceptance.ts';
import type { ReportContext } from '../../src/report/context.ts';
import type { Report, Verdict } from '../../src/report/report.ts';

/** A public load balancer on Service shop/web, port 80, that leads to Deployment shop/web, port 8080. */
export function exposure({
  entry,
  ...over
}: Partial<Omit<Exposure, 'entry'>> & { entry?: Partial<Entry> } = {}): Exposure {
  const full = entryOf(entry);
  return {
    key: [full.kind, full.object.namespace, full.object.name, full.port, full.protocol, full.host, full.path].join('|'),
    unit: 'k8s',
    units: ['k8s'],
    certainty: 'certain',
    entry: full,
    hops: [{ ...web, kind: 'Service', port: 80, targetPort: 'http' }],
    target: { ...web, kind: 'Deployment', port: 8080, protocol: 'TCP', container: 'web' },
    reach: 'public',
    reachBasis: 'stated',
    sources: ['0.0.0.0/0', '::/0'],
    transport: 'plaintext',
    auth: [],
    arrivesAs: 'node',
    policy: { state: 'allowed', by: [] },
    active: 'yes',
    at: at('k8s/web.yaml', 14, 5),
    because: [],
    attributesAt: {},
    ...over,
  };
}

const web = { namespace: 'shop', name: 'web' } as const;

const entryOf = (over: Partial<Entry> = {}): Entry => ({
  kind: 'lb',
  object: { ...web, kind: 'Service' },
  port: 80,
  nodePort: undefined,
  protocol: 'TCP',
  host: undefined,
  path: undefined,
  address: undefined,
  ...over,
});

/** Node port 30080 of the same Service. */
export const nodePort = (over: Parameters<typeof exposure>[0] = {}): Exposure =>
  exposure({
    reach: 'node-network',
    ...over,
    entry: { kind: 'node-port', nodePort: 30_080, ...over.entry },
  });

/** Ingress shop/site, web.example.com/, to the same Service. */
export const ingress = (over: Parameters<typeof exposure>[0] = {}): Exposure =>
  exposure({
    ...over,
    entry: {
      kind: 'http-route',
      object: { kind: 'Ingress', namespace: 'shop', name: 'site' },
      host: 'web.example.com',
      path: '/',
      ...over.entry,
    },
  });

export const at = (path: string, line = 1, column = 1): Position => ({ path, line, column });

export const change = (before: Exposure, after: Exposure, ...attributes: readonly ChangedAttribute[]): Change => ({
  before,
  after,
  attributes,
});

export const finding = (over: Partial<Finding> = {}): Finding => {
  const of = { ...plainFinding(), ...over };
  const { message, units, exposure: key } = of;
  return { said: [{ message, units, exposures: key === undefined ? [] : [key] }], ...of };
};

const plainFinding = (): Omit<Finding, 'said'> => ({
  rule: 'new-public-load-balancer',
  also: [],
  severity: 'error',
  state: 'introduced',
  message: say`opens TCP port ${80} to the internet (Service ${'shop/web'}, port ${'http'})`,
  help: say`restrict ${'loadBalancerSourceRanges'}, or route through the shared gateway`,
  fingerprint: '00112233445566aa',
  covers: [],
  units: ['k8s'],
  at: at('k8s/web.yaml', 14, 5),
  until: undefined,
  others: [],
  because: [],
  was: [],
  suggestion: undefined,
  object: { ...web, kind: 'Service' },
  exposure: exposure().key,
});

export const gap = (over: Partial<Gap> = {}): Gap => ({
  at: at('k8s/broken.yaml', 3, 1),
  side: 'head',
  reason: 'yaml-invalid',
  blocks: true,
  message: say`${'k8s/broken.yaml'} is no YAML`,
  ...over,
});

export const unit = (over: Partial<Unit> = {}): Unit => ({
  id: 'k8s',
  renderer: 'plain',
  root: 'k8s',
  environment: undefined,
  complete: true,
  open: new Set(),
  ...over,
});

export const diff = (over: Partial<ExposureDiff> = {}): ExposureDiff => ({
  added: [],
  removed: [],
  widened: [],
  narrowed: [],
  rerouted: [],
  changed: [],
  moved: [],
  ...over,
});

export const report = (over: Partial<Report> = {}): Report => ({
  units: [unit()],
  diff: diff(),
  context: [],
  changes: new Map([['k8s/web.yaml', [{ baseStart: 10, baseLines: 0, headStart: 11, headLines: 9 }]]]),
  findings: [],
  gaps: [],
  permits: [],
  stats: { files: 3, changedFiles: 1, bytes: 1234, documents: 4, ignoredFiles: 0 },
  ...over,
});

export const verdict = (over: Partial<Verdict> = {}): Verdict => ({
  ...report(over),
  acceptables: acceptablesOf(report(over)),
  conclusion: 'success',
  title: 'No exposure change',
  decisions: { made: new Map(), ended: new Map() },
  ...over,
});

export const context = (over: Partial<ReportContext> = {}): ReportContext => ({
  owner: 'acme',
  repo: 'shop',
  number: 7,
  baseSha: '9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c',
  headSha: 'ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12',
  baseRef: 'main',
  server: 'https://github.com',
  comment: 'changes',
  review: { max: 10, severity: 'warning' },
  configPath: '.github/portcullis.yml',
  waivers: defaultConfig.waivers,
  refusals: [],
  sharedConfig: undefined,
  ...over,
});
