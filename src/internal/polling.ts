import { pause } from './abort.ts';
import type { Logger } from './logger.ts';
import { warnOfShortTimes } from './short-times.ts';
import { shown } from './shown.ts';
import { type Instant, instantMs, isoTime } from './time.ts';

/** How a stream of polls is timed; all but `from` in milliseconds. */
export interface PollTimes {
  readonly pollMs: number;
  readonly lagMs: number;
  readonly overlapMs: number;
  readonly catchUpMs: number;
  readonly from: number | undefined;
}

/** What a caller may say of the times. */
export type PollOptions = { readonly [K in Exclude<keyof PollTimes, 'from'>]?: number | undefined } & {
  readonly from?: Instant | undefined;
};

/** Options with their defaults. A `RangeError` or `TypeError` names one that cannot be met. */
export function pollTimes(options: PollOptions, defaults: Omit<PollTimes, 'from'>): PollTimes {
  const {
    pollMs = defaults.pollMs,
    lagMs = defaults.lagMs,
    overlapMs = defaults.overlapMs,
    catchUpMs = defaults.catchUpMs,
    from,
  } = options;
  for (const [name, value, least] of [
    ['pollMs', pollMs, 1],
    ['lagMs', lagMs, 0],
    ['overlapMs', overlapMs, 0],
    ['catchUpMs', catchUpMs, 0],
  ] as const) {
    if (!Number.isFinite(value) || value < least || value > 2 ** 31 - 1)
      throw new RangeError(`${name} ${shown(value)} must be ${least} or more milliseconds`);
  }
  return { pollMs, lagMs, overlapMs, catchUpMs, from: from === undefined ? undefined : instantMs(from, 'from') };
}

/** How a stream polls, and what becomes of a poll that fails. */
export interface Polling {
  readonly pollMs: number;
  /** Whether the next poll may mend a failure; what it cannot mend is thrown. */
  readonly mayPass: (error: unknown) => boolean;
  /** Takes each failure that may pass. */
  readonly failed: (error: unknown) => void;
}

/** What polls bring, one after another without end. The next one begins when its reader asks for more, so nothing queues. */
export async function* pollUntilAborted<T>(
  poll: () => AsyncIterable<T>,
  { pollMs, mayPass, failed }: Polling,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  for (;;) {
    signal.throwIfAborted();
    const polledAt = performance.now();
    try {
      yield* poll();
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      failed(error);
    }
    await pause(Math.max(0, pollMs - (performance.now() - polledAt)), signal);
  }
}

// A mark of a run whose clock was ahead comes to pass soon.
const SOON_MS = 600_000;

/** Warns of times in another unit: a stream that begins in the future would wait in silence, and one that polls too often would cost calls. */
export function warnOfUnits({ from, pollMs, lagMs, overlapMs, catchUpMs }: PollTimes, now: number, logger: Logger): void {
  warnOfShortTimes({ pollMs, lagMs, overlapMs, catchUpMs }, now, logger);
  if (from !== undefined && from > now + SOON_MS)
    logger.warn(`follow() begins at ${isoTime(from)}, which lies ahead: nothing comes until then`);
}
