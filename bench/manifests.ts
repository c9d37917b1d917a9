import { mulberry32 } from '../test/support/mulberry32.ts';

/** Files as repositories have them, the same for the same seed: workloads, Services, CRDs, dashboards, values. */
export function manifests(options: { readonly seed: number; readonly bytes: number }): readonly ManifestFile[] {
  const next = mulberry32(options.seed);
  const files: ManifestFile[] = [];
  for (let size = 0; size < options.bytes; ) {
    const index = files.length;
    const text = pick(next, shapes)(index, next);
    const bytes = new TextEncoder().encode(text);
    files.push({ path: `apps/app-${index}/manifest.yaml`, bytes });
    size += bytes.length;
  }
  return files;
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type Random = () => number;

function pick<T>(next: Random, from: readonly T[]): T {
  const chosen = from[Math.floor(next() * from.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}

const times = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join('');

type Shape = (index: number, next: Random) => string;

const deployment: Shape = (index, next) => `# The web frontend of team ${index % 7}.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${index}
  namespace: shop
  labels:
    app.kubernetes.io/name: web-${index}
    app.kubernetes.io/version: "1.${index}.0"
spec:
  replicas: ${1 + Math.floor(next() * 5)}
  selector:
    matchLabels: { app.kubernetes.io/name: web-${index} }
  template:
    metadata:
      labels:
        app.kubernetes.io/name: web-${index}
      annotations:
        prometheus.io/scrape: "true"
    spec:
      serviceAccountName: web
      containers:${times(1 + Math.floor(next() * 3), (at) => container(at, next))}
`;

const container = (at: number, next: Random): string => `
        - name: part-${at}
          image: registry.example.com/shop/part-${at}:1.2.${Math.floor(next() * 90)}
          args: ["--port", "${8080 + at}", '--verbose']
          ports:
            - name: http-${at}
              containerPort: ${8080 + at}
              protocol: TCP
          env:${times(
            2 + Math.floor(next() * 8),
            (env) => `
            - name: SETTING_${env}
              value: "value of setting ${env}"`,
          )}
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { cpu: "1", memory: 512Mi }
          readinessProbe:
            httpGet: { path: /healthz, port: http-${at} }`;

const service: Shape = (index, next) => `apiVersion: v1
kind: Service
metadata:
  name: web-${index}
  namespace: shop
spec:
  type: ${pick(next, ['ClusterIP', 'NodePort', 'LoadBalancer'])}
  selector:
    app.kubernetes.io/name: web-${index}
  ports:
    - name: http
      port: 80
      targetPort: http-0
      protocol: TCP
`;

const stream: Shape = (index, next) =>
  times(4, (at) => `${(at % 2 === 0 ? deployment : service)(index + at, next)}---\n`);

const schema: Shape = (index, next) => `apiVersion: example.com/v1
kind: SchemaDefinition
metadata:
  name: things${index}.example.com
spec:
  schema:
    type: object
    properties:${times(
      30,
      (at) => `
      field${at}:
        description: |-
          What field ${at} is for, told at some length, because descriptions are what
          such files mostly consist of, in paragraphs of two lines or more.
        type: ${pick(next, ['string', 'integer', 'object', 'array'])}
        properties:
          inner:
            type: string
            maxLength: ${Math.floor(next() * 900)}`,
    )}
`;

const dashboard: Shape = (index, next) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: dashboard-${index}
data:
  dashboard.json: |-
    {
      "panels": [${times(
        40,
        (at) => `
        { "id": ${at}, "title": "Requests of {{ service }} ${at}", "type": "graph", "span": ${Math.floor(next() * 12)} },`,
      )}
        {}
      ]
    }
  prometheus.yaml: |
    rules:${times(
      10,
      (at) => `
      - alert: TooSlow${at}
        expr: histogram_quantile(0.9, rate(http_seconds_bucket[5m])) > ${at}`,
    )}
`;

const values: Shape = (index, next) => `# Values of chart ${index}
image:
  repository: registry.example.com/shop/web
  tag: 1.${index}
${times(
  15,
  (at) => `
# -- Whether part ${at} is on
part${at}:
  enabled: ${pick(next, ['true', 'false'])}
  # the port of part ${at}
  port: ${8000 + at}
  hosts: [part-${at}.example.com, 'www.part-${at}.example.com']
`,
)}`;

const shapes: readonly Shape[] = [
  ...Array<Shape>(5).fill(deployment),
  ...Array<Shape>(4).fill(service),
  ...Array<Shape>(2).fill(stream),
  ...Array<Shape>(2).fill(values),
  schema,
  dashboard,
];
