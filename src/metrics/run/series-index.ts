import { kindOfId } from '../../catalog/index.ts';
import type { MetricDescription } from '../../metadata/index.ts';
import type { SeriesSelection } from '../series-selection.ts';
import { forget, type MetSeries, SeriesMatcher } from './series.ts';
import { KNOWN_STATISTICS } from './statistics.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * The series met in the answers about one metric. Rows are told apart by their dimensions; which of a
 * row's columns are dimensions is learned from the rows, since the service lists more or fewer of them.
 */
export class SeriesIndex {
  readonly #matcher: SeriesMatcher;
  readonly #known = new Map<string, MetSeries>();
  /** The dimensions, numbered as they were first met. */
  readonly #places = new Map<string, number>();
  readonly #listed: ReadonlySet<string>;
  readonly #notDimensions: Set<string>;
  #current: MetSeries | undefined;

  constructor(description: MetricDescription, selections: readonly SeriesSelection[]) {
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
  get matched(): number {
    let matched = 0;
    for (const series of this.#known.values()) if (series.excluded === undefined) matched++;
    return matched;
  }

  /** Series met, those of other resources included. */
  get known(): number {
    return this.#known.size;
  }

  /** The series of a row; that of a row like none before is new. */
  seriesOf(row: Row): MetSeries {
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

  #lookUp(row: Row): MetSeries {
    const key = this.#keyOf(row);
    let series = this.#known.get(key);
    if (!series) this.#known.set(key, (series = this.#newSeries(row)));
    return series;
  }

  /** The same for the same dimensions, in whatever order a row has them. */
  #keyOf(row: Row): string {
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

  #sortedKeyOf(row: Row): string {
    const names = Object.keys(row).filter((name) => this.#isDimension(name, row[name]));
    names.sort((a, b) => this.#placeOf(a) - this.#placeOf(b));
    return names.map((name) => partOf(name, row[name])).join('');
  }

  #placeOf(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) this.#places.set(name, (place = this.#places.size));
    return place;
  }

  #isSameSeries(row: Row, wire: Row): boolean {
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
    if (this.#listed.has(name) || /id$/i.test(name) || (typeof value === 'string' && kindOfId(value)))
      return typeof value === 'string' || typeof value === 'number';
    // A statistic we have not heard of, or a remark: taken for a dimension it would make every row a series of its own.
    this.#notDimensions.add(name);
    return false;
  }

  #newSeries(row: Row): MetSeries {
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
      statistic: undefined,
      newest: -Infinity,
      seen: [],
      lookup: undefined,
    };
  }
}

function partOf(name: string, value: unknown): string {
  return `${name}=${String(value)};`;
}
