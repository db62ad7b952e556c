/** What went wrong, in one line for the operator. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command line itself is wrong; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The deepest cause: undici, the file system and `fetch` wrap what happened. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || error.name;
}
