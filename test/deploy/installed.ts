import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig } from '../../src/config/defaults.ts';
import { clusterOf } from '../../src/connectivity.ts';
import { connectivity } from '../../src/graph/policy/connectivity.ts';
import { createMemo } from '../../src/kinds/memo.ts';
import { toValue } from '../../src/manifest/node.ts';
import type { Config } from '../../src/model/config.ts';
import { type ConnectivityRow, connectivityJson } from '../../src/report/connectivity-json.ts';
import type { Verdict } from '../../src/report/report.ts';
import { readSides } from '../../src/review/sides.ts';
import { allUnits } from '../../src/review/unit-changes.ts';
import { emptyTree } from '../../src/surface.ts';
import { judged } from '../support/judged.ts';
import { memoryTree } from '../support/memory-tree.ts';

/** What Kubernetes gets; `spec` is whatever its kind has. */
export interface Installed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly automountServiceAccountToken?: boolean;
  readonly spec: Spec;
}

interface Spec {
  readonly replicas?: number;
  readonly strategy?: { readonly type: string };
  readonly template: { readonly spec: PodSpec };
}

export interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly hostNetwork?: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
}

export interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly valueFrom?: unknown }[];
  readonly securityContext: unknown;
  readonly resources: { readonly requests?: unknown; readonly limits?: { readonly memory?: string } };
  readonly livenessProbe: unknown;
  readonly readinessProbe: unknown;
  readonly startupProbe: unknown;
}

/** The chart as `helm install portcullis` makes it, in the namespace default, rendered by Portcullis itself. */
export interface Release {
  readonly objects: readonly Installed[];
  /** What a pull request that adds it is told. */
  readonly verdict: Verdict;
  /** Who may connect to whom in a cluster with neighbours, where one end belongs to the release. */
  readonly connections: readonly ConnectivityRow[];
}

const folder = 'deploy/helm';
const given = 'given-values.yaml';

/** Nothing: the chart's defaults. `ci`: `ci/<ci>-values.yaml` of the chart on top. `text`: these. */
export interface Values {
  readonly ci?: string;
  readonly text?: string;
}

export function installed({ ci, text }: Values): Release {
  const names = [
    ...(ci === undefined ? [] : [`${folder}/ci/${ci}-values.yaml`]),
    ...(text === undefined ? [] : [given]),
  ];
  const config: Config = { ...defaultConfig, units: [releaseOf(names)] };
  const chart = memoryTree({ ...chartFiles, [given]: text ?? '' });
  const memo = createMemo();
  const sides = readSides(emptyTree, chart, config, memo);
  const objects = allUnits(sides, config).flatMap(({ manifests }) => manifests(sides.head));
  const { graph } = clusterOf(memoryTree({ ...chartFiles, ...neighbours }), config, memo);
  return {
    // What the API server takes; the tests read of it what they ask for.
    objects: objects.map(({ root }) => toValue(root) as unknown as Installed),
    verdict: judged({}, chart, config),
    connections: connectivityJson(connectivity(graph)).filter(([from, to]) =>
      [from, to].some((end) => end.startsWith('default/')),
    ),
  };
}

const releaseOf = (values: readonly string[]): Config['units'][number] => ({
  name: 'portcullis',
  path: folder,
  type: 'helm',
  environment: undefined,
  values,
  release: 'portcullis',
  namespace: 'default',
});

const root = join(import.meta.dirname, '../..');

const chartFiles = Object.fromEntries(
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [path.slice(root.length + 1), readFileSync(path)]),
);

const neighbour = (namespace: string, name: string, labels: string): string => `
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { kubernetes.io/metadata.name: ${namespace} } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: ${labels} }
  template:
    metadata: { labels: ${labels} }
    spec: { containers: [{ name: main, image: main }] }
`;

/** Those that have business with Portcullis, and a stranger who has none. */
const neighbours = {
  'cluster/neighbours.yaml': [
    neighbour('ingress-nginx', 'controller', '{ app.kubernetes.io/name: ingress-nginx }'),
    neighbour('kube-system', 'coredns', '{ k8s-app: kube-dns }'),
    neighbour('monitoring', 'prometheus', '{ app: prometheus }'),
    neighbour('shop', 'stranger', '{ app: stranger }'),
  ].join('---\n'),
};
