/** True for GitHub's answer with this status. */
export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof Error && 'status' in error && error.status === status;
