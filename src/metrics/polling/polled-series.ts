import { kindOfId } from '../../catalog/index.ts';
import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import { idOf, type MetricDescription } from '../../metadata/index.ts';
import { LACKING_ROWS } from '../run/statistic-choice.ts';
import { carriedStatistic, readableStatistic } from '../run/statistics.ts';
import type { SeriesSelection } from '../series-selection.ts';

/** A series and what its reader knows it by. */
export interface TaggedSeries<Tag> extends SeriesSelection {
  readonly tag: Tag;
}

/** A series that is read again and again, and what its rows have shown. Hand it on from one reader to the next. */
export interface PolledSeries<Tag> extends TaggedSeries<Tag> {
  readonly id: string;
  /** The statistic it is read by, once its rows have shown it: never another, since two do not make one series. */
  statistic: string | undefined;
  /** Rows that carried other statistics than the listed one, before that was ever met. */
  lacking: number;
  /** The number of the read that met it last, and the newest value that brought. */
  read: number;
  newest: number;
}

/** Takes a value of a series; where an answer has several, each that is newer than those before it. */
export type TakeValue<Tag> = (tag: Tag, timestamp: number, value: number) => void;

/** A series that was not asked for. */
type Stranger = Pick<PolledSeries<unknown>, 'id'>;
type Met<Tag> = PolledSeries<Tag> | Stranger;

/** The series of the rows of one request, in their order: a guess at how they come the next time. */
export type RowOrder<Tag> = readonly Met<Tag>[];

/** Those that can be told apart in an answer. */
export function polledSeries<Tag>(series: readonly TaggedSeries<Tag>[]): readonly PolledSeries<Tag>[] {
  return series.flatMap(({ spec, resource, tag }) => {
    const id = idOf(resource, spec.resource);
    return id === undefined ? [] : [{ spec, resource, tag, id, statistic: undefined, lacking: 0, read: 0, newest: 0 }];
  });
}

/** What reading the rows of one metric shares. */
export interface RowReading<Tag> {
  /** Counted from 1. */
  readonly number: number;
  readonly description: MetricDescription;
  readonly byId: (id: string) => PolledSeries<Tag> | undefined;
  readonly take: TakeValue<Tag>;
  /** A series lacks the statistic that the service lists, and is read by another. */
  readonly onOtherStatistic: (series: PolledSeries<Tag>) => void;
}

/** Reads the rows of one request, page by page. Makes nothing for a row: a poll of thousands of series brings as many. */
export class PolledRows<Tag> {
  /** How many series had a value. */
  taken = 0;
  /** Whether a row was one of theirs. */
  isRecognised = false;
  readonly #reading: RowReading<Tag>;
  readonly #lastTime: RowOrder<Tag>;
  /** The order of this time, once it differs. */
  #newOrder: Met<Tag>[] | undefined;
  #rows = 0;
  #idKey: string | undefined;

  constructor(reading: RowReading<Tag>, lastTime: RowOrder<Tag>) {
    this.#reading = reading;
    this.#lastTime = lastTime;
  }

  /** As the rows came: the very order of last time, where they came like that again. */
  get order(): RowOrder<Tag> {
    return this.#newOrder ?? (this.#rows === this.#lastTime.length ? this.#lastTime : this.#lastTime.slice(0, this.#rows));
  }

  takePage(rows: readonly unknown[]): void {
    for (const row of rows) {
      if (!isRecord(row)) continue;
      const id = this.#idOf(row);
      if (id === undefined) continue;
      const series = this.#seriesOf(id);
      if (!('tag' in series)) continue;
      this.isRecognised = true;
      this.#takeRow(row, series);
    }
  }

  #idOf(row: Readonly<Record<string, unknown>>): string | undefined {
    const id = this.#idKey === undefined ? undefined : row[this.#idKey];
    if (typeof id === 'string') return id;
    const { resource } = this.#reading.description.spec;
    const key = Object.keys(row).find((name) => kindOfId(text(row[name]) ?? '') === resource);
    if (key === undefined) return undefined;
    this.#idKey = key;
    return text(row[key]);
  }

  #seriesOf(id: string): Met<Tag> {
    const guess = this.#lastTime[this.#rows];
    const isLikeLastTime = guess?.id === id;
    const series = isLikeLastTime ? guess : (this.#reading.byId(id) ?? { id });
    if (!isLikeLastTime) this.#newOrder ??= this.#lastTime.slice(0, this.#rows);
    this.#newOrder?.push(series);
    this.#rows++;
    return series;
  }

  #takeRow(row: Readonly<Record<string, unknown>>, series: PolledSeries<Tag>): void {
    const timestamp = finiteNumber(row['timestamp']);
    if (timestamp === undefined) return;
    const statistic = series.statistic ?? this.#settle(row, timestamp, series);
    const value = statistic === undefined ? undefined : finiteNumber(row[statistic]);
    if (value === undefined) return;
    const isFirst = series.read !== this.#reading.number;
    if (!isFirst && timestamp <= series.newest) return;
    series.read = this.#reading.number;
    series.newest = timestamp;
    this.#reading.take(series.tag, timestamp, value);
    if (isFirst) this.taken++;
  }

  /** The listed statistic as soon as a row carries it; where several rows have others alone, what they carry. */
  #settle(row: Readonly<Record<string, unknown>>, timestamp: number, series: PolledSeries<Tag>): string | undefined {
    const { description, onOtherStatistic } = this.#reading;
    const listed = description.primaryStatistic;
    if (listed === undefined) return (series.statistic = carriedStatistic(row));
    if (finiteNumber(row[listed]) !== undefined) return (series.statistic = listed);
    const other = readableStatistic(row);
    if (other === undefined || timestamp <= series.newest) return undefined;
    series.newest = timestamp;
    series.lacking++;
    if (series.lacking < LACKING_ROWS) return undefined;
    series.statistic = other;
    onOtherStatistic(series);
    return other;
  }
}
