/** Where a command writes to: `process.stdout` and `process.stderr` are such. */
export interface Output {
  write(text: string): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** All that a command has to do with the process that runs it. */
export interface CommandIo {
  /** The arguments after the name of the program. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Ends the command: Ctrl-C, or a pipe that was closed. */
  readonly signal: AbortSignal;
  /** Waits between two rounds; resolves early where the signal aborts. Default: real time. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}
