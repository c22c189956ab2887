import { assertOpen } from '../errors.ts';
import { collect, type CollectOptions } from '../internal/collect.ts';
import { ItemIterator } from '../internal/item-iterator.ts';

/** Reads the pages of a list. */
type Pages<T> = (signal: AbortSignal) => AsyncGenerator<readonly T[], void, undefined>;

/**
 * A list that is read as it is iterated, page by page where the service has pages, and again each time it is. Of the topology, what was
 * read lately comes from memory. Leaving the loop ends the reading.
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

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const open: Pages<T> = (signal) => {
      assertOpen(this.#closed);
      return this.#pages(signal);
    };
    return new ItemIterator({ open, signals: [this.#signal, this.#closed] });
  }

  /** Everything in the list, as an array of the caller's own. Rejects with a `RangeError` past `limit`, where one is given. */
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
