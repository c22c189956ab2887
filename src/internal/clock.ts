/** The clock for everything about data: default ranges, lag, staleness. Waiting always uses real time. */
export interface Clock {
  /** The present time, in milliseconds since the epoch. */
  now(): number;
}

/** A clock whose readings are whole milliseconds; a `TypeError` says so when it gives something else. */
export function checkedClock(clock: Clock): Clock {
  return {
    now() {
      const now: unknown = clock.now();
      if (typeof now !== 'number' || Math.abs(now) > 8.64e15 || Number.isNaN(now))
        throw new TypeError(`clock.now() gave ${String(now)}, which is no time in milliseconds`);
      return Math.trunc(now);
    },
  };
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

// The service's clock may be ahead of ours, by this much at most.
const CLOCK_SKEW_MS = 300_000;

/** The latest time that may be the service's present. */
export function latestPresent(now: number): number {
  return now + CLOCK_SKEW_MS;
}
