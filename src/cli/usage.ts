/** Wrong words on the command line or in a workflow, or a file of the user's that cannot be used; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
