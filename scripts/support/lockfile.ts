import { readFileSync } from 'node:fs';

/** An entry of `packages` in package-lock.json. @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
export interface Locked {
  /** Only where it is another one than that of its folder. */
  readonly name?: string;
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  /** Nothing that is shipped needs it. */
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Folder → package; the project itself is the folder `''`. */
export type Lockfile = ReadonlyMap<string, Locked>;

export function readLockfile(): Lockfile {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  // npm's own file.
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> };
  return new Map(Object.entries(packages));
}

/** What `npm ci --omit=dev` installs, by folder. */
export const productionTree = (lock: Lockfile): Lockfile =>
  new Map([...lock].filter(([folder, { dev }]) => folder !== '' && dev !== true));

export const nameOf = (folder: string, { name }: Locked): string =>
  name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The folders of what a package needs, found as Node finds them: beside it, then in each folder above. */
export function needsOf(folder: string, locked: Locked, lock: Lockfile): readonly string[] {
  const names = Object.keys({ ...locked.dependencies, ...locked.optionalDependencies, ...locked.peerDependencies });
  return names.flatMap((name) => {
    const found = foldersAbove(folder).find((above) => lock.has(`${above}node_modules/${name}`));
    return found === undefined ? [] : [`${found}node_modules/${name}`];
  });
}

/** `node_modules/a/node_modules/b` → that with a slash, `node_modules/a/`, and the project's own, ``. */
function foldersAbove(folder: string): readonly string[] {
  if (folder === '') return [''];
  const end = folder.lastIndexOf('node_modules/');
  return [`${folder}/`, ...foldersAbove(folder.slice(0, end).replace(/\/$/, ''))];
}
