/** What a command prints and how it ends. */
export interface Outcome {
  readonly output: string;
  /** One line for standard error: what the output itself has no place to say. */
  readonly remark?: string | undefined;
  readonly exitCode: number;
}
