import type { Range } from './query.ts';
import type { Position } from './token.ts';

/** The series and timestamps of a range, numbered as pages run through them: series by series, or minute by minute over all of them. */
export class PageOrder {
  readonly count: number;
  readonly #series: number;
  readonly #times: number;
  readonly #first: number;
  readonly #periodMs: number;
  readonly #byTime: boolean;

  constructor(series: number, periodMs: number, { first, last }: Range, order: 'series' | 'time') {
    this.#series = series;
    this.#times = Math.max(0, Math.floor((last - first) / periodMs) + 1);
    this.#first = first;
    this.#periodMs = periodMs;
    this.#byTime = order === 'time';
    this.count = this.#series * this.#times;
  }

  indexOf({ series, timestamp }: Position): number {
    const time = Math.max(0, Math.round((timestamp - this.#first) / this.#periodMs));
    return this.#byTime ? time * this.#series + series : series * this.#times + time;
  }

  seriesAt(index: number): number {
    return this.#byTime ? index % this.#series : Math.floor(index / this.#times);
  }

  timestampAt(index: number): number {
    const time = this.#byTime ? Math.floor(index / this.#series) : index % this.#times;
    return this.#first + time * this.#periodMs;
  }
}
