/** As much of a JSON Schema as the page tells. */
interface Shape {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string | number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly additionalProperties?: Shape | false;
}

/** `docs/configuration.md`, from the schema that the file is validated with. */
export function configurationPage(schema: object): string {
  // zod writes exactly this subset for the types that the schema uses.
  const { properties = {} } = schema as Shape;
  return [intro, ...Object.entries(properties).map(([key, shape]) => section(key, shape)), outro].join('\n\n');
}

const intro = `<!-- Written by npm run docs from src/config/schema.ts. -->

# Configuration

Portcullis needs none. What a repository wants to have otherwise stands in \`.github/portcullis.yml\`, and is read from
the **base** commit of a pull request: nobody can weaken the judge of his own change. A file with anything wrong in it
fails the check, with the line and what was probably meant; half a configuration is never used.

A repository without the file has that of the repository \`.github\` of its owner, if the app is installed there; without
that, the defaults hold. \`extends: NAME\` takes the file of another repository of the owner, at its default branch, and
lays this one over it. What is said here replaces what is said there; \`cluster\`, \`rules\`, \`environments\`, \`waivers\`
and \`review\` are merged key by key, lists are replaced whole. The other file cannot extend a third one. Where it cannot
be read, the check fails and says so. The check tells from which files its rules come.

A pull request that changes the file is judged by that of base. The check says what it would be with the proposed one.

\`portcullis init\` writes a first one from what it finds, \`portcullis allow\` adds an entry to \`allow\`. The command line
sees no other repository: \`--extends-from FILE\` names a copy of what the configuration extends.

Editors complete and check it with \`docs/portcullis.schema.json\`; the comment in the first line tells them where it is.
This is all of it at once:

\`\`\`yaml
version: 1
mode: enforce
check_name: Portcullis
fail_on: error
on_incomplete: block
ignore_paths: ["docs/**"]
units:
  - { name: prod, path: overlays/prod, type: kustomize, environment: prod }
  - { name: web, path: charts/web, type: helm, values: [charts/web/values-prod.yaml], release: web, namespace: shop }
  - { name: rendered, path: dist/prod.yaml, type: plain }
allow_sources: ["https://charts.example.com", "github.com/acme/*"]
cluster:
  node_port_range: 30000-32767
  load_balancer_reach: public
  provider: aws-load-balancer-controller
  network_policies: enforced
  ingress_controllers:
    - { class: nginx, namespace: ingress-nginx, pod_labels: { app.kubernetes.io/name: ingress-nginx }, reach: public }
  gateways: [{ name: envoy-external, namespace: network, reach: public }]
  external_services: [{ name: minio, namespace: default, ports: [9000] }]
environments: { prod: ["prod*", "live"], dev: ["dev*", "kind", "local"] }
rules: { new-node-port: error, removed-api-version: off }
allow:
  - { rule: new-node-port, object: Service/dev-*/*, reason: "dev clusters", expires: 2026-12-31 }
waivers: { role: maintain, teams: [platform-security], author: false, label: exposure-accepted, days: 30 }
comment: changes
review: { max: 10, severity: warning }
drafts: check
extends: .github
\`\`\``;

const outro = `## Globs

\`*\` is a run of characters without a slash, \`?\` one of them, \`**\` any run; a \`**\` between slashes also stands for no
folder at all. A slash at the end means everything below. Paths begin at the root of the repository, without a slash.
All other characters are themselves.
`;

function section(key: string, shape: Shape): string {
  const lines = [`## \`${key}\``, shape.description ?? '', facts(shape), nested(shape)];
  return lines.filter((line) => line !== '').join('\n\n');
}

const facts = (shape: Shape): string =>
  [
    `Type: ${typeOf(shape)}.`,
    ...(isTold(shape.default) ? [`Default: \`${JSON.stringify(shape.default)}\`.`] : []),
  ].join(' ');

/** Objects that are filled in key by key have their defaults there. */
const isTold = (value: unknown): boolean =>
  value !== undefined && JSON.stringify(value) !== '{}' && JSON.stringify(value) !== '[]';

function typeOf(shape: Shape): string {
  if (shape.const !== undefined) return `\`${shape.const}\``;
  if (shape.enum !== undefined) return shape.enum.map((value) => `\`${value}\``).join(', ');
  if (shape.items !== undefined) return `list of ${plural(shape.items)}`;
  if (shape.properties !== undefined) return 'mapping';
  if (shape.additionalProperties) return `mapping from a name to ${one(typeOf(shape.additionalProperties))}`;
  return words[shape.type ?? ''] ?? 'text';
}

const plural = (shape: Shape): string => (shape.properties === undefined ? `${typeOf(shape)}s` : 'mappings');

const one = (type: string): string => (type.startsWith('`') ? `one of ${type}` : `a ${type}`);

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true` or `false`',
};

function nested(shape: Shape): string {
  const { properties, required = [] } = shape.items ?? shape;
  return Object.entries(properties ?? {})
    .map(([key, inner]) => entry(key, inner, required.includes(key)))
    .join('\n');
}

function entry(key: string, shape: Shape, isRequired: boolean): string {
  const parts = [shape.description ?? '', facts(shape), isRequired ? 'Required.' : ''].filter((part) => part !== '');
  const inner = nested(shape);
  const line = `- \`${key}\`: ${parts.join(' ')}`;
  return inner === '' ? line : `${line}\n${inner.replace(/^/gm, '  ')}`;
}
