/** The time that data is judged by: default ranges, lag, staleness. Waiting is always real time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
