import type { ListPage } from './list-page.ts';
import type { ReadRow, RowReading } from './read-row.ts';
import { sharedTexts } from './shared-texts.ts';
import type { Unchanged } from './unchanged.ts';

/** How many rows are asked for at once: the service's limit. */
export const PAGE_SIZE = 50;

// A page that holds fewer is short, whatever the service counts: the samples in its documents count wrongly.
const LEAST_PAGE = 10;

/** Collects the models of a list from its pages, and decides whether there are more. */
export class ListPages<T> {
  readonly #idOf: (model: T) => string;
  readonly #read: ReadRow<T>;
  readonly #unchanged: Unchanged<T>;
  readonly #models = new Map<string, T>();
  readonly #totals = new Set<number>();
  readonly #reading: RowReading;
  #first: ListPage | undefined;
  #lastIsFull = false;
  #news = false;
  #repeats = false;
  /** Rows that had no id. */
  skipped = 0;

  constructor(idOf: (model: T) => string, read: ReadRow<T>, unchanged: Unchanged<T> = (model) => model) {
    this.#idOf = idOf;
    this.#read = read;
    this.#unchanged = unchanged;
    this.#reading = {
      skip: () => {
        this.skipped += 1;
      },
      share: sharedTexts(),
    };
  }

  take(page: ListPage): void {
    const { rows, total, size = PAGE_SIZE } = page;
    this.#first ??= page;
    if (total !== undefined) this.#totals.add(total);
    const before = this.#models.size;
    const skipped = this.skipped;
    for (const row of rows) {
      const model = this.#read(row, this.#reading);
      if (model !== undefined && !this.#models.has(this.#idOf(model))) this.#models.set(this.#idOf(model), this.#unchanged(model));
    }
    this.#lastIsFull = rows.length >= Math.min(size, PAGE_SIZE);
    // Pages of nothing but known rows come from a service that ignores PageNumber.
    const hasNews = this.#models.size > before;
    this.#news ||= hasNews;
    this.#repeats ||= rows.length >= LEAST_PAGE && !hasNews && this.skipped === skipped;
  }

  /** When the first page was asked for, by the service's time. */
  get askedAt(): number {
    return this.#first?.askedAt ?? 0;
  }

  /** How many pages there are by the service's own count, where that can be right. It may cap the page size below what was asked. */
  get counted(): number | undefined {
    const { total, rows } = this.#first ?? {};
    // One that is less than what came counts nothing.
    if (total === undefined || total < (rows?.length ?? 0)) return undefined;
    return rows?.length ? Math.ceil(total / Math.min(rows.length, PAGE_SIZE)) : 1;
  }

  /** Whether the pages since the last time this was asked give reason to ask for more. */
  goesOn(): boolean {
    const news = this.#news;
    this.#news = false;
    return news && (this.counted !== undefined || this.#lastIsFull);
  }

  /** Whether a page brought nothing but known rows, of a list that did not change and has not come to its end. */
  get isStuck(): boolean {
    return this.#repeats && this.isSteady && this.#models.size < (this.#first?.total ?? Infinity);
  }

  /** Whether every page counted the same total. */
  get isSteady(): boolean {
    return this.#totals.size <= 1;
  }

  models(): readonly T[] {
    return Object.freeze([...this.#models.values()]);
  }
}
