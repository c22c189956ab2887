import { isRetryable } from '../../errors.ts';
import { readByServiceTime } from '../../internal/by-service-time.ts';
import { ItemIterator } from '../../internal/item-iterator.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { pollStart, type PollWindow, PollWindows } from '../../internal/poll-windows.ts';
import { type PollTimes, pollTimes, pollUntilAborted, warnOfUnits } from '../../internal/polling.ts';
import { type Instant, isoTime } from '../../internal/time.ts';
import type { RangeRequest, Window } from '../../internal/time-range.ts';
import type { VpnSystemEvent } from '../model/model.ts';
import type { EventContext } from './event-context.ts';
import type { EventWindow } from './event-windows.ts';

/** Options of `follow()`. */
export interface EventFollowOptions {
  /** The time between the starts of two polls, in milliseconds. Default: 30,000. */
  readonly pollMs?: number | undefined;
  /** How far before the present each poll ends, in milliseconds. Default: 0. */
  readonly lagMs?: number | undefined;
  /**
   * How far each poll reaches back into the time already read, in milliseconds, to catch events that are published late. Events that are
   * later than this are missed. Default: 900,000 (15 minutes).
   */
  readonly overlapMs?: number | undefined;
  /**
   * How far a poll reaches back while no event arrives, in milliseconds. A stall of the service's publication that is shorter than this loses
   * nothing; after a longer one, a warning with the span is logged. Default: 21,600,000 (6 hours).
   */
  readonly catchUpMs?: number | undefined;
  /**
   * The start: only events after this instant. To resume without a gap, give the newest `at` of your last run. If several events may share
   * that instant, give one millisecond less and drop the ids that you already have. Default: the start of a range set with `last` or
   * `between`, otherwise one overlap before now.
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

const KEYS = /* @__PURE__ */ keysOf<EventFollowOptions>({ pollMs: true, lagMs: true, overlapMs: true, catchUpMs: true, from: true });

/** Options with their defaults. A `RangeError` names one that is out of range. */
export function eventFollowSettings(options: EventFollowOptions): PollTimes {
  assertOptions(options, KEYS, 'follow()');
  return pollTimes(options, { pollMs: 30_000, lagMs: 0, overlapMs: 900_000, catchUpMs: 21_600_000 });
}

/** New events as they are published, each once. */
export function followEvents(query: FollowedEvents, options: EventFollowOptions): ItemIterator<VpnSystemEvent> {
  const { clock, closed, logger } = query.context;
  const times = eventFollowSettings(options);
  warnOfUnits(times, clock.now(), logger);
  const followed = new PolledEvents(query, times);
  const failed = (error: unknown): void => {
    // The mark stays where it was, so the next poll asks for what this one missed.
    logger.warn('a poll for events failed; the next one covers its window', { error, since: isoTime(followed.mark) });
  };
  const open = (signal: AbortSignal): AsyncGenerator<readonly VpnSystemEvent[], void, undefined> =>
    pollUntilAborted(() => followed.poll(signal), { pollMs: times.pollMs, mayPass: isRetryable, failed }, signal);
  return new ItemIterator({ open, signals: [query.signal, closed], endsWith: closed });
}

class PolledEvents {
  readonly #query: FollowedEvents;
  readonly #overlapMs: number;
  readonly #windows: PollWindows;
  readonly #seen = new Map<string, number>();

  constructor(query: FollowedEvents, times: PollTimes) {
    this.#query = query;
    this.#overlapMs = times.overlapMs;
    this.#windows = new PollWindows(query.context.clock, { ...times, range: query.range }, pollStart(query.context.clock));
  }

  get mark(): number {
    return this.#windows.mark;
  }

  async *poll(signal: AbortSignal): AsyncGenerator<readonly VpnSystemEvent[], void, undefined> {
    let window: PollWindow | undefined;
    const open = async function* (this: PolledEvents, now: () => number): AsyncGenerator<EventWindow, void, undefined> {
      window = this.#windows.next(now());
      if (window) yield* this.#query.windows(window, signal);
    };
    const usual = this.#windows.asked - this.#overlapMs;
    let brought: number | undefined;
    for await (const { events, newest } of readByServiceTime(this.#query.context.clock, open.bind(this))) {
      this.#windows.answered();
      const fresh = events.filter(({ id, at }) => !this.#seen.has(id) && this.#seen.set(id, at));
      if (window && fresh.some(({ at }) => at <= usual)) this.#warnOfSpan(window);
      brought = newest ?? brought;
      yield fresh;
    }
    if (!window) return;
    this.#windows.reached(window.end, brought);
    for (const [id, at] of this.#seen) {
      if (at <= this.#windows.overlapStart) this.#seen.delete(id);
    }
  }

  /** What came later than the overlap shows that the publication had stood still: it may have done so for longer than was asked for. */
  #warnOfSpan({ start, givenUpFrom }: PollWindow): void {
    if (givenUpFrom === undefined) return;
    this.#query.context.logger.warn(
      'events were published late after a longer silence than catchUpMs: what there was before is not asked for',
      { since: isoTime(givenUpFrom), until: isoTime(start) },
    );
  }
}
