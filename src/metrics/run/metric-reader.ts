import type { Window } from '../../internal/time-range.ts';
import { type FilterLevel, usableLevel } from '../filter-level.ts';
import type { MetricPoint } from '../metric-point.ts';
import type { QueryContext } from '../query-context.ts';
import { batchPages, type FilteredPage } from './batch-pages.ts';
import type { MetricRequest } from './metric-request.ts';
import type { MetricPlan } from './plan.ts';
import { PointDecoder } from './point-decoder.ts';
import { type StatisticChoice, warnOfOtherStatistic } from './statistic-choice.ts';

/** Reads the answers about one metric: decodes them, and learns from them how the service filters. */
export class MetricReader<M extends string> {
  readonly plan: MetricPlan;
  readonly #context: QueryContext;
  readonly #decoder: PointDecoder<M>;
  #rows = 0;
  /** The filter of the newest answer. */
  #level: FilterLevel;

  constructor(context: QueryContext, plan: MetricPlan, choice?: StatisticChoice) {
    this.plan = plan;
    this.#context = context;
    this.#decoder = new PointDecoder<M>(plan.description, plan.selections, choice);
    this.#level = plan.batches[0]?.level ?? 'full';
  }

  /** The undecoded pages of a request, which may run ahead of those decoded. */
  fetch(request: MetricRequest, signal: AbortSignal): AsyncGenerator<FilteredPage, void, undefined> {
    return batchPages(this.#context, request, signal);
  }

  /** The points of a page. Pages are decoded in the order of their windows. */
  decode({ rows, level }: FilteredPage, window?: Window): MetricPoint<M>[] {
    this.#level = level;
    this.#rows += rows.length;
    return this.#decoder.decode(rows, window);
  }

  /** The rows that follow are all newer than this: see {@link PointDecoder.forget}. */
  forget(upTo: number): void {
    this.#decoder.forget(upTo);
  }

  /**
   * The plan to start over with, when nothing came back because the filter named a key that holds
   * something else than guessed; `undefined` when there is nothing to ask again.
   */
  async replan(request: MetricRequest, signal: AbortSignal): Promise<MetricPlan | undefined> {
    if (this.#rows > 0) return undefined;
    const { description, selections } = this.plan;
    const { memory, clock, logger } = this.#context;
    const tried = new Set([request.batch.level]);
    for (const candidate of memory.levelsToProbe(description, clock.now())) {
      const level = usableLevel(candidate, description.codec, selections);
      if (tried.has(level)) continue;
      tried.add(level);
      const batches = this.plan.batches.map((batch) => ({ ...batch, level }));
      for await (const page of this.fetch({ ...request, batch: { ...request.batch, level } }, signal)) {
        if (this.decode(page).length === 0) continue;
        memory.widened(description, level);
        logger.info('a dimension key holds something else than documented; a wider filter is used', {
          metric: description.wireName,
          level,
        });
        return { ...this.plan, batches: level === 'account' ? batches.slice(0, 1) : batches };
      }
    }
    return undefined;
  }

  /**
   * Remembers what the answers showed, and says in the log how many rows gave no point.
   *
   * @param complete - Whether all was read: half an answer does not tell how many series there are.
   */
  finish(complete: boolean): void {
    const { memory, logger } = this.#context;
    const { description } = this.plan;
    const { skipped } = this.#decoder;
    const level = this.#level;
    if (this.#decoder.matchedSeries > 0) memory.worked(description, level);
    if (level === 'account' && complete) memory.counted(description, this.#decoder.knownSeries);
    warnOfOtherStatistic(this.#context, description, this.#decoder.otherStatistic);
    const fields = { metric: description.wireName, ...skipped };
    if (skipped.withoutValue + skipped.malformed + skipped.unattributed > 0)
      logger.warn('rows without a usable value, time or resource were skipped', fields);
    else if (skipped.foreign > 0 && this.#decoder.matchedSeries === 0)
      logger.warn('all rows were those of other resources: nothing is known of the wanted ones', fields);
    else if (skipped.foreign + skipped.outside > 0) logger.debug('rows of other resources or times were dropped', fields);
  }
}
