/** A command that was not understood: its message says what to write instead. */
export class UsageError extends Error {
  override get name(): string {
    return 'UsageError';
  }
}

/** What a call comes to; what it cannot be given is the fault of the command line. */
export function checkedAsUsage<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw asUsage(error);
  }
}

/** What refuses a value that came from the command line, as a fault of that; any other error as it is. */
export function asUsage(error: unknown): unknown {
  return error instanceof TypeError || error instanceof RangeError ? new UsageError(error.message, { cause: error }) : error;
}
