import { finiteNumber, isRecord } from '../../internal/records.ts';
import type { Window } from '../../internal/time-range.ts';
import { idOf, type MetricDescription } from '../../metadata/index.ts';
import type { MetricPoint } from '../metric-point.ts';
import type { SeriesSelection } from '../series-selection.ts';
import { type Series, takeIn } from './series.ts';
import { SeriesIndex } from './series-index.ts';
import { StatisticChoice } from './statistic-choice.ts';
import { carriedStatistic, readableStatistic, statisticsOf } from './statistics.ts';

/** How many rows gave no point, by reason. */
export interface SkippedRows {
  /** The primary statistic was missing, blank or not a number. */
  withoutValue: number;
  /** No readable timestamp, or not an object at all. */
  malformed: number;
  /** Belongs to a resource that was not asked for. */
  foreign: number;
  /** Before or after the window that was asked for. */
  outside: number;
  /** Does not say which of several resources it belongs to. */
  unattributed: number;
}

/** What the rows of one series show of the statistic that is listed. */
interface ShownStatistics {
  isCarried: boolean;
  /** Be it blank. */
  hasColumn: boolean;
  /** When rows carried others alone, and what the first of them is read by best. */
  readonly lackingAt: number[];
  other: string | undefined;
}

const EVER: Window = { start: -Infinity, end: Infinity };

type Row = Readonly<Record<string, unknown>>;

const NO_ROW: Row = {};

/**
 * Turns the rows of one metric into points: each point once, ascending in time within its series,
 * only those of the wanted resources, and none without a value.
 *
 * Keep one decoder for all pages of a query: it remembers the series it has met, so that the points
 * of a series share their resource and a repeated row is recognised.
 */
export class PointDecoder<M extends string = string> {
  readonly skipped: SkippedRows = { withoutValue: 0, malformed: 0, foreign: 0, unattributed: 0, outside: 0 };
  readonly #description: MetricDescription;
  readonly #index: SeriesIndex;
  readonly #choice: StatisticChoice;
  #otherStatistic: string | undefined;

  /** @param choice - Shared by decoders that read the same series one after the other. */
  constructor(description: MetricDescription, selections: readonly SeriesSelection[], choice = new StatisticChoice()) {
    this.#description = description;
    this.#choice = choice;
    this.#index = new SeriesIndex(description, selections);
  }

  /** Forgets the timestamps up to an instant: rows as old as that are dropped by their window. */
  forget(upTo: number): void {
    this.#index.forget(upTo);
  }

  /** Series met that belong to the query. */
  get matchedSeries(): number {
    return this.#index.matched;
  }

  /** Series met, those of other resources included. */
  get knownSeries(): number {
    return this.#index.known;
  }

  /** What a series is read by that does not carry the listed statistic; `undefined` where none was met. */
  get otherStatistic(): string | undefined {
    return this.#otherStatistic;
  }

  /** The points of a page; rows outside the window, open at its start and closed at its end, are dropped. */
  decode(rows: readonly unknown[], window: Window = EVER): MetricPoint<M>[] {
    const points: MetricPoint<M>[] = [];
    let ascending = true;
    let shown: ReadonlyMap<string, ShownStatistics> | undefined;
    const shownOf = (series: string): ShownStatistics | undefined => (shown ??= this.#shownBy(rows, window)).get(series);
    for (const item of rows) {
      const row = isRecord(item) ? item : NO_ROW;
      const timestamp = this.#timestampOf(row, window);
      if (timestamp === undefined) continue;
      const series = this.#index.seriesOf(row);
      if (series.excluded !== undefined) {
        this.skipped[series.excluded]++;
        continue;
      }
      series.statistic ??= this.#statisticOf(row, series, shownOf);
      const point = this.#point(row, timestamp, series);
      if (!point) continue;
      const order = takeIn(series, timestamp);
      if (order === 'repeated') continue;
      if (order === 'late') ascending = false;
      points.push(point);
    }
    return ascending ? points : points.sort((a, b) => a.timestamp - b.timestamp);
  }

  #timestampOf(row: Row, window: Window): number | undefined {
    // What reads points counts in whole milliseconds.
    const timestamp = Math.floor(finiteNumber(row['timestamp']) ?? Number.NaN);
    if (Number.isNaN(timestamp)) this.skipped.malformed++;
    else if (isInside(timestamp, window)) return timestamp;
    else this.skipped.outside++;
    return undefined;
  }

