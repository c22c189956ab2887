import { finiteNumber } from '../internal/records.ts';
import { kindOfId, primaryOf, type MetricDescription } from '../metadata/index.ts';
import type { MetricPoint, Statistics } from './metric-point.ts';
import { forget, SeriesMatcher, takeIn, type MetSeries, type Series } from './series.ts';
import type { SeriesSelection } from './series-selection.ts';
import type { Window } from '../internal/time-range.ts';

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

const EVER: Window = { start: -Infinity, end: Infinity };

const KNOWN_STATISTICS = ['Average', 'Minimum', 'Maximum', 'Sum', 'Value'] as const;

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
  readonly #matcher: SeriesMatcher;
  readonly #known = new Map<string, MetSeries>();
  /** The dimensions, numbered as they were first met. */
  readonly #places = new Map<string, number>();
  readonly #listed: ReadonlySet<string>;
  readonly #notDimensions: Set<string>;
  #current: MetSeries | undefined;

  constructor(description: MetricDescription, selections: readonly SeriesSelection[]) {
    this.#description = description;
    this.#matcher = new SeriesMatcher(description, selections);
    this.#listed = new Set(description.codec.keys);
    // `order` and `_count` come with DescribeMetricTop.
    this.#notDimensions = new Set(['timestamp', 'order', '_count', ...KNOWN_STATISTICS, ...description.statistics]);
  }

  /** Forgets the timestamps up to an instant: rows as old as that are dropped by their window. */
  forget(upTo: number): void {
    for (const series of this.#known.values()) {
      if (series.excluded === undefined) forget(series, upTo);
    }
  }

  /** Series met that belong to the query. */
  get matchedSeries(): number {
    let matched = 0;
    for (const series of this.#known.values()) if (series.excluded === undefined) matched++;
    return matched;
  }

  /** Series met, those of other resources included. */
  get knownSeries(): number {
    return this.#known.size;
  }

  /** The points of a page; rows outside the window, open at its start and closed at its end, are dropped. */
  decode(rows: readonly unknown[], { start, end }: Window = EVER): MetricPoint<M>[] {
    const points: MetricPoint<M>[] = [];
    let ascending = true;
    for (const item of rows) {
      if (typeof item !== 'object' || item === null) {
        this.skipped.malformed++;
        continue;
      }
      const row = item as Readonly<Record<string, unknown>>;
      const timestamp = finiteNumber(row['timestamp']);
      if (timestamp === undefined) {
        this.skipped.malformed++;
        continue;
      }
      if (timestamp <= start || timestamp > end) {
        this.skipped.outside++;
        continue;
      }
      const series = this.#seriesOf(row);
      if (series.excluded !== undefined) {
        this.skipped[series.excluded]++;
        continue;
      }
      const point = this.#point(row, timestamp, series);
      if (!point) continue;
      const order = takeIn(series, timestamp);
      if (order === 'repeated') continue;
      if (order === 'late') ascending = false;
      points.push(point);
    }
    return ascending ? points : points.sort((a, b) => a.timestamp - b.timestamp);
  }

  #seriesOf(row: Readonly<Record<string, unknown>>): MetSeries {
    const current = this.#current;
    if (current && this.#isSameSeries(row, current.wire)) return current;
    let series = current?.next;
    if (!series || !this.#isSameSeries(row, series.wire)) {
      series = this.#lookUp(row);
      if (current) current.next = series;
    }
    this.#current = series;
    return series;
  }

  #lookUp(row: Readonly<Record<string, unknown>>): MetSeries {
    const key = this.#keyOf(row);
    let series = this.#known.get(key);
    if (!series) this.#known.set(key, (series = this.#newSeries(row)));
    return series;
  }

  /** The same for the same dimensions, in whatever order a row has them. */
  #keyOf(row: Readonly<Record<string, unknown>>): string {
    let key = '';
    let last = -1;
    for (const name in row) {
      if (!this.#isDimension(name, row[name])) continue;
      const place = this.#placeOf(name);
      // Rows of one answer have them in one order, so that nearly none has to be sorted.
      if (place < last) return this.#sortedKeyOf(row);
      last = place;
      key += partOf(name, row[name]);
    }
    return key;
  }

  #sortedKeyOf(row: Readonly<Record<string, unknown>>): string {
    const names = Object.keys(row).filter((name) => this.#isDimension(name, row[name]));
    names.sort((a, b) => this.#placeOf(a) - this.#placeOf(b));
    return names.map((name) => partOf(name, row[name])).join('');
  }

  #placeOf(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) this.#places.set(name, (place = this.#places.size));
    return place;
  }

  #isSameSeries(row: Readonly<Record<string, unknown>>, wire: Readonly<Record<string, unknown>>): boolean {
    let matched = 0;
    for (const name in row) {
      if (this.#notDimensions.has(name)) continue;
      const value = row[name];
      if (value === null || value === undefined) continue;
      if (wire[name] === value) matched++;
      else if (this.#isDimension(name, value)) return false;
    }
    for (const _ in wire) matched--;
    return matched === 0;
  }

  #isDimension(name: string, value: unknown): boolean {
    if (value === null || value === undefined || this.#notDimensions.has(name)) return false;
    if (this.#listed.has(name) || /id$/i.test(name) || (typeof value === 'string' && kindOfId(value))) return typeof value === 'string' || typeof value === 'number';
    // A statistic we have not heard of, or a remark: taken for a dimension it would make every row a series of its own.
    this.#notDimensions.add(name);
    return false;
  }

  #newSeries(row: Readonly<Record<string, unknown>>): MetSeries {
    const wire: Record<string, unknown> = {};
    const dimensions: Record<string, string> = {};
    for (const name in row) {
      if (!this.#isDimension(name, row[name])) continue;
      wire[name] = row[name];
      dimensions[name] = String(row[name]);
    }
    const resource = this.#matcher.match(dimensions);
    if (typeof resource === 'string') return { wire, next: undefined, excluded: resource };
    return {
      wire,
      next: undefined,
      excluded: undefined,
      dimensions: Object.freeze(dimensions),
      resource,
      primaryStatistic: this.#description.primaryStatistic,
      newest: -Infinity,
      seen: [],
      lookup: undefined,
    };
  }

  #point(row: Readonly<Record<string, unknown>>, timestamp: number, series: Series): MetricPoint<M> | undefined {
    // Without metadata the series' first row decides; later rows must not mix another statistic in.
    series.primaryStatistic ??= primaryOf(KNOWN_STATISTICS.filter((name) => name in row));
    const value = series.primaryStatistic === undefined ? undefined : finiteNumber(row[series.primaryStatistic]);
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

function partOf(name: string, value: unknown): string {
  return `${name}=${String(value)};`;
}

function statisticsOf(row: Readonly<Record<string, unknown>>): Statistics {
  const statistics: { -readonly [K in keyof Statistics]: number } = {};
  const average = finiteNumber(row['Average']);
  const minimum = finiteNumber(row['Minimum']);
  const maximum = finiteNumber(row['Maximum']);
  const sum = finiteNumber(row['Sum']);
  const value = finiteNumber(row['Value']);
  if (average !== undefined) statistics.average = average;
  if (minimum !== undefined) statistics.minimum = minimum;
  if (maximum !== undefined) statistics.maximum = maximum;
  if (sum !== undefined) statistics.sum = sum;
  if (value !== undefined) statistics.value = value;
  return statistics;
}

/** What the value of a state metric means; `undefined` for one that means nothing. */
export function stateOf(value: number): 'up' | 'down' | 'mixed' | undefined {
  if (value === 1) return 'up';
  if (value === 0) return 'down';
  return value > 0 && value < 1 ? 'mixed' : undefined;
}
