import type { MetricDescription } from '../../metadata/index.ts';
import type { QueryContext } from '../query-context.ts';

// One row may lack by chance what all others have.
export const LACKING_ROWS = 3;

/**
 * The statistic that each series of a query is read by: chosen once and kept for as long as the query
 * runs, so that no series mixes two.
 *
 * The page that first shows a statistic of the series decides. Where any of the series' rows there
 * carries the listed statistic, that is the one. Where one has a column for it that is blank, it is
 * waited for: a value that is merely missing is not made up from another, but where several rows carry
 * others alone it will not come. Where none has a column, it is the best of what the first of them
 * carries, and a listed statistic that comes up later is left alone.
 */
export class StatisticChoice {
  readonly #chosen = new Map<string, string>();
  readonly #lacking = new Map<string, Set<number>>();

  /** Whether so many rows of a series carry other statistics alone, with this one, that the listed one is given up. */
  isGivenUp(series: string, timestamps: Iterable<number>): boolean {
    let lacking = this.#lacking.get(series);
    if (!lacking) this.#lacking.set(series, (lacking = new Set()));
    for (const timestamp of timestamps) {
      if (lacking.size < LACKING_ROWS) lacking.add(timestamp);
    }
    return lacking.size >= LACKING_ROWS;
  }

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
