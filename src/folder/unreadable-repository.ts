/** A folder or repository that cannot be read; the message says which and why, in one line. */
export class UnreadableRepository extends Error {
  override readonly name = 'UnreadableRepository';
  readonly folder: string;

  constructor(folder: string, reason: string) {
    super(`${folder}: ${reason}`);
    this.folder = folder;
  }
}
