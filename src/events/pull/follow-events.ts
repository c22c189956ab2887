import { isRetryable } from '../../errors.ts';
import { readByServiceTime } from '../../internal/by-service-time.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { PollWindows } from '../../internal/poll-windows.ts';
import { pollTimes, pollWhileOpen, type PollTimes } from '../../internal/polling.ts';
import { isoTime, type Instant } from '../../internal/time.ts';
import type { RangeRequest, Window } from '../../internal/time-range.ts';
import type { EventContext } from './event-context.ts';
import type { EventWindow } from './event-windows.ts';
import type { VpnSystemEvent } from '../model/model.ts';

/** How events are followed. */
export interface EventFollowOptions {
  /** Time between the starts of two polls, in milliseconds. Default: 30 000. */
  readonly pollMs?: number | undefined;
  /** How far behind the present each poll ends, in milliseconds. Default: 0. */
  readonly lagMs?: number | undefined;
  /**
   * How much of what was read is asked for again, in milliseconds, to catch events that are published
   * late. Later ones than that are missed. Default: 900 000.
   */
  readonly overlapMs?: number | undefined;
  /**
   * Where to begin: events after this instant. Give the newest `at` of the last run to go on without a
   * gap; where several events may share that instant, give one millisecond less and drop the ids you
   * have. Default: the start of a range set with `last` or `between`, else one overlap back.
   */
  readonly from?: Instant | undefined;
}

/** What a stream asks of its query. */
export interface FollowedEvents {
  readonly context: EventContext;
  /** The range that was set. */
  readonly range: RangeRequest | undefined;
  readonly signal: AbortSignal | undefined;
  windows(range: Window, signal: AbortSignal): AsyncGenerator<EventWindow, void, undefined>;
}

const KEYS = /* @__PURE__ */ keysOf<EventFollowOptions>({ pollMs: true, lagMs: true, overlapMs: true, from: true });

/** Options with their defaults. A `RangeError` names one that is out of range. */
export function eventFollowSettings(options: EventFollowOptions): PollTimes {
  assertOptions(options, KEYS, 'follow()');
  return pollTimes(options, { pollMs: 30_000, lagMs: 0, overlapMs: 900_000 });
}

/** New events as they are published, each once. */
export async function* followEvents(query: FollowedEvents, options: EventFollowOptions): AsyncGenerator<VpnSystemEvent, void, undefined> {
  const { clock, logger, closed } = query.context;
  const { pollMs, lagMs, overlapMs, from } = eventFollowSettings(options);
  const seen = new Map<string, number>();
  const windows = new PollWindows(clock, { lagMs, overlapMs, from, range: query.range });

  async function* poll(signal: AbortSignal): AsyncGenerator<VpnSystemEvent, void, undefined> {
    async function* read(now: () => number): AsyncGenerator<EventWindow, void, undefined> {
      const range = windows.next(now());
      if (range) yield* query.windows(range, signal);
    }
    for await (const { window, events } of readByServiceTime(clock, read)) {
      windows.answered();
      for (const event of events) {
        if (seen.has(event.id)) continue;
        seen.set(event.id, event.at);
        yield event;
        signal.throwIfAborted();
      }
      windows.reached(window.end);
    }
    for (const [id, at] of seen) {
      if (at <= windows.overlapStart) seen.delete(id);
    }
  }

  yield* pollWhileOpen(poll, {
    pollMs,
    signal: query.signal,
    closed,
    mayPass: isRetryable,
    failed: (error) => {
      // The mark stays where it was, so the next poll asks for what this one missed.
      logger.warn('a poll for events failed; the next one covers its window', { error, since: isoTime(windows.mark) });
    },
  });
}
