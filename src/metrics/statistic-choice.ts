import type { MetricDescription } from '../metadata/index.ts';
import type { QueryContext } from './query-context.ts';

/**
 * The statistic that each series of a query is read by: chosen once and kept for as long as the query
 * runs, so that no series mixes two.
 *
 * The page that first shows a statistic of the series decides. Where any of the series' rows there has
 * a column for the listed statistic, be it blank, that is the one: a value that is merely missing is
 * not made up from another. Where none has, it is the best of what the first of them carries, and a
 * listed statistic that comes up later is left alone.
 */
export class StatisticChoice {
  readonly #chosen = new Map<string, string>();

  /** The series' statistic; `choose` is asked until it knows one. */
  of(series: string, choose: () => string | undefined): string | undefined {
    const known = this.#chosen.get(series);
    if (known !== undefined) return known;
    const chosen = choose();
    if (chosen !== undefined) this.#chosen.set(series, chosen);
    return chosen;
  }
}

/** Says, once for a metric, that its rows lack the listed statistic and what they are read by instead. */
export function warnOfOtherStatistic({ memory, logger }: QueryContext, description: MetricDescription, readBy: string | undefined): void {
  if (readBy === undefined || !memory.noteOtherStatistic(description)) return;
  logger.warn('rows do not carry the statistic that the service lists; they are read by another one', {
    metric: description.wireName,
    listed: description.primaryStatistic,
    readBy,
  });
}
