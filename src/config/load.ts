import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/gap.ts';
import { type Message, plain, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { defaultConfig } from './defaults.ts';
import { describeIssues } from './issues.ts';
import { type ConfigFile, configSchema } from './schema.ts';

export interface LoadedConfig {
  /** The defaults where there are problems: half a configuration is nobody's intent. */
  readonly config: Config;
  /** Everything that is wrong with the file, with its place; the caller blocks on any of it. */
  readonly problems: readonly Problem[];
}

/** The configuration in `file` alone; one without bytes does not exist and gives the defaults. */
export function loadConfig(file: { readonly path: string; readonly bytes: Uint8Array | undefined }): LoadedConfig {
  if (file.bytes === undefined) return { config: defaultConfig, problems: [] };
  const { written, problems } = readConfig({ path: file.path, bytes: file.bytes });
  return { config: written === undefined ? defaultConfig : configWritten(written), problems };
}

/** What a file says, before any default. */
export type Written = Readonly<Record<string, unknown>>;

/** One configuration file by itself. */
export interface ReadConfig {
  /** Undefined where there are problems. */
  readonly written: Written | undefined;
  /** The repository whose file is to come first, and the line that says so. */
  readonly extended: { readonly repository: string; readonly at: Position } | undefined;
  readonly problems: readonly Problem[];
}

export function readConfig({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): ReadConfig {
  const read = readYaml(bytes);
  const valid = 'faults' in read ? read : validate(read);
  if (!('faults' in valid)) {
    const { written, file } = valid;
    const at = { path, ...valid.extendsAt };
    return {
      written,
      extended: file.extends === undefined ? undefined : { repository: file.extends, at },
      problems: [],
    };
  }
  const problems = valid.faults.map(({ line, column, message }) => {
    return { at: { path, line, column }, reason: 'configuration', message } as const;
  });
  return { written: undefined, extended: undefined, problems };
}

/** The configuration that valid files make, with every default filled in. */
export const configWritten = (written: Written): Config => configOf(configSchema.parse(written));

/** A problem before it knows its file. */
interface Fault {
  readonly line: number;
  readonly column: number;
  readonly message: Message;
}

interface Faulty {
  readonly faults: readonly Fault[];
}

interface Yaml {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** The file that a pull request proposes is a stranger's, and reading one takes longer than its size. */
const maxBytes = 64 * 1024;

function readYaml(bytes: Uint8Array): Yaml | Faulty {
  if (bytes.length > maxBytes) return fault(say`the configuration has more than ${maxBytes} bytes`);
  const text = decode(bytes);
  if (text === undefined) return fault(say`the configuration is not UTF-8`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length === 0) return { document, lines };
  return faulty(
    document.errors.map(({ message, pos: [offset] }) => {
      return { ...positionAt(lines, offset), message: say`the configuration is not valid YAML: ${message}` };
    }),
  );
}

/** In the order of the file; one complaint is made once, where it first applies. */
function faulty(faults: readonly Fault[]): Faulty {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const first = new Map(sorted.toReversed().map((found) => [plain(found.message), found]));
  return { faults: sorted.filter((found) => first.get(plain(found.message)) === found).slice(0, maxFaults) };
}

/** The first ones tell what is wrong; the rest of a broken file follows from them. */
const maxFaults = 20;

const fault = (message: Message): Faulty => ({ faults: [{ line: 1, column: 1, message }] });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

interface Valid {
  readonly written: Written;
  readonly file: ConfigFile;
  readonly extendsAt: { readonly line: number; readonly column: number };
}

function validate({ document, lines }: Yaml): Valid | Faulty {
  const value = plainValue(document);
  if ('faults' in value) return value;
  // A file of comments alone is a configuration that says nothing.
  const written = value.value ?? {};
  const result = configSchema.safeParse(written, { reportInput: true });
  // What the schema lets pass is a mapping.
  if (result.success)
    return {
      written: written as Written,
      file: result.data,
      extendsAt: positionAt(lines, offsetOf(document, [], 'extends')),
    };
  return faulty(
    describeIssues(result.error.issues).map(({ path, key, message }) => {
      return { ...positionAt(lines, offsetOf(document, path, key)), message };
    }),
  );
}

function plainValue(document: Document): { readonly value: unknown } | Faulty {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    // What the package throws for an alias without an anchor and for too many of them.
    if (error instanceof ReferenceError) return fault(say`the configuration is not valid YAML: ${error.message}`);
    throw error;
  }
}

/** Where `path` is written, or `key` in it; the nearest thing around it where nothing is written. */
function offsetOf(document: Document, path: readonly PropertyKey[], key: string | undefined): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
    if (isScalar(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), undefined);
}

function configOf(file: ConfigFile): Config {
  return {
    version: file.version,
    mode: file.mode,
    checkName: file.check_name,
    failOn: file.fail_on,
    onIncomplete: file.on_incomplete,
    ignorePaths: file.ignore_paths,
    allowSources: file.allow_sources,
    units: file.units.map(({ name, path, type, environment, values = [], release, namespace }) => ({
      name,
      path,
      type,
      environment,
      values,
      release,
      namespace,
    })),
    release: defaultConfig.release,
    cluster: clusterOf(file.cluster),
    environments: new Map(Object.entries(file.environments)),
    rules: new Map(Object.entries(file.rules)),
    allow: file.allow,
    waivers: file.waivers,
    comment: file.comment,
    review: file.review,
    drafts: file.drafts,
  };
}

function clusterOf(cluster: ConfigFile['cluster']): Config['cluster'] {
  const [first = 0, last = 0] = cluster.node_port_range.split('-').map(Number);
  return {
    nodePortRange: { first, last },
    loadBalancerReach: cluster.load_balancer_reach,
    provider: cluster.provider,
    networkPolicies: cluster.network_policies,
    ingressControllers: cluster.ingress_controllers.map(({ class: name, namespace, pod_labels: podLabels, reach }) => ({
      class: name,
      namespace,
      podLabels: new Map(Object.entries(podLabels ?? {})),
      reach,
    })),
    gateways: cluster.gateways.map(({ name, namespace, reach }) => ({ name, namespace, reach })),
    externalServices: cluster.external_services,
  };
}
