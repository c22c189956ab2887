import { assertOpen } from '../errors.ts';
import { collect, type CollectOptions } from '../internal/collect.ts';
import { ItemIterator } from '../internal/item-iterator.ts';

/** Reads the pages of a list. */
type Pages<T> = (signal: AbortSignal) => AsyncGenerator<readonly T[], void, undefined>;

/**
 * A list that is read while you iterate, page by page if the service has pages. Each iteration reads it again; topology lists come from the
 * cache if they were read recently. Leaving the loop stops reading.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #pages: Pages<T>;
  readonly #signal: AbortSignal | undefined;
  readonly #closed: AbortSignal;

  /** @internal */
  constructor(pages: Pages<T>, signal: AbortSignal | undefined, closed: AbortSignal) {
    this.#pages = pages;
    this.#signal = signal;
    this.#closed = closed;
  }

  /** Yields the items one by one. `for await` calls it. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const open: Pages<T> = (signal) => {
      assertOpen(this.#closed);
      return this.#pages(signal);
    };
    return new ItemIterator({ open, signals: [this.#signal, this.#closed] });
  }

  /** The whole list as a new array. Rejects with a `RangeError` if there are more than `limit` items. */
  async toArray(options?: CollectOptions): Promise<T[]> {
    return await collect(this, options);
  }
}

/** A list that is read as a whole. Outside its class: within, bundlers rename what names itself, and stacks show `_Listing`. @internal */
export function wholeListing<T>(
  read: (signal: AbortSignal) => Promise<readonly T[]>,
  signal: AbortSignal | undefined,
  closed: AbortSignal,
): Listing<T> {
  return new Listing(
    async function* (within) {
      yield await read(within);
    },
    signal,
    closed,
  );
}
