import { assertOpen } from '../../errors.ts';
import { ItemIterator } from '../../internal/item-iterator.ts';

/** Opens the pages of a listing. */
type OpenPages<T> = (signal: AbortSignal) => AsyncGenerator<readonly T[], void, undefined>;

/** A list that the service is asked for page by page as it is iterated, and again each time it is. */
export class AlertListing<T> implements AsyncIterable<T> {
  readonly #open: OpenPages<T>;
  readonly #signal: AbortSignal | undefined;
  readonly #closed: AbortSignal;

  /** @internal */
  constructor(open: OpenPages<T>, signal: AbortSignal | undefined, closed: AbortSignal) {
    this.#open = open;
    this.#signal = signal;
    this.#closed = closed;
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const open = (signal: AbortSignal): ReturnType<OpenPages<T>> => {
      assertOpen(this.#closed);
      return this.#open(signal);
    };
    return new ItemIterator({ open, signals: [this.#signal, this.#closed] });
  }

  /** Everything in the list, as an array of the caller's own. */
  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const one of this) all.push(one);
    return all;
  }
}
