/** Hands items from one producer to one consumer, holding at most `capacity` of them. */
export class Channel<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeConsumer: (() => void) | undefined;
  #wakeProducer: (() => void) | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Takes all of a source, waiting whenever the channel is full. A failure of the source reaches the
   * consumer after the items before it; this never rejects.
   */
  async fill(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        this.#items.push(item);
        this.#wakeConsumer?.();
        while (this.#items.length >= this.#capacity && !this.#ended) {
          await new Promise<void>((resolve) => {
            this.#wakeProducer = resolve;
          });
        }
        if (this.#ended) return;
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#ended = true;
      this.#wakeConsumer?.();
    }
  }

  /** The items as they come; rejects with the source's failure after the last of them. */
  async *drain(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        this.#wakeProducer?.();
        yield item;
      } else if (this.#ended) {
        if (this.#failure) throw this.#failure.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeConsumer = resolve;
        });
      }
    }
  }

  /** Drops what is held and lets the producer go. */
  close(): void {
    this.#ended = true;
    this.#items.length = 0;
    this.#wakeProducer?.();
    this.#wakeConsumer?.();
  }
}
