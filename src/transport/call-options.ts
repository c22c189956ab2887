/** What one call may differ in. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the caller's own, where it is shorter. */
  readonly totalTimeoutMs?: number | undefined;
  /** Called as each request of the call leaves, retries included: what `usage()` counts, for this call alone. */
  readonly onRequest?: (() => void) | undefined;
}

/** The limits of every call: milliseconds and numbers. */
export type Limits = Readonly<Record<'attemptTimeoutMs' | 'totalTimeoutMs' | 'maxRetries' | 'requestsPerSecond', number>>;
