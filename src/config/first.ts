import type { Config } from '../model/config.ts';
import { defaultConfig, schemaLine } from './defaults.ts';

/** What a repository holds, as far as a first configuration has something to say about it. */
export interface Inventory {
  readonly units: readonly FoundUnit[];
  /** How many ways in there are. */
  readonly ways: number;
  /** How many inputs could not be analyzed. */
  readonly unseen: number;
  /** The classes that routes ask for. */
  readonly classes: readonly string[];
  /** Gateways that routes name and the repository does not hold. */
  readonly gateways: readonly { readonly name: string; readonly namespace: string | undefined }[];
  /** Where charts and bases come from that are not here. */
  readonly sources: readonly string[];
  /** Folders of what is probably deployed nowhere. */
  readonly sideshows: readonly string[];
}

export interface FoundUnit {
  readonly id: string;
  readonly root: string;
  readonly renderer: 'plain' | 'kustomize' | 'helm';
  readonly environment: string | undefined;
  /** The values file of a chart that the repository has for it. */
  readonly values: string | undefined;
  /** False for what an order of a controller makes of it. */
  readonly isNamable: boolean;
}

/**
 * A first configuration that changes nothing: it says in comments what there is to choose, with what was found. A `#`
 * without a space behind it stands before what can be set.
 */
export const firstConfig = (found: Inventory): string =>
  [head, mode, ignored(found), units(found), sources(found), cluster(found), environments(found), rules, talk]
    .filter((part) => part !== '')
    .join('\n');

const head = `${schemaLine}# Read from the base branch, never from the pull request that is judged. Nothing below has to be set: each key
# is commented out, with what it is for and, where something was found, with what was found. Every key:
# portcullis's docs/configuration.md.

version: 1
`;

const mode = `# For a first week: everything is reported and nothing fails. Take it out again to let the check hold the gate.
#mode: observe

# From which severity on a finding blocks (error, warning), and whether what could not be analyzed does (block, warn).
#fail_on: error
#on_incomplete: block
`;

const ignored = ({ sideshows }: Inventory): string =>
  sideshows.length === 0
    ? setting('Files that are not read, as globs. Reports count them.', 'ignore_paths: []')
    : setting(
        'Files that are not read, as globs; reports count them. These may be deployed nowhere, and are judged until then.',
        list(
          'ignore_paths',
          sideshows.map((folder) => text(`${folder}/**`)),
        ),
      );

function units({ units: all }: Inventory): string {
  const entries = all.filter(({ isNamable }) => isNamable).map(unitEntry);
  const example = ['{ name: prod, path: overlays/prod, type: kustomize, environment: prod }'];
  const why =
    entries.length === 0
      ? 'What one deploy action applies, where it is not found by itself.'
      : 'What one deploy action applies, as it was found. Name it where that is wrong: a chart with its real release and namespace.';
  return setting(why, list('units', entries.length === 0 ? example : entries));
}

function unitEntry({ id, root, renderer, environment, values }: FoundUnit): string {
  const facts = [
    `name: ${text(id)}`,
    `path: ${text(root)}`,
    `type: ${renderer}`,
    ...(values === undefined ? [] : [`values: [${text(values)}]`]),
    ...(environment === undefined ? [] : [`environment: ${text(environment)}`]),
    ...(renderer === 'helm' ? [`release: ${text(lastSegment(root))}`, 'namespace: default'] : []),
  ];
  return `{ ${facts.join(', ')} }`;
}

const lastSegment = (path: string): string => path.split('/').at(-1)?.replace(/^\.$/, 'app') ?? path;

const sources = ({ sources: all }: Inventory): string =>
  setting(
    all.length === 0
      ? 'Addresses of charts and bases elsewhere that a pull request may add without blocking.'
      : 'Addresses of charts and bases elsewhere that a pull request may add without blocking. These are in use and need no entry.',
    list('allow_sources', all.length === 0 ? ['"https://charts.example.com"'] : all.map(text)),
  );

/** What the manifests cannot say; without classes and gateways of the repository, as an example. */
function cluster({ classes, gateways }: Inventory): string {
  const controllers = classes.map((name) => `{ class: ${text(name)}, reach: public }`);
  const doors = gateways.map(({ name, namespace }) => {
    const where = namespace === undefined ? '' : `, namespace: ${text(namespace)}`;
    return `{ name: ${text(name)}${where}, reach: public }`;
  });
  const lines = [
    'cluster:',
    '  # What a load balancer gets where nothing says who makes it: public or private.',
    `  load_balancer_reach: ${defaultConfig.cluster.loadBalancerReach}`,
    '  # Whether the network plug-in enforces NetworkPolicies: enforced or ignored.',
    `  network_policies: ${defaultConfig.cluster.networkPolicies}`,
    ...(controllers.length === 0
      ? []
      : [
          '  # Who reaches the controllers of the classes that are asked for here.',
          list('ingress_controllers', controllers, '  '),
        ]),
    ...(doors.length === 0
      ? []
      : ['  # Who reaches the gateways that routes name and that are not here.', list('gateways', doors, '  ')]),
  ];
  return setting('What the manifests do not say about the cluster.', lines.join('\n'));
}

function environments({ units: all }: Inventory): string {
  const found = all.flatMap(({ id, environment }) => (environment === undefined ? [] : [`${id} is ${environment}`]));
  const shown = [...found.slice(0, maxShown), ...(found.length > maxShown ? [`${found.length - maxShown} more`] : [])];
  const seen =
    found.length === 0 ? 'None was found by the default:' : `Found by the default: ${text(shown.join(', '))}.`;
  const patterns = environmentPatterns(defaultConfig);
  return setting(
    `Environment → patterns of a unit's name or of a segment of its path. ${seen}`,
    `environments:\n${patterns}`,
  );
}

const maxShown = 5;

const environmentPatterns = ({ environments: all }: Config): string =>
  [...all].map(([name, patterns]) => `  ${name}: [${patterns.map(text).join(', ')}]`).join('\n');

const rules = setting(
  'Rule → its severity here: off, info, notice, warning or error. `portcullis explain` lists the rules.',
  'rules:\n  new-node-port: error',
);

const talk = setting('When a pull request gets a comment: always, changes, failures or never.', 'comment: changes');

/** @param yaml as it stands once it is not commented out; comments inside keep their space */
function setting(why: string, yaml: string): string {
  const lines = yaml.split('\n').map((line) => (/^ *# /.test(line) ? line.trim() : `#${line}`));
  return `${wrapped(why)}\n${lines.join('\n')}\n`;
}

const list = (key: string, entries: readonly string[], indent = ''): string =>
  [
    `${indent}${key}:`,
    ...entries.slice(0, maxEntries).map((entry) => `${indent}  - ${entry}`),
    ...(entries.length > maxEntries ? [`# … and ${entries.length - maxEntries} more`] : []),
  ].join('\n');

/** The others are named alike. */
const maxEntries = 30;

/** As a comment of at most 118 columns. */
function wrapped(words: string): string {
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length > 115) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}

/** As it stands where that cannot be misread, else as JSON, which is YAML. */
function text(value: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
