/** How what is polled is polled. */
export interface Polling {
  readonly pollMs: number;
  readonly maxAgeMs: number;
  readonly failed: (error: unknown) => void;
}
