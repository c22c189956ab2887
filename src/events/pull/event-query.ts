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
 * A query for system events. It sends nothing until you iterate it. Every refinement returns a new query, and each iteration asks the service
 * again.
 *
 * Events come oldest first, each once. Events that are not in the catalogue come as `UnknownVpnEvent`. The default range is the last day. How
 * long the service keeps events is not documented.
 *
 * Throws a `VpnMonitorError` (any code) for a failure of the service, and the signal's reason when aborted.
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

  /**
   * The same query over a length of time that ends when you iterate it.
   *
   * @param duration - Milliseconds, or a number with a unit, such as `'7d'`.
   */
  last(duration: Duration): EventQuery {
    return this.#with({ range: lastRange(duration) });
  }

  /**
   * The same query over a fixed range. The start is excluded, the end included.
   *
   * @param start - A `Date`, milliseconds since the epoch, or ISO 8601 with a zone.
   * @param end - In the same forms, and later than `start`.
   */
  between(start: Instant, end: Instant): EventQuery {
    return this.#with({ range: betweenRange(start, end) });
  }

  /** The same query with a signal. When it aborts, every wait rejects at once with `signal.reason`. */
  signal(signal: AbortSignal): EventQuery {
    assertSignal(signal);
    return this.#with({ signal });
  }

  /** Asks the service and yields the events, oldest first. `for await` calls it; each call reads the range again. */
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
   * All events as an array.
   *
   * @param options - `limit` is the largest acceptable number of events; more reject with a `RangeError`.
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
   * New events as they are published. It runs until you leave the loop, abort the query's signal or close the monitor.
   *
   * Every poll also covers the overlap, so events that are published late still arrive, then after newer ones; each arrives once. The next
   * poll covers the window of a failed one. Failures that a retry cannot fix (`auth`, `forbidden`, `quota-exhausted`, `invalid-request`) are
   * thrown. If you read slowly, it polls less often.
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
