import { VpnMonitorError } from '../../errors.ts';
import { isRecord } from '../../internal/records.ts';

// Far more than a service that means it needs; each of them costs a call.
const MAX_STALE_PAGES = 50;
// As many as this are taken as they come: few answers have more, and to recognise rows takes time.
const UNCHECKED_PAGES = 10;
const MAX_PAGES = 5_000;
const MAX_ROWS_KNOWN = 100_000;

/** Watches over a chain of pages: one that brings nothing new any more ends. */
export class PageNews {
  readonly #action: string;
  readonly #known = new Set<string>();
  #pages = 0;
  #stale = 0;

  constructor(action: string) {
    this.#action = action;
  }

  /** Takes a page in. Code `protocol` once there were too many without a new row. */
  take(rows: readonly unknown[], requestId: string | undefined): void {
    this.#pages++;
    this.#stale = this.#hasNews(rows) ? 0 : this.#stale + 1;
    if (this.#stale <= MAX_STALE_PAGES && this.#pages <= MAX_PAGES) return;
    throw new VpnMonitorError(
      `${this.#action} answered ${this.#pages} pages, the last ${this.#stale} of them without a new row, and still names a next one (request ${requestId ?? 'unknown'}); report it with the request id`,
      { code: 'protocol', retryable: true, action: this.#action, requestId },
    );
  }

  #hasNews(rows: readonly unknown[]): boolean {
    if (this.#pages <= UNCHECKED_PAGES) return rows.length > 0;
    if (this.#known.size > MAX_ROWS_KNOWN) this.#known.clear();
    const before = this.#known.size;
    for (const row of rows) this.#known.add(keyOf(row));
    return this.#known.size > before;
  }
}

/** What a row is recognised by: all that it holds but lists and objects. */
function keyOf(row: unknown): string {
  if (!isRecord(row)) return '';
  return Object.values(row)
    .filter((value) => typeof value !== 'object')
    .join(';');
}
