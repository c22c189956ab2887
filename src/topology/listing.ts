import { assertOpen } from '../errors.ts';
import { ItemIterator } from '../internal/item-iterator.ts';

/**
 * A list that is read when it is iterated, and again each time it is. Of the topology, what was read lately
 * comes from memory.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #read: (signal?: AbortSignal) => Promise<readonly T[]>;
  readonly #signal: AbortSignal | undefined;
  readonly #closed: AbortSignal;

  constructor(read: (signal?: AbortSignal) => Promise<readonly T[]>, signal: AbortSignal | undefined, closed: AbortSignal) {
    this.#read = read;
    this.#signal = signal;
    this.#closed = closed;
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const [read, closed] = [this.#read, this.#closed];
    const open = (signal: AbortSignal): AsyncGenerator<readonly T[], void, undefined> => {
      assertOpen(closed);
      return (async function* () {
        yield await read(signal);
      })();
    };
    return new ItemIterator({ open, signals: [this.#signal, closed] });
  }

  /** Everything in the list, as an array of the caller's own. */
  async toArray(): Promise<T[]> {
    return [...(await this.#read())];
  }
}
