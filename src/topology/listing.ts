/**
 * A list that is read when it is iterated, and again each time it is. What was read lately comes
 * from memory.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #read: () => Promise<readonly T[]>;
  readonly #stops: readonly (AbortSignal | undefined)[];

  constructor(read: () => Promise<readonly T[]>, stops: readonly (AbortSignal | undefined)[]) {
    this.#read = read;
    this.#stops = stops;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (const item of await this.#read()) {
      for (const stop of this.#stops) stop?.throwIfAborted();
      yield item;
    }
  }

  /** Everything in the list, as an array of the caller's own. */
  async toArray(): Promise<T[]> {
    return [...(await this.#read())];
  }
}
