import { charts } from './charts.ts';
import { type Files, random } from './repository.ts';

/**
 * As many files and bytes as the best known repository of charts has: 3,400 of 37 MB. Each chart has long values with a
 * comment on each, two dozen templates, most of them switched off, and long texts that are no manifests.
 */
export function largeRepository(): Files {
  const next = random(37);
  const small = charts(chartCount);
  const more = Array.from({ length: chartCount }, (_, index) => index).flatMap((index) => chart(index, next));
  const lengthened = [...small].map(([path, text]) =>
    /^charts\/app-\d+\/values\.yaml$/.test(path) ? ([path, text + longValues(next)] as const) : ([path, text] as const),
  );
  return new Map([...lengthened, ...more]);
}

const chartCount = 113;

const words = ['address', 'cluster', 'container', 'certificate', 'default', 'existing', 'ingress', 'metrics', 'name'];
const word = (next: () => number): string => words[Math.floor(next() * words.length)] ?? '';

/** About 100 KB: a tree of settings, and a comment of a few lines for each. */
const longValues = (next: () => number): string =>
  Array.from({ length: 190 }, (_, at) => {
    const name = `section${at}`;
    const keys = Array.from({ length: 6 }, (_, key) => {
      const comment = Array.from({ length: 8 }, () => word(next)).join(' ');
      return `  ## @param ${name}.${word(next)}${key} ${comment}\n  ##\n  ${word(next)}${key}: ${JSON.stringify(word(next))}\n`;
    });
    return `## ${Array.from({ length: 12 }, () => word(next)).join(' ')}\n##\n${name}:\n${keys.join('')}`;
  }).join('');

function chart(index: number, next: () => number): readonly (readonly [string, string])[] {
  const at = `charts/app-${index}`;
  const templates = Array.from(
    { length: 16 },
    (_, number) => [`${at}/templates/extra-${number}.yaml`, extra(number)] as const,
  );
  const text = Array.from({ length: 12_500 }, () => word(next)).join(' ');
  return [
    ...templates,
    [`${at}/README.md`, text],
    [`${at}/CHANGELOG.md`, text.slice(0, 40_000)],
    [`${at}/Chart.lock`, 'dependencies: []\n'],
  ];
}

const extra = (number: number): string => `{{- if .Values.section${number}.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "common.fullname" . }}-extra-${number}
  labels:
    {{- include "common.labels" . | nindent 4 }}
spec:
  type: {{ .Values.section${number}.type | default "ClusterIP" }}
  ports:
    {{- range $index, $port := .Values.section${number}.ports }}
    - { name: p{{ $index }}, port: {{ $port }} }
    {{- end }}
{{- end }}
`;
