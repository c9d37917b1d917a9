import { app, type Files, random } from './repository.ts';

/**
 * A repository of `count` overlays, each of one to three of twelve bases and of none to two of four components, with a
 * prefix, a namespace, labels, an image, a generated ConfigMap and two patches of its own.
 */
export function overlays(count: number): Files {
  const next = random(count);
  return new Map([
    ...Array.from({ length: bases }, (_, index) => base(index, next)).flat(),
    ...Array.from({ length: components }, (_, index) => component(index)).flat(),
    ...Array.from({ length: count }, (_, index) => overlay(index, next)).flat(),
  ]);
}

const bases = 12;
const components = 4;

type Entry = readonly [string, string];

const base = (index: number, next: () => number): readonly Entry[] => [
  [`bases/app-${index}/app.yaml`, app(index, next, 'ClusterIP')],
  [`bases/app-${index}/kustomization.yaml`, `resources: [app.yaml]\ncommonLabels: { part: app-${index} }\n`],
];

const component = (index: number): readonly Entry[] => [
  [
    `components/c-${index}/kustomization.yaml`,
    `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
labels: [{ pairs: { component: c-${index} }, includeTemplates: true }]
patches:
  - target: { kind: Service }
    patch: |-
      - { op: add, path: /metadata/annotations, value: { example.com/c-${index}: "on" } }
`,
  ],
];

function overlay(index: number, next: () => number): readonly Entry[] {
  const first = Math.floor(next() * bases);
  const own = Array.from({ length: 1 + (index % 3) }, (_, at) => (first + at) % bases);
  const parts = index % 3 === 0 ? [] : [index % components, ...(index % 3 === 2 ? [(index + 1) % components] : [])];
  const list = (paths: readonly string[]): string => `[${paths.join(', ')}]`;
  return [
    [
      `overlays/o-${index}/kustomization.yaml`,
      `namespace: team-${index}
namePrefix: o-${index}-
resources: ${list(own.map((one) => `../../bases/app-${one}`))}
components: ${list(parts.slice(0, 1).map((one) => `../../components/c-${one}`))}
labels: [{ pairs: { overlay: o-${index} }, includeSelectors: true }]
images: [{ name: registry.example.com/app-${first}, newTag: "${Math.floor(next() * 1_000)}" }]
configMapGenerator: [{ name: settings, literals: [LEVEL=debug, N=${index}] }]
patches:
  - path: replicas.yaml
  - target: { kind: Service, name: app-${first} }
    patch: |-
      - { op: replace, path: /spec/type, value: ${index % 4 === 0 ? 'LoadBalancer' : 'NodePort'} }
`,
    ],
    [
      `overlays/o-${index}/replicas.yaml`,
      `apiVersion: apps/v1
kind: Deployment
metadata: { name: app-${first} }
spec:
  replicas: ${1 + Math.floor(next() * 9)}
  template:
    spec:
      containers:
        - name: main
          env: [{ name: LEVEL, value: debug }]
`,
    ],
  ];
}
