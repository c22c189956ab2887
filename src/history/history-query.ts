import { assertOpen } from '../errors.ts';
import { assertSignal } from '../internal/abort.ts';
import { ItemIterator } from '../internal/item-iterator.ts';
import { once } from '../internal/once.ts';
import { shown } from '../internal/shown.ts';
import type { Duration, Instant } from '../internal/time.ts';
import { betweenRange, lastRange } from '../internal/time-range.ts';
import { assertPeriod } from '../metrics/index.ts';
import type { Transition } from '../watch/index.ts';
import { type AvailabilityOptions, checkAvailabilityOptions } from './availability-options.ts';
import type { HistoryRefinement, HistoryRequest, HistoryTargets } from './history-request.ts';
import type { Availability, HistoryProgress } from './model.ts';
import { staleAfter } from './options.ts';

const DEFAULT: HistoryRefinement = { range: /* @__PURE__ */ lastRange('24h'), period: undefined, signal: undefined, onProgress: undefined };

// Who imports this package for something else has no use for it.
const loaded = /* @__PURE__ */ once(() => import('./run/index.ts'));

type Runner = Awaited<ReturnType<typeof loaded>>;

/**
 * What tunnels and connections went through over a range of the past: the transitions of a watch, found in the state metrics and the
 * system events of the range, and how available each was.
 *
 * `monitor.history(…)` makes it. Nothing is sent until it is iterated or asked for its {@link availability}; every refinement returns a new query; the
 * same query can be read again, and asks again. The targets are those that the service lists now. Points and events are read page by
 * page and never held whole. Without a range: the last 24 hours.
 *
 * Transitions come ascending in `at`: those with start < `at` <= end. None is `late`. Evidence from a little before the range says what was at its
 * start. What is heard first is no transition, unless it is an event. The query knows all that was published of the range until it reads, so a transition that a watch
 * announced and had to take back is not among them. `observedAt` is when the query read it. An `id` is the same for the same transition in every history; it is
 * not the one that a watch gave. What only a poll of the topology showed a watch is not known any more: BGP states are known by their metric, health checks by
 * their events, and nothing says that either is disabled.
 *
 * Throws `VpnMonitorError` (any code) from the service, after the transitions before it: `not-found` where none of what the targets name exists. Throws a
 * `RangeError` for a range or period that the service cannot answer (points of 60 s are kept for 31 days, those of 300 s and more for 91), and the signal's own
 * reason when it is aborted.
 *
 * @example
 * ```ts
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function lastMonth(monitor: VpnMonitor): Promise<void> {
 *   const history = monitor.history(monitor.fleet()).last('30d').period(300);
 *   for await (const { type, at, resource } of history) console.log(new Date(at).toISOString(), type, resource.tunnelId ?? resource.connectionId);
 * }
 * ```
 */
export class HistoryQuery implements AsyncIterable<Transition> {
  readonly #request: HistoryRequest;

  /** @internal */
  constructor(request: HistoryTargets & Partial<HistoryRefinement>) {
    this.#request = { ...DEFAULT, ...request };
  }

  /**
   * The same query over the time up to the moment it is read.
   *
   * @param duration - Milliseconds, or a number with a unit, such as `'31d'`. Default of a query: `'24h'`.
   */
  last(duration: Duration): HistoryQuery {
    return this.#with({ range: lastRange(duration) });
  }

  /**
   * The same query over a fixed window, open at its start and closed at its end. An end in the future counts as now.
   *
   * @param start - A `Date`, milliseconds since the epoch, or ISO 8601 with a zone.
   * @param end - As `start`, and later.
   */
  between(start: Instant, end: Instant): HistoryQuery {
    return this.#with({ range: betweenRange(start, end) });
  }

  /**
   * The same query by datapoints of another period.
   *
   * @param seconds - A multiple of 60. Default: 60, or the finest the metrics have. Points of 60 s are kept for 31 days, of 300 s and more
   * for 91 days. Changes that no event dates are known to a period.
   */
  period(seconds: number): HistoryQuery {
    assertPeriod(seconds);
    staleAfter(this.#request.options, seconds);
    return this.#with({ period: seconds });
  }

  /** The same query, ended by a signal: whatever it waits for rejects at once with `signal.reason`. */
  signal(signal: AbortSignal): HistoryQuery {
    assertSignal(signal);
    return this.#with({ signal });
  }

  /**
   * The same query, which calls a listener after each page, and once all is read.
   *
   * @param listener - Gets how far it is: {@link HistoryProgress}. What it throws or rejects with goes to the log, and the query goes on.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function outages(monitor: VpnMonitor): Promise<number> {
   *   const history = monitor.history(monitor.fleet()).last('31d').progress(({ fetched, planned }) => process.stderr.write(`\r${fetched} of ${planned} pages`));
   *   const { tunnels } = await history.availability();
   *   return [...tunnels.values()].reduce((sum, tunnel) => sum + tunnel.outages.length, 0);
   * }
   * ```
   */
  progress(listener: (progress: HistoryProgress) => unknown): HistoryQuery {
    if (typeof listener !== 'function') throw new TypeError(`progress() takes a function, but was given ${shown(listener)}`);
    return this.#with({ onProgress: listener });
  }

  [Symbol.asyncIterator](): AsyncGenerator<Transition, void, undefined> {
    return this.#read(({ readTransitions }, request, signal) => readTransitions(request, signal));
  }

  /**
   * How available each tunnel and connection was over the range, with its outages, and its states in order. Reads the whole range each time it is called.
   *
   * Unknown time is neither up nor down: `ratio` leaves it out. Tunnels and connections are those of today; what they were before they existed is unknown.
   *
   * @param options - `onTransition` gets the transitions too, in the same reading.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function report(monitor: VpnMonitor): Promise<string[]> {
   *   const { connections } = await monitor.history(monitor.fleet()).last('7d').availability();
   *   return [...connections].map(([id, { ratio, outages }]) => `${id}: ${ratio === undefined ? 'unknown' : `${(ratio * 100).toFixed(3)} %`}, ${outages.length} outages`);
   * }
   * ```
   */
  async availability(options: AvailabilityOptions = {}): Promise<Availability> {
    const { onTransition } = checkAvailabilityOptions(options);
    const reading = this.#read(({ readAvailability }, request, signal) => readAvailability(request, signal, onTransition));
    const { value } = await reading.next();
    await reading.return();
    if (!value) throw new DOMException('the history was left', 'AbortError');
    return value;
  }

  #read<T>(
    read: (runner: Runner, request: HistoryRequest, signal: AbortSignal) => AsyncGenerator<readonly T[], void, undefined>,
  ): ItemIterator<T> {
    const request = this.#request;
    const { closed } = request.context.scopes;
    const open = (signal: AbortSignal): AsyncGenerator<readonly T[], void, undefined> => {
      assertOpen(closed);
      return (async function* () {
        yield* read(await loaded(), request, signal);
      })();
    };
    return new ItemIterator({ open, signals: [request.signal, closed] });
  }

  #with(refinement: Partial<HistoryRefinement>): HistoryQuery {
    return queryOf({ ...this.#request, ...refinement });
  }
}

// Outside its class: within, bundlers rename what names itself, and stacks show `_HistoryQuery`.
function queryOf(request: HistoryRequest): HistoryQuery {
  return new HistoryQuery(request);
}
