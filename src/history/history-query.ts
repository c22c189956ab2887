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
 * A query for the past states of tunnels and connections: the transitions that a watch would have reported, reconstructed from state metrics and
 * system events, and the availability of each.
 *
 * You get it from `monitor.history(…)`. It sends nothing until you iterate it or call {@link availability}. Every refinement returns a new
 * query, and each read asks the service again. The targets are the resources that exist now. Points and events are read page by page and never
 * held in memory as a whole. The default range is the last 24 hours.
 *
 * Transitions come in ascending order of `at`, with start < `at` <= end, and none is `late`. Evidence from shortly before the range determines
 * the state at its start. The first evidence is no transition unless it is an event. Because the query sees everything that was published, it
 * omits transitions that a watch announced and later retracted. `observedAt` is the time of the read. An `id` is the same in every history, but
 * differs from the one that a watch gives. Facts that only a poll of the topology shows are not available for the past: BGP states come from
 * their metric, health checks from events, and neither is ever `disabled`.
 *
 * Throws a `VpnMonitorError` (any code) for a failure of the service, after the transitions before it; `not-found` if none of the targets
 * exists. Throws a `RangeError` for a range or period that the service cannot answer (it keeps points of 60 s for 31 days, those of 300 s and
 * more for 91), and the signal's reason when aborted.
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
   * The same query over a length of time that ends when you read it.
   *
   * @param duration - Milliseconds, or a number with a unit, such as `'31d'`. Default of a query: `'24h'`.
   */
  last(duration: Duration): HistoryQuery {
    return this.#with({ range: lastRange(duration) });
  }

  /**
   * The same query over a fixed range. The start is excluded, the end included. An end in the future counts as now.
   *
   * @param start - A `Date`, milliseconds since the epoch, or ISO 8601 with a zone.
   * @param end - In the same forms, and later than `start`.
   */
  between(start: Instant, end: Instant): HistoryQuery {
    return this.#with({ range: betweenRange(start, end) });
  }

  /**
   * The same query with datapoints of another period. Without an event, the time of a change is only as exact as the period.
   *
   * @param seconds - A multiple of 60. Default: 60, or the finest that the metrics have. The service keeps points of 60 s for 31 days, those of
   * 300 s and more for 91 days.
   */
  period(seconds: number): HistoryQuery {
    assertPeriod(seconds);
    staleAfter(this.#request.options, seconds);
    return this.#with({ period: seconds });
  }

  /** The same query with a signal. When it aborts, every wait rejects at once with `signal.reason`. */
  signal(signal: AbortSignal): HistoryQuery {
    assertSignal(signal);
    return this.#with({ signal });
  }

  /**
   * The same query with a progress listener, which is called after each page and at the end.
   *
   * @param listener - Gets a {@link HistoryProgress}. If it throws or rejects, that is logged and the query continues.
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

  /** Reads the range and yields the transitions. `for await` calls it; each call reads the range again. */
  [Symbol.asyncIterator](): AsyncGenerator<Transition, void, undefined> {
    return this.#read(({ readTransitions }, request, signal) => readTransitions(request, signal));
  }

  /**
   * The availability of each tunnel and connection over the range, with outages and states. Each call reads the whole range.
   *
   * Unknown time counts neither as up nor as down, so `ratio` leaves it out. The resources are those that exist now; the time before they existed
   * is unknown.
   *
   * @param options - With `onTransition` you also get the transitions from the same read.
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