  #statisticOf(row: Row, series: Series, shownOf: (series: string) => ShownStatistics | undefined): string | undefined {
    const listed = this.#description.primaryStatistic;
    const key = this.#choiceKey(series);
    return this.#choice.of(key, () => {
      if (listed === undefined) return carriedStatistic(row);
      // As nearly all rows do: the rest of the page need not be asked.
      if (finiteNumber(row[listed]) !== undefined) return listed;
      const shown = shownOf(key);
      if (shown?.isCarried) return listed;
      if (shown?.hasColumn && !this.#choice.isGivenUp(key, shown.lackingAt)) return undefined;
      const carried = shown?.hasColumn ? shown.other : carriedStatistic(row);
      this.#otherStatistic ??= carried;
      return carried;
    });
  }

  /** What the rows of a page show of the listed statistic, by series. */
  #shownBy(rows: readonly unknown[], window: Window): ReadonlyMap<string, ShownStatistics> {
    const shown = new Map<string, ShownStatistics>();
    const listed = this.#description.primaryStatistic;
    for (const row of rows) {
      const timestamp = isRecord(row) ? finiteNumber(row['timestamp']) : undefined;
      if (listed === undefined || !isRecord(row) || timestamp === undefined || !isInside(timestamp, window)) continue;
      const series = this.#index.seriesOf(row);
      if (series.excluded !== undefined) continue;
      const key = this.#choiceKey(series);
      let one = shown.get(key);
      if (!one) shown.set(key, (one = { isCarried: false, hasColumn: false, lackingAt: [], other: undefined }));
      noteStatistics(one, row, listed, timestamp);
    }
    return shown;
  }

  #choiceKey({ resource }: Series): string {
    const { spec, wireName } = this.#description;
    return `${wireName} ${idOf(resource, spec.resource) ?? ''}`;
  }

  #point(row: Row, timestamp: number, series: Series): MetricPoint<M> | undefined {
    const value = series.statistic === undefined ? undefined : finiteNumber(row[series.statistic]);
    if (value === undefined) {
      this.skipped.withoutValue++;
      return undefined;
    }
    const { spec } = this.#description;
    const point: { -readonly [K in keyof MetricPoint<M>]: MetricPoint<M>[K] } = {
      metric: spec.name as string as M,
      quantity: spec.quantity,
      unit: spec.unit,
      timestamp,
      value,
      statistics: statisticsOf(row),
      resource: series.resource,
      dimensions: series.dimensions,
    };
    if (spec.kind === 'state') {
      const state = stateOf(value);
      if (state) point.state = state;
    }
    return point;
  }
}

function noteStatistics(shown: ShownStatistics, row: Row, listed: string, timestamp: number): void {
  shown.hasColumn ||= listed in row;
  shown.isCarried ||= finiteNumber(row[listed]) !== undefined;
  if (shown.isCarried) return;
  const other = readableStatistic(row);
  if (other === undefined) return;
  shown.lackingAt.push(timestamp);
  shown.other ??= other;
}

/** Windows are open at their start and closed at their end. */
function isInside(timestamp: number, { start, end }: Window): boolean {
  return timestamp > start && timestamp <= end;
}

/** What the value of a state metric means; `undefined` for one that means nothing. */
export function stateOf(value: number): 'up' | 'down' | 'mixed' | undefined {
  if (value === 1) return 'up';
  if (value === 0) return 'down';
  return value > 0 && value < 1 ? 'mixed' : undefined;
}
