import type { FileTree } from '../model/file-tree.ts';
import type { Finding } from '../model/finding.ts';

/**
 * The findings with what only the text of head can tell: where what they point at ends, and the whole line with the
 * value that would be in order. Files whose bytes are not at hand, since nothing in them has changed, tell neither.
 */
export function placed(findings: readonly Finding[], head: FileTree): readonly Finding[] {
  const lines = linesOf(head);
  return findings.map((finding) => {
    const line = finding.state === 'fixed' ? undefined : lines(finding.at.path)?.[finding.at.line - 1];
    if (line === undefined) return { ...finding, suggestion: undefined };
    const [start, end] = [finding.at.column - 1, tokenEnd(line, finding.at.column - 1)];
    return {
      ...finding,
      until: { line: finding.at.line, column: end + 1 },
      // A line of a template is no line of a manifest: what stands on it is for the next render to say.
      suggestion:
        finding.suggestion === undefined || finding.at.because !== undefined
          ? undefined
          : replaced(line, start, end, finding.suggestion),
    };
  });
}

function linesOf(tree: FileTree): (path: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  return (path) => {
    if (known.has(path)) return known.get(path);
    const bytes = tree.bytes(path);
    const lines = bytes && new TextDecoder().decode(bytes).split('\n');
    known.set(path, lines);
    return lines;
  };
}

/** The end of the scalar or key that begins at `start`, within its line. */
function tokenEnd(line: string, start: number): number {
  const rest = line.slice(start);
  const quoted = /^'(?:[^']|'')*'|^"(?:[^"\\]|\\.)*"/.exec(rest);
  if (quoted !== null) return start + quoted[0].length;
  const isFlow = /[[{]/.test(line.slice(0, start));
  const end = rest.search(isFlow ? /\s+#|:(?=\s|$)|[,\]}]|\s*$/ : /\s+#|:(?=\s|$)|\s*$/);
  return start + rest.slice(0, Math.max(end, 0)).trimEnd().length;
}

/** Not where the line holds what a reader cannot see: he could not tell what he takes over. Nor where it says other things. */
const replaced = (line: string, start: number, end: number, value: string): string | undefined =>
  hidden.test(line) || hidden.test(value) || mayHoldSecret(line)
    ? undefined
    : (line.slice(0, start) + quotedIfNeedBe(value) + line.slice(end)).trimEnd();

/** A name that YAML would take for something else: `on`, `null`, `1e3`. */
const quotedIfNeedBe = (value: string): string =>
  /^(y|n|yes|no|on|off|true|false|null|~|\d+e\d+)$/i.test(value) || !/^[\w./*-]+$/.test(value)
    ? `'${value.replaceAll("'", "''")}'`
    : value;

/** In a map on one line an environment or data may stand beside the field, and the whole line would be repeated. */
const mayHoldSecret = (line: string): boolean =>
  /[[{]/.test(line) && [...line.matchAll(/([\w./-]+)["']?\s*:(?=\s|$)/g)].some(([, key = '']) => !plainKeys.has(key));

/** What a line of ports, selectors and routes is made of. */
const plainKeys: ReadonlySet<string> = new Set(
  (
    'apiVersion kind metadata name namespace labels spec selector matchLabels matchExpressions key operator values app ' +
    'type ports port targetPort nodePort containerPort hostPort protocol appProtocol number clusterIP externalName ' +
    'rules host hosts http paths path pathType backend backendRefs service serviceName servicePort defaultBackend ' +
    'podSelector namespaceSelector ipBlock cidr except from to ingress egress policyTypes endPort containers image ' +
    'template parentRefs sectionName hostnames listeners matches tls secretName'
  ).split(' '),
);

const hidden = /[^\t\x20-\x7e]/;
