import { assertOpen } from '../../errors.ts';
import { linkSignals } from '../../internal/abort.ts';
import { askByServiceTime, readByServiceTime } from '../../internal/by-service-time.ts';
import { lastRange, pastOf, type RangeRequest, type Window, windowAt } from '../../internal/time-range.ts';
import { assertRetained, DEFAULT_PERIOD } from '../period.ts';
import type { QueryContext } from '../query-context.ts';
import type { QueryOptions } from '../query-options.ts';
import type { SelectSeries, SeriesSelection } from '../series-selection.ts';
import { type MetricPlan, planMetrics } from './plan.ts';

const DEFAULT_RANGE: RangeRequest = /* @__PURE__ */ lastRange('1h');

/** Whether a series is to be asked for. */
export type IsWanted = (selection: SeriesSelection) => boolean;

interface QueryPlan {
  readonly window: Window;
  readonly plans: MetricPlan[];
}

/** Plans a query each time it is run, and ends the run with the query's signal or its monitor. */
export class QueryRun {
  readonly context: QueryContext;
  readonly select: SelectSeries;
  readonly options: QueryOptions;

  constructor(context: QueryContext, select: SelectSeries, options: QueryOptions) {
    this.context = context;
    this.select = select;
    this.options = options;
  }

  /** What is read of the query's range, as it is when the stream begins; again from its start where the first answer shows that the clock was wrong. */
  batches<T>(
    read: (plans: MetricPlan[], window: Window, signal: AbortSignal) => AsyncIterable<readonly T[]>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly T[], void, undefined> {
    const plan = (now: () => number): Promise<QueryPlan> => this.#plan(signal, now);
    return readByServiceTime(this.context.clock, async function* (now) {
      const { window, plans } = await plan(now);
      yield* read(plans, window, signal);
    });
  }

  /** Asks for one point of each series; what is still under way when that fails is aborted. The window is one that was set. */
  async once<T>(ask: (plans: MetricPlan[], window: Window | undefined, signal: AbortSignal) => Promise<T>): Promise<T> {
    using linked = this.#linkedSignal();
    const { signal } = linked;
    const { clock } = this.context;
    const { range } = this.options;
    try {
      return await askByServiceTime(clock, async (now) => {
        const { window, plans } = await this.#plan(signal, range ? now : () => clock.now(), 'newest');
        return await ask(plans, range && window, signal);
      });
    } catch (error) {
      linked.abort(error);
      throw error;
    }
  }

  /** What to ask for a window, of all series or of some. */
  async plansFor(window: Window, signal: AbortSignal, isWanted?: IsWanted): Promise<MetricPlan[]> {
    return (await this.#planner(signal, isWanted))(window);
  }

  /** Asks for what every plan needs. */
  async #planner(signal: AbortSignal, isWanted?: IsWanted): Promise<(window: Window | undefined) => MetricPlan[]> {
    const { metadata, memory } = this.context;
    const [all, describe] = await Promise.all([this.select(signal), metadata.describe(signal)]);
    const selected = isWanted ? { ...all, selections: all.selections.filter(isWanted) } : all;
    return (window) => planMetrics({ selected, describe, memory, period: this.options.period, window });
  }

  async #plan(signal: AbortSignal, now: () => number, extent: 'range' | 'newest' = 'range'): Promise<QueryPlan> {
    signal.throwIfAborted();
    // What cannot be asked for is refused before anything is sent.
    this.#windowAt(now());
    const plansFor = await this.#planner(signal);
    // Again, since the answers so far may have corrected the clock.
    const window = this.#windowAt(now());
    return { window, plans: plansFor(extent === 'range' ? window : undefined) };
  }

  #windowAt(now: number): Window {
    const { range = DEFAULT_RANGE, period = DEFAULT_PERIOD } = this.options;
    const window = pastOf(windowAt(range, now), now);
    assertRetained(window, period, now);
    return window;
  }

  #linkedSignal(): ReturnType<typeof linkSignals> {
    assertOpen(this.context.closed);
    return linkSignals(this.options.signal, this.context.closed);
  }
}
