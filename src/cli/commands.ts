/** What a word of a command line is, for those who complete it. */
export type WordKind = 'revision' | 'rule' | 'file' | 'folder' | 'shell';

export interface CommandRow {
  /** Each form as it is called, with what it does, a line each. */
  readonly forms: readonly (readonly [form: string, ...says: string[]])[];
  /** The default one first. */
  readonly formats: readonly [string, ...string[]];
  /** What may stand beside the options, in this order. */
  readonly words: readonly WordKind[];
  /** True where the last of them may be said again and again. */
  readonly isOpen?: true;
  readonly options: readonly OptionName[];
}

export interface OptionRow {
  readonly type: 'string' | 'boolean';
  /** What stands for its value in the help; undefined where it has none. */
  readonly value?: string;
  readonly completes?: WordKind | 'format' | 'severity';
  readonly says: readonly [string, ...string[]];
}

/** Every option, as `parseArgs` takes it, with what the help and the completion say of it. */
export const options = {
  repo: {
    type: 'string',
    value: 'DIR',
    completes: 'folder',
    says: ['the git repository, bare or not (default: this folder)'],
  },
  dir: { type: 'string', value: 'DIR', completes: 'folder', says: ['a plain folder instead of a repository'] },
  'base-dir': {
    type: 'string',
    value: 'DIR',
    completes: 'folder',
    says: ['with --head-dir: two folders instead of two commits'],
  },
  'head-dir': { type: 'string', value: 'DIR', completes: 'folder', says: ['what is compared with --base-dir'] },
  format: { type: 'string', value: 'FORMAT', completes: 'format', says: ['how it is written'] },
  config: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    says: ['the configuration, instead of .github/portcullis.yml of the base'],
  },
  'extends-from': {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    says: ['a copy of the configuration that it extends, which lies in another repository'],
  },
  'fail-on': {
    type: 'string',
    value: 'SEVERITY',
    completes: 'severity',
    says: ["what makes diff exit with 1: error, warning, never (default: the configuration's, else error)"],
  },
  unit: { type: 'string', value: 'ID', says: ['only this unit'] },
  'release-name': {
    type: 'string',
    value: 'NAME',
    says: ['what a chart is rendered as that nothing names (default: release-name)'],
  },
  namespace: { type: 'string', value: 'NS', says: ['and where (default: default)'] },
  from: { type: 'string', value: 'WHO', says: ['who connects: namespace/name or an IP address'] },
  to: { type: 'string', value: 'WHO', says: ['and to whom'] },
  port: { type: 'string', value: 'PORT', says: ['the port, and the protocol behind a slash'] },
  reason: { type: 'string', value: 'TEXT', says: ['why a finding is right'] },
  expires: {
    type: 'string',
    value: 'DATE',
    says: ['the last day on which it is allowed, such as 2026-12-31 (default: always)'],
  },
  force: { type: 'boolean', says: ['overwrite the configuration that is there'] },
  color: { type: 'boolean', says: ['colors in text (default: on a terminal)'] },
  'no-color': { type: 'boolean', says: ['no colors in text'] },
} as const satisfies Readonly<Record<string, OptionRow>>;

export type OptionName = keyof typeof options;

const compared = ['repo', 'base-dir', 'head-dir', 'config', 'extends-from', 'fail-on', 'color', 'no-color'] as const;
const oneSide = ['repo', 'dir', 'config', 'extends-from', 'unit'] as const;

/** Every command: what the help says of it, what it takes, and what the completion offers. */
export const commands = {
  diff: {
    forms: [
      [
        'diff [BASE [HEAD]]',
        'compare two commits; without HEAD the working tree, without BASE what merging',
        'the working tree into the default branch would change',
      ],
      ['diff --base-dir DIR --head-dir DIR', 'compare two folders'],
    ],
    formats: ['text', 'json', 'markdown', 'mermaid', 'sarif', 'html'],
    words: ['revision', 'revision'],
    options: [...compared, 'format'],
  },
  watch: {
    forms: [['watch', 'what diff says of the working tree, again each time that a file is saved;', 'Ctrl-C ends it']],
    formats: ['text'],
    words: [],
    options: compared,
  },
  surface: {
    forms: [['surface [REV]', 'every way in of one commit, or of the working tree']],
    formats: ['text', 'json', 'mermaid', 'html'],
    words: ['revision'],
    options: [...oneSide, 'format', 'color', 'no-color'],
  },
  render: {
    forms: [['render [REV]', 'the documents of each unit as they are analyzed']],
    formats: ['text'],
    words: ['revision'],
    options: [...oneSide, 'release-name', 'namespace'],
  },
  read: {
    forms: [['read FILE…', 'each document of the files as Kubernetes reads it']],
    formats: ['json'],
    words: ['file'],
    isOpen: true,
    options: ['format'],
  },
  connectivity: {
    forms: [
      ['connectivity [REV]', 'who may connect to whom under the network policies'],
      [
        'connectivity --from WHO --to WHO --port PORT[/PROTOCOL]',
        'may they, and which policy says so; WHO is namespace/name or an IP address',
      ],
    ],
    formats: ['text', 'json'],
    words: ['revision'],
    options: [...oneSide, 'format', 'from', 'to', 'port'],
  },
  doctor: {
    forms: [
      [
        'doctor',
        'how the app is registered, installed and required, asked of GitHub with the',
        'settings of the service; with --repo OWNER/NAME of that repository alone',
      ],
    ],
    formats: ['text', 'json'],
    words: [],
    options: ['repo', 'format'],
  },
  init: {
    forms: [['init', 'write a first .github/portcullis.yml from what the repository holds']],
    formats: ['text'],
    words: [],
    options: ['repo', 'force'],
  },
  allow: {
    forms: [
      [
        'allow FINDING --reason TEXT [BASE [HEAD]]',
        'allow a finding of the change in .github/portcullis.yml; FINDING is its id, as diff',
        'shows it, or a rule',
      ],
    ],
    formats: ['text'],
    words: ['rule', 'revision', 'revision'],
    options: [...compared, 'reason', 'expires'],
  },
  explain: {
    forms: [['explain RULE', 'what a rule means, with examples and the way out']],
    formats: ['text'],
    words: ['rule'],
    options: [],
  },
  completion: {
    forms: [['completion bash|zsh|fish', 'a script that completes the words of a command line']],
    formats: ['text'],
    words: ['shell'],
    options: [],
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CommandName = keyof typeof commands;

/** The same rows without their literals, for whoever goes through all of them. */
export const commandRows: readonly (readonly [CommandName, CommandRow])[] = Object.entries(commands) as [
  CommandName,
  CommandRow,
][];
export const optionRows: readonly (readonly [OptionName, OptionRow])[] = Object.entries(options) as [
  OptionName,
  OptionRow,
][];
