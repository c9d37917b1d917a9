import { canary, filesOf, objectsWithCanaries } from './canaries.ts';
import type { TreeFile } from './memory-tree.ts';

type Side = 'base' | 'head';

/** One side of a repository in which secrets stand wherever people leave them, and wherever an error might quote them. */
export const canaryRepository = (side: Side): Readonly<Record<string, TreeFile>> => ({
  ...filesOf('plain', objectsWithCanaries(side, 10)),
  ...broken(side),
  'beside/web.yaml': service(side),
  ...kustomizations(side),
  ...charts(side),
  ...orders(side),
});

/** A file with every document that cannot be read, and so is told. */
const broken = (side: Side): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      'password: !!int CANARY-tag',
      'password: !!binary CANARY-binary!',
      'password: *CANARY-alias',
      'password: &CANARY-anchor [*CANARY-anchor2]',
      'password: {{ "CANARY-template" | b64enc }}\n  {{ x',
      "password: {{ default 'CANARY-default' .Values.x }}\n  - [",
      'password: {{CANARY-open',
      'password: "CANARY-quoted',
      'password: CANARY-plain: CANARY-colon',
      'password: !CANARY-handle!x y',
      'password: !CANARY<$>{x} y',
      'password: @CANARY-at',
      '\tpassword: CANARY-tab',
      'password: CANARY-once\n  password: CANARY-twice',
      'x: &x { password: CANARY-merged }\n  password: CANARY-written\n  <<: *x',
      '# c\u2028  password: CANARY-hidden',
      '? [CANARY-key]\n  : x',
      '"password": CANARY-comma,\n  {',
      '<<: CANARY-merge',
    ].map((line, index) => [
      `broken/${index}.yaml`,
      `# ${side}\napiVersion: v1\nkind: Secret\nmetadata: { name: broken-${index} }\nstringData:\n  ${line}\n`,
    ]),
  );

const service = (side: Side, more = ''): string =>
  `apiVersion: v1
kind: Service
metadata: { name: web, annotations: { example.com/note: CANARY-annotation } }
spec: { type: ${side === 'head' ? 'LoadBalancer' : 'ClusterIP'}, ports: [{ port: 80 }], selector: { app: web } }
---
apiVersion: v1
kind: Secret
metadata: { name: web }
stringData: { password: CANARY-string-data, port: CANARY-port }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, env: [{ name: A, value: CANARY-beside }], ports: [{ name: Web, containerPort: "80${side === 'head' ? 80 : 81}" }] }
${more}`;

/** Each of these is a kustomization of its own, with what it asks for beside its resources. */
const kustomizations = (side: Side): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...[
      'secretGenerator: [{ name: s, literals: ["password=CANARY-literal"] }]',
      'secretGenerator: [{ name: s, literals: ["CANARY-without-key"] }]',
      'secretGenerator: [{ name: s, literals: ["CANARY bad key=x"] }]',
      'secretGenerator: [{ name: s, envs: [good.env] }]',
      'secretGenerator: [{ name: s, envs: [bad.env] }]',
      'secretGenerator: [{ name: s, envs: [worse.env] }]',
      'configMapGenerator: [{ name: c, literals: ["a=CANARY-config", "a=CANARY-again"] }]',
      'configMapGenerator: [{ name: c, files: ["a=b=CANARY-file"] }]',
      'resources: ["https://bot:CANARY-token@example.com/acme/base?ref=v1", web.yaml]',
      'generators: ["{ kind: Secret, password: CANARY-generator }"]',
      'transformers: ["{ apiVersion: v1, kind: X, metadata: { name: x }, password: CANARY-transformer }"]',
      'patches: [{ patch: "[{ op: test, path: /spec/type, value: CANARY-test }]", target: { kind: Service } }]',
      'patches: [{ patch: "{ kind: Secret, stringData: { a: CANARY-patch } }" }]',
      'patches: [{ patch: "CANARY-no-patch" }]',
      `patches: [{ patch: "apiVersion: apps/v1\\nkind: Deployment\\nmetadata: { name: web }\\nspec: { template: { spec: { containers: [{ name: web, env: [{ name: B, value: CANARY-env-patch }] }] } } }" }]`,
      replaced('options: { delimiter: ":", index: 7 }'),
      replaced('', 'spec.ports.0.port'),
      'commonAnnotations: { example.com/note: CANARY-common }',
    ].map((line, index) => ({
      [`kustomize/${index}/kustomization.yaml`]: `${line.includes('resources:') ? '' : 'resources: [web.yaml]\n'}${line}\n`,
      [`kustomize/${index}/web.yaml`]: service(side),
      [`kustomize/${index}/good.env`]: 'PASSWORD=CANARY-env-file\n',
      [`kustomize/${index}/bad.env`]: `PASSWORD=x\nCANARYenvline\n`,
      [`kustomize/${index}/worse.env`]: `CANARY+bad=x\n`,
    })),
  ) as Readonly<Record<string, string>>;

