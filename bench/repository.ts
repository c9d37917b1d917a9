import { createHash } from 'node:crypto';
import type { FileTree } from '../src/model/file-tree.ts';

export type Files = ReadonlyMap<string, string>;

/** Numbers from 0 to 1 that are the same in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A repository of `files` manifests with three documents each, all of one unit, a folder for each application: a Deployment,
 * its Service (every fifteenth a LoadBalancer, every seventh a NodePort), and an Ingress or a ConfigMap.
 */
export function repository(files: number): Files {
  const next = random(files);
  return new Map(Array.from({ length: files }, (_, index) => [`apps/app-${index}/app.yaml`, app(index, next)]));
}

const typeOf = (index: number): string =>
  index % 15 === 0 ? 'LoadBalancer' : index % 7 === 0 ? 'NodePort' : 'ClusterIP';

export function app(index: number, next: () => number, type = typeOf(index)): string {
  const name = `app-${index}`;
  const port = 1024 + Math.floor(next() * 8000);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: { app: ${name} }
spec:
  replicas: ${1 + Math.floor(next() * 5)}
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: main
          image: registry.example.com/${name}:${Math.floor(next() * 100)}
          env:
            - name: PORT
              value: "${port}"
            - name: LEVEL
              value: info
          ports:
            - name: http
              containerPort: ${port}
          readinessProbe:
            httpGet: { path: /healthz, port: http }
          resources:
            requests: { cpu: 100m, memory: 128Mi }
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: ${type}
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
${index % 3 === 0 ? ingress(name) : configMap(name, next)}`;
}

const ingress = (name: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port: { name: http }
`;

const configMap = (name: string, next: () => number): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
${Array.from({ length: 8 }, (_, line) => `  KEY_${line}: "${Math.floor(next() * 1e9)}"`).join('\n')}
`;

/** The files as the review sees them; blob ids are made once for each content. */
export function treeOf(files: Files): FileTree {
  const bytes = new Map([...files].map(([path, text]) => [path, Buffer.from(text)]));
  const entries = new Map(
    [...bytes].map(([path, content]) => [
      path,
      { sha: createHash('sha1').update(content).digest('hex'), type: 'file' as const, size: content.length },
    ]),
  );
  const paths = [...files.keys()].sort();
  return { paths, entry: (path) => entries.get(path), bytes: (path) => bytes.get(path) };
}
