import { linkSignals, pause } from './abort.ts';
import { shown } from './shown.ts';
import { instantMs, type Instant } from './time.ts';

/** How a stream of polls is timed; all but `from` in milliseconds. */
export interface PollTimes {
  readonly pollMs: number;
  readonly lagMs: number;
  readonly overlapMs: number;
  readonly from: number | undefined;
}

/** What a caller may say of the times. */
export type PollOptions = { readonly [K in Exclude<keyof PollTimes, 'from'>]?: number | undefined } & { readonly from?: Instant | undefined };

/** Options with their defaults. A `RangeError` or `TypeError` names one that cannot be met. */
export function pollTimes(options: PollOptions, defaults: Omit<PollTimes, 'from'>): PollTimes {
  const { pollMs = defaults.pollMs, lagMs = defaults.lagMs, overlapMs = defaults.overlapMs, from } = options;
  for (const [name, value, least] of [['pollMs', pollMs, 1], ['lagMs', lagMs, 0], ['overlapMs', overlapMs, 0]] as const) {
    if (!Number.isFinite(value) || value < least || value > 2 ** 31 - 1) throw new RangeError(`${name} ${shown(value)} must be ${least} or more milliseconds`);
  }
  return { pollMs, lagMs, overlapMs, from: from === undefined ? undefined : instantMs(from, 'from') };
}

/** When polling ends, and what becomes of a poll that fails. */
export interface Polling {
  readonly pollMs: number;
  /** The caller's; the stream rejects with its reason. */
  readonly signal: AbortSignal | undefined;
  /** The monitor's; the stream ends without an error. */
  readonly closed: AbortSignal;
  /** Whether the next poll may mend a failure; what it cannot mend is thrown. */
  mayPass(error: unknown): boolean;
  /** Told of each failure that may pass. */
  failed(error: unknown): void;
}

/** What polls bring, one after another without end. The next one begins when its reader asks for more, so nothing queues. */
export async function* pollWhileOpen<T>(poll: (signal: AbortSignal) => AsyncIterable<T>, polling: Polling): AsyncGenerator<T, void, undefined> {
  const { closed, pollMs } = polling;
  using linked = linkSignals(polling.signal, closed);
  const { signal } = linked;
  try {
    for (;;) {
      signal.throwIfAborted();
      const polledAt = performance.now();
      try {
        yield* poll(signal);
      } catch (error) {
        if (signal.aborted || !polling.mayPass(error)) throw error;
        polling.failed(error);
      }
      await pause(Math.max(0, pollMs - (performance.now() - polledAt)), signal);
    }
  } catch (error) {
    if (closed.aborted && !polling.signal?.aborted) return;
    throw error;
  }
}
