/** What a step may know of its runner: nothing else of the environment is read, and git gets no more. */
const fromRunner = [
  'GITHUB_EVENT_NAME',
  'GITHUB_EVENT_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_REF',
  'GITHUB_REPOSITORY',
  'GITHUB_SERVER_URL',
  'GITHUB_SHA',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_WORKSPACE',
] as const;

const inputs = [
  'config',
  'extends-from',
  'fail-on',
  'rendered',
  'rendered-base',
  'sarif',
  'working-directory',
] as const;

/** For git: where it is, where its settings are, and where Windows keeps what a program needs. */
const forGit = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'PATHEXT', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'USERPROFILE'];

export interface Environment {
  /** What the runner says, such as the path of the event's payload; empty where it says nothing. */
  readonly runner: Readonly<Record<(typeof fromRunner)[number], string>>;
  /** What the workflow says; empty where it says nothing. */
  readonly inputs: Readonly<Record<(typeof inputs)[number], string>>;
}

/**
 * Takes what is on the lists out of `variables`, and removes from them what no program of ours needs: tokens and secrets
 * that a workflow has set for its other steps.
 */
export function takeEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const taken = {
    runner: valuesOf(fromRunner, (name) => variables[name]),
    inputs: valuesOf(inputs, (name) => variables[variableOf(name)]?.trim()),
  };
  // Windows writes `Path` and `SystemRoot`.
  for (const name of Object.keys(variables)) if (!forGit.includes(name.toUpperCase())) delete variables[name];
  return taken;
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs */
const variableOf = (input: string): string => `INPUT_${input.toUpperCase()}`;

function valuesOf<Name extends string>(
  names: readonly Name[],
  read: (name: Name) => string | undefined,
): Readonly<Record<Name, string>> {
  const entries = names.map((name) => [name, read(name) ?? ''] as const);
  return Object.fromEntries(entries) as Record<Name, string>; // one entry for each name
}
