/** What a command prints and how it ends. */
export interface Outcome {
  readonly output: string;
  readonly exitCode: number;
}
