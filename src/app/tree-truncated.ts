/** The server would not list all of a commit's files, not even folder by folder. */
export class TreeTruncated extends Error {
  override readonly name = 'TreeTruncated';
  readonly repository: string;
  readonly commit: string;

  constructor(repository: string, commit: string) {
    super(`the files of ${repository}@${commit.slice(0, 7)} are too many to be listed`);
    this.repository = repository;
    this.commit = commit;
  }
}
