import { type Files, random } from './repository.ts';

/**
 * A repository of `count` charts, each with helpers, a Deployment, Services out of a range, an Ingress, a ConfigMap, an
 * autoscaler and a network policy. All hang on one library chart by path, every second has a chart of its own in
 * `charts/`, and every third values for production.
 */
export function charts(count: number): Files {
  const next = random(count);
  return new Map([...library, ...Array.from({ length: count }, (_, index) => chart(index, next)).flat()]);
}

type Entry = readonly [string, string];

const library: readonly Entry[] = [
  ['charts/common/Chart.yaml', 'apiVersion: v2\nname: common\nversion: 1.2.0\ntype: library\n'],
  [
    'charts/common/templates/_names.tpl',
    `{{- define "common.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "common.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "common.name" . -}}
{{- if contains $name .Release.Name -}}{{ .Release.Name }}{{- else -}}{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}{{- end -}}
{{- end -}}
{{- end -}}

{{- define "common.selector" -}}
app.kubernetes.io/name: {{ include "common.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "common.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "common.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.extraLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
`,
  ],
];

const chart = (index: number, next: () => number): readonly Entry[] => [
  [`charts/app-${index}/Chart.yaml`, metadata(index)],
  [`charts/app-${index}/values.yaml`, values(index, next)],
  [`charts/app-${index}/.helmignore`, '*.md\n.git/\n'],
  ...templates.map(([name, text]): Entry => [`charts/app-${index}/templates/${name}`, text]),
  ...(index % 2 === 0 ? cache(index) : []),
  ...(index % 3 === 0 ? production(index, next) : []),
];

const metadata = (index: number): string => `apiVersion: v2
name: app-${index}
version: 0.${index}.0
appVersion: "1.${index}"
kubeVersion: ">=1.22.0-0"
dependencies:
  - { name: common, version: 1.x.x, repository: "file://../common" }
${index % 2 === 0 ? '  - { name: cache, version: 0.1.0, condition: cache.enabled }\n' : ''}`;

const values = (index: number, next: () => number): string => `replicas: ${1 + Math.floor(next() * 5)}
image: { repository: registry.example.com/app-${index}, tag: "", pullPolicy: IfNotPresent }
extraLabels: { team: team-${index % 5} }
podAnnotations:
  prometheus.io/scrape: "true"
env:
${Array.from({ length: 8 }, (_, at) => `  SETTING_${at}: value-${Math.floor(next() * 1_000)}\n`).join('')}services:
  http: { type: ClusterIP, port: 80, target: 8080 }
  metrics: { type: ClusterIP, port: 9090, target: 9090 }
  ${index % 4 === 0 ? 'public: { type: LoadBalancer, port: 443, target: 8443 }' : 'admin: { type: ClusterIP, port: 8081, target: 8081 }'}
ingress:
  enabled: ${index % 5 !== 0}
  className: nginx
  annotations: { nginx.ingress.kubernetes.io/ssl-redirect: "true" }
  hosts:
    - host: app-${index}.example.com
      paths: [{ path: /, type: Prefix }, { path: /api, type: Exact }]
    - host: www.app-${index}.example.com
      paths: [{ path: /, type: Prefix }]
  tls: [{ secretName: app-${index}-tls, hosts: [app-${index}.example.com] }]
resources:
  requests: { cpu: 100m, memory: 128Mi }
  limits: { memory: ${128 * (1 + Math.floor(next() * 4))}Mi }
autoscaling: { enabled: ${index % 2 === 1}, min: 1, max: ${2 + Math.floor(next() * 8)} }
settings: |
  greeting: Hello from {{ .Release.Name }}
  level: info
nodeSelector: {}
tolerations: [{ key: dedicated, operator: Exists }]
cache: { enabled: true, size: ${index} }
`;

const production = (index: number, next: () => number): readonly Entry[] => [
  [
    `charts/app-${index}/values-prod.yaml`,
    `replicas: ${5 + Math.floor(next() * 5)}
services: { http: { type: NodePort, nodePort: ${30_000 + index} } }
ingress: { enabled: true, className: public }
`,
  ],
];

const cache = (index: number): readonly Entry[] => [
  [`charts/app-${index}/charts/cache/Chart.yaml`, 'apiVersion: v2\nname: cache\nversion: 0.1.0\n'],
  [`charts/app-${index}/charts/cache/values.yaml`, 'enabled: false\nsize: 1\nport: 6379\n'],
  [
    `charts/app-${index}/charts/cache/templates/service.yaml`,
    `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-cache
  annotations: { example.com/size: {{ .Values.size | quote }} }
spec:
  clusterIP: None
  ports: [{ name: redis, port: {{ .Values.port }} }]
`,
  ],
];

const templates: readonly Entry[] = [
  [
    'deployment.yaml',
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "common.fullname" . }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "common.selector" . | nindent 6 }}
  template:
    metadata:
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      labels:
        {{- include "common.labels" . | nindent 8 }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          env:
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          ports:
            {{- range $name, $service := .Values.services }}
            - name: {{ $name }}
              containerPort: {{ $service.target }}
            {{- end }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
`,
  ],
  [
    'services.yaml',
    `{{- range $name, $service := .Values.services }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "common.fullname" $ }}-{{ $name }}
  labels:
    {{- include "common.labels" $ | nindent 4 }}
spec:
  type: {{ $service.type }}
  selector:
    {{- include "common.selector" $ | nindent 4 }}
  ports:
    - name: {{ $name }}
      port: {{ $service.port }}
      targetPort: {{ $name }}
      {{- if and (eq $service.type "NodePort") $service.nodePort }}
      nodePort: {{ $service.nodePort }}
      {{- end }}
{{- end }}
`,
  ],
  [
    'ingress.yaml',
    `{{- if .Values.ingress.enabled -}}
{{- $fullname := include "common.fullname" . -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ $fullname }}
  labels:
    {{- include "common.labels" . | nindent 4 }}
  {{- with .Values.ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  ingressClassName: {{ .Values.ingress.className | required "a class is needed" }}
  tls:
    {{- toYaml .Values.ingress.tls | nindent 4 }}
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ .host | quote }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            pathType: {{ .type }}
            backend:
              service:
                name: {{ $fullname }}-http
                port: { name: http }
          {{- end }}
    {{- end }}
{{- end }}
`,
  ],
  [
    'configmap.yaml',
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "common.fullname" . }}
data:
  settings.yaml: |
    {{- tpl .Values.settings . | nindent 4 }}
  env.json: {{ .Values.env | toJson | quote }}
`,
  ],
  [
    'autoscaler.yaml',
    `{{- if .Values.autoscaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "common.fullname" . }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "common.fullname" . }} }
  minReplicas: {{ .Values.autoscaling.min }}
  maxReplicas: {{ max .Values.autoscaling.min .Values.autoscaling.max }}
{{- end }}
`,
  ],
  [
    'policy.yaml',
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "common.fullname" . }}
spec:
  podSelector:
    matchLabels: {{- include "common.selector" . | nindent 6 }}
  ingress:
    - ports: {{- range $name, $_ := .Values.services }}
        - port: {{ $name }}
        {{- end }}
`,
  ],
];