const replaced = (options: string, target = 'metadata.labels.x'): string => `replacements:
  - source: { kind: Secret, fieldPath: stringData.port, ${options} }
    targets: [{ select: { kind: Service }, fieldPaths: [${target}], options: { create: true } }]`;

/** Each of these is a template of a chart that fails, or prints a secret. */
const charts = (side: Side): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...[
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: {{ .Values.password | quote }} }',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: a, env: [{ name: A, value: {{ .Values.password }} }] }] }',
      '{{ fail (printf "the password %s is too short" .Values.password) }}',
      '{{ fail (printf "the password %q is bad" .Values.multi) }}',
      '{{ required (printf "nothing beside %s" .Values.password) .Values.nothing }}',
      '{{ range $x := .Values.password }}{{ end }}',
      '{{ include .Values.password . }}',
      '{{ .Values.password.inner }}',
      '{{ tpl .Values.broken . }}',
      '{{ index .Values.list 7 }}{{ .Values.password | mustRegexMatch "x" }}',
      '{{ semverCompare .Values.password "1.0.0" }}',
      '{{ mustToDate "2006" .Values.password }}',
      '{{ .Values.password | mustFromJson }}',
      '{{ template "x" (urlParse .Values.url) }}{{ urlParse .Values.badUrl }}',
      'kind: Secret\nstringData:\n  password: !!int {{ .Values.password }}',
      'kind: Secret\nstringData:\n  password: *{{ .Values.password }}',
      'kind: Secret\nstringData:\n  password: {{ .Values.password }}: x: y',
      '{{ eq .Values.list .Values.password }}',
      '{{ add1 (atoi .Values.password) | slice .Values.password }}',
      '{{ $x := dict "a" .Values.password }}{{ $x.a.b.c }}',
    ].map((template, index) => ({
      [`charts/c${index}/Chart.yaml`]: `apiVersion: v2\nname: c${index}\nversion: 1.0.0\n`,
      [`charts/c${index}/values.yaml`]: values(side),
      [`charts/c${index}/templates/web.yaml`]: service(side),
      [`charts/c${index}/templates/x.yaml`]: `${template}\n`,
    })),
    ...[
      '{ "pattern": "^x" }',
      '{ "enum": ["a"] }',
      '{ "type": "integer" }',
      '{ "const": 1 }',
      '{ "maxLength": 1 }',
    ].map((schema, index) => ({
      [`charts/s${index}/Chart.yaml`]: `apiVersion: v2\nname: s${index}\nversion: 1.0.0\n`,
      [`charts/s${index}/values.yaml`]: values(side),
      [`charts/s${index}/values.schema.json`]: `{ "properties": { "password": ${schema} } }`,
      [`charts/s${index}/templates/web.yaml`]: service(side),
    })),
    {
      'charts/broken/Chart.yaml': 'apiVersion: v2\nname: broken\nversion: 1.0.0\n',
      'charts/broken/values.yaml': `# ${side}\npassword: !!int CANARY-values-tag\n`,
      'charts/broken/templates/web.yaml': service(side),
      'charts/remote/Chart.yaml':
        'apiVersion: v2\nname: remote\nversion: 1.0.0\ndependencies: [{ name: db, version: 1.0.0, repository: "https://u:CANARY-repo-token@charts.example.com" }]\n',
      'charts/remote/values.yaml': values(side),
      'charts/remote/templates/web.yaml': service(side),
    },
  ) as Readonly<Record<string, string>>;

const values = (side: Side): string => `# ${side}
password: CANARY-value
multi: |
  -----BEGIN KEY-----
  CANARY-line-1
  CANARY-line-2
list: [CANARY-item]
broken: '{{ fail "CANARY-in-tpl" }}'
url: https://u:CANARY-url@example.com
badUrl: "CANARY-bad-url:// %zz"
db: { auth: { password: CANARY-db } }
`;

/** What controllers deploy: their own values are needed to render, what stands beside them is not. */
const orders = (side: Side): Readonly<Record<string, string>> => ({
  'orders/app.yaml': `apiVersion: v1
kind: Secret
metadata: { name: beside }
stringData: { password: CANARY-before-order }
---
# CANARY-comment
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web-${side} }
spec:
  source: { repoURL: "https://u:CANARY-order-token@github.com/acme/gone", path: x }
  destination: { namespace: shop }
---
password: CANARY-no-object
---
apiVersion: v1
kind: ConfigMap
metadata: { name: behind }
data: { password: CANARY-after-order }
`,
  'orders/list.yaml': `apiVersion: v1
kind: List
items:
  - { apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: { name: g }, spec: { url: https://example.com/${side} } }
  - { apiVersion: v1, kind: Secret, metadata: { name: s }, stringData: { password: CANARY-in-list } }
`,
  'orders/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: set }
spec:
  source:
    repoURL: https://github.com/acme/shop
    path: charts/c0
    helm: { parameters: [{ name: password, value: "a,${canary(`parameter-${side}`)}" }] }
  destination: { namespace: set }
`,
});
