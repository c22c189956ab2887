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
    if (error instanceof TypeError || error instanceof RangeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
