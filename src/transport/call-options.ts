/** What one call may differ in. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the caller's own, where it is shorter. */
  readonly totalTimeoutMs?: number | undefined;
}

/** The limits of every call: milliseconds and numbers. */
export type Limits = Readonly<Record<'attemptTimeoutMs' | 'totalTimeoutMs' | 'maxRetries' | 'requestsPerSecond', number>>;
