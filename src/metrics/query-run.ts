import { assertOpen } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import { lastRange, pastOf, windowAt, type RangeRequest, type Window } from '../internal/time-range.ts';
import { assertRetained, DEFAULT_PERIOD } from './period.ts';
import { planMetrics, type MetricPlan } from './plan.ts';
import type { QueryContext } from './query-context.ts';
import type { SelectSeries } from './series-selection.ts';

/** What a query was refined to. */
export interface QueryOptions {
  /** `undefined`: the default of one hour, which `latest` does not apply. */
  readonly range?: RangeRequest;
  /** Seconds. */
  readonly period?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_RANGE: RangeRequest = lastRange('1h');

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

  /** What is read of the query's range, as it is when the stream begins. */
  async *stream<T>(read: (plans: MetricPlan[], window: Window, signal: AbortSignal) => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    using linked = this.#linkedSignal();
    const { signal } = linked;
    const { window, plans } = await this.#plan(signal);
    yield* read(plans, window, signal);
  }

  /** Asks for one point of each series; what is still under way when that fails is aborted. The window is one that was set. */
  async once<T>(ask: (plans: MetricPlan[], window: Window | undefined, signal: AbortSignal) => Promise<T>): Promise<T> {
    using linked = this.#linkedSignal();
    const { signal } = linked;
    try {
      const { window, plans } = await this.#plan(signal, 'newest');
      return await ask(plans, this.options.range ? window : undefined, signal);
    } catch (error) {
      linked.abort(error);
      throw error;
    }
  }

  /** What to ask for a window; without one, for one point of each series. */
  async plansFor(window: Window | undefined, signal: AbortSignal): Promise<MetricPlan[]> {
    const { metadata, memory } = this.context;
    const [selected, describe] = await Promise.all([this.select(signal), metadata.describe(signal)]);
    return planMetrics({ selected, describe, memory, period: this.options.period, window });
  }

  assertOpen(): void {
    assertOpen(this.context.closed);
  }

  async #plan(signal: AbortSignal, extent: 'range' | 'newest' = 'range'): Promise<{ window: Window; plans: MetricPlan[] }> {
    signal.throwIfAborted();
    const { range = DEFAULT_RANGE, period } = this.options;
    const now = this.context.clock.now();
    const window = pastOf(windowAt(range, now), now);
    assertRetained(window, period ?? DEFAULT_PERIOD, now);
    return { window, plans: await this.plansFor(extent === 'range' ? window : undefined, signal) };
  }

  #linkedSignal(): ReturnType<typeof linkSignals> {
    this.assertOpen();
    return linkSignals(this.options.signal, this.context.closed);
  }
}
