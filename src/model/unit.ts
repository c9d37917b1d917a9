/** What one deploy action applies: objects are linked inside a unit and never across. */
export interface Unit {
  readonly id: string;
  readonly renderer: 'plain' | 'kustomize' | 'helm';
  /** The folder or file that it stands for, from the repository's root; `.` is the root. */
  readonly root: string;
  readonly environment: string | undefined;
  /** False where a part of it could not be read or rendered: what seems missing may be there. */
  readonly complete: boolean;
  /** Namespaces into which something is deployed that cannot be seen: what seems missing there may be there as well. */
  readonly open: ReadonlySet<string>;
}

/** May what is missing in `namespace` be called missing? A namespace that is not named may be any. */
export const isCompleteIn = ({ complete, open }: Unit, namespace: string | undefined): boolean =>
  complete && (namespace === undefined ? open.size === 0 : !open.has(namespace));
