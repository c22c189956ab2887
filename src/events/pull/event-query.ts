import { assertOpen } from '../../errors.ts';
import { assertSignal } from '../../internal/abort.ts';
import { readByServiceTime } from '../../internal/by-service-time.ts';
import { ItemIterator } from '../../internal/item-iterator.ts';
import { limitOf } from '../../internal/limit.ts';
import type { Duration, Instant } from '../../internal/time.ts';
import { betweenRange, lastRange, pastOf, type RangeRequest, windowAt } from '../../internal/time-range.ts';
import type { VpnSystemEvent } from '../model/model.ts';
import type { EventContext } from './event-context.ts';
import type { CheckedFilter } from './event-filter.ts';
import { type EventWindow, eventWindows } from './event-windows.ts';
import { type EventFollowOptions, followEvents } from './follow-events.ts';

interface EventQueryOptions {
  readonly range?: RangeRequest;
  readonly signal?: AbortSignal;
}

const DEFAULT_RANGE: RangeRequest = /* @__PURE__ */ lastRange('1d');

/**
 * A question about system events. Nothing is sent until it is iterated; every refinement returns a new
 * query; the same query can be iterated again, and asks again.
 *
 * Events come ascending in time, each once. Those that the catalogue lacks come as `UnknownVpnEvent`.
 * Without a range: the last day. How long the service keeps events is not documented.
 *
 * Throws `VpnMonitorError` (any code) from the service, and the signal's own reason when it is aborted.
 *
 * @example
 * ```ts
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function print(monitor: VpnMonitor): Promise<void> {
 *   for await (const event of monitor.events({ levels: ['WARN', 'CRITICAL'] }).last('7d')) {
 *     console.log(new Date(event.at).toISOString(), event.name, event.resource.connectionId, event.resource.tunnelId);
 *   }
 * }
 * ```
 */
export class EventQuery implements AsyncIterable<VpnSystemEvent> {
  readonly #context: EventContext;
  readonly #filter: CheckedFilter;
  readonly #options: EventQueryOptions;

  /** @internal */
  constructor(context: EventContext, filter: CheckedFilter, options: EventQueryOptions = {}) {
    this.#context = context;
    this.#filter = filter;
    this.#options = options;
  }

  /** The same query over the time up to the moment it is iterated. @param duration - Milliseconds, or a number with a unit, such as `'7d'`. */
  last(duration: Duration): EventQuery {
    return this.#with({ range: lastRange(duration) });
  }

  /**
   * The same query over a fixed window, open at its start and closed at its end.
   *
   * @param start - A `Date`, milliseconds since the epoch, or ISO 8601 with a zone.
   * @param end - As `start`, and later.
   */
  between(start: Instant, end: Instant): EventQuery {
    return this.#with({ range: betweenRange(start, end) });
  }

  /** The same query, ended by a signal: whatever it waits for rejects at once with `signal.reason`. */
  signal(signal: AbortSignal): EventQuery {
    assertSignal(signal);
    return this.#with({ signal });
  }

  [Symbol.asyncIterator](): AsyncGenerator<VpnSystemEvent, void, undefined> {
    const [context, filter, { range = DEFAULT_RANGE }] = [this.#context, this.#filter, this.#options];
    const open = (signal: AbortSignal): AsyncGenerator<readonly VpnSystemEvent[], void, undefined> => {
      assertOpen(context.closed);
      // The range is fixed as it is first read: what arrives meanwhile belongs to the next question.
      const windows = (now: () => number): AsyncGenerator<EventWindow, void, undefined> => {
        const at = now();
        return eventWindows(context, filter, pastOf(windowAt(range, at), at), signal);
      };
      return eventsOf(readByServiceTime(context.clock, windows));
    };
    return new ItemIterator({ open, signals: [this.#options.signal, context.closed] });
  }

  /**
   * All events at once.
   *
   * @param options - `limit`: how many events are acceptable; one more is a `RangeError`.
   */
  async toArray(options: { readonly limit: number }): Promise<VpnSystemEvent[]> {
    const limit = limitOf(options);
    const events: VpnSystemEvent[] = [];
    for await (const event of this) {
      if (events.length === limit)
        throw new RangeError(`the query has more than ${limit} events: raise the limit, shorten the range, or iterate instead`);
      events.push(event);
    }
    return events;
  }

  /**
   * New events as they are published, without end: leave the loop, or abort the query's signal.
   *
   * Every poll asks again for the overlap, so that events which are published late still come, after
   * newer ones then; each comes once. A poll that fails leaves its window to the next one. What another
   * try cannot mend (`auth`, `forbidden`, `quota-exhausted`, `invalid-request`) is thrown. A slow reader
   * makes for fewer polls. Closing the monitor ends the stream.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function tail(monitor: VpnMonitor, signal: AbortSignal, from?: number): Promise<void> {
   *   for await (const event of monitor.events().signal(signal).follow(from === undefined ? {} : { from })) {
   *     console.log(new Date(event.at).toISOString(), event.name, event.outcome);
   *   }
   * }
   * ```
   */
  follow(options: EventFollowOptions = {}): AsyncGenerator<VpnSystemEvent, void, undefined> {
    const { range, signal } = this.#options;
    const context = this.#context;
    assertOpen(context.closed);
    const windows = (window: { readonly start: number; readonly end: number }, within: AbortSignal) =>
      eventWindows(context, this.#filter, window, within);
    return followEvents({ context, range, signal, windows }, options);
  }

  #with(options: EventQueryOptions): EventQuery {
    return queryOf(this.#context, this.#filter, { ...this.#options, ...options });
  }
}

// Outside its class: within, bundlers rename what names itself, and stacks show `_EventQuery`.
function queryOf(...parts: ConstructorParameters<typeof EventQuery>): EventQuery {
  return new EventQuery(...parts);
}

async function* eventsOf(windows: AsyncIterable<EventWindow>): AsyncGenerator<readonly VpnSystemEvent[], void, undefined> {
  for await (const { events } of windows) yield events;
}
