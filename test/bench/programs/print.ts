/** Prints a result for the bench and ends the process, whatever connections are still open. */
export function printAndExit(result: object): void {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

/** What a process has used since its start. */
export interface ProcessCost {
  /** Milliseconds since the process started. */
  readonly ms: number;
  readonly maxRssMiB: number;
}

export function processCost(): ProcessCost {
  return { ms: performance.now(), maxRssMiB: process.resourceUsage().maxRSS / 1024 };
}

/** What the bench gave the program. */
export function input(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}
