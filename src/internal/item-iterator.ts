import { type LinkedSignal, linkSignals } from './abort.ts';

/** Where the items of an {@link ItemIterator} come from, and what ends it besides its reader. */
export interface ItemSource<T> {
  /** Opened by the first `next()`; throws what keeps it from being read at all. */
  open(signal: AbortSignal): AsyncGenerator<readonly T[], void, undefined>;
  /** Each aborts what the source waits for, and with it the iterator. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** The source ends without an error where this has aborted and no other signal has. */
  readonly endsWith?: AbortSignal;
}

interface Opened<T> {
  readonly batches: AsyncGenerator<readonly T[], void, undefined>;
  readonly linked: LinkedSignal;
}

type Result<T> = IteratorResult<T, undefined>;

interface Reader<T> {
  resolve(result: Result<T>): void;
  reject(error: Error): void;
}

const DONE: { readonly done: true; readonly value: undefined } = { done: true, value: undefined };

/**
 * The items of batches, one by one. The next batch is asked for when its reader wants more, so nothing queues.
 *
 * Unlike an async generator, which keeps `return()` waiting until its pending `next()` has settled, it
 * ends at once in whatever way its reader leaves: what the source waits for is aborted, and each
 * pending `next()` is done.
 */
export class ItemIterator<T> implements AsyncGenerator<T, void, undefined> {
  readonly #source: ItemSource<T>;
  readonly #readers: Reader<T>[] = [];
  #items: readonly T[] = [];
  #at = 0;
  #opened: Opened<T> | undefined;
  #isServing = false;
  #isOver = false;

  constructor(source: ItemSource<T>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result<T>> {
    if (this.#readers.length === 0 && this.#hasItem()) return Promise.resolve(this.#take());
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      if (!this.#isServing) void this.#serve();
    });
  }

  async return(): Promise<{ readonly done: true; readonly value: undefined }> {
    await this.#leave();
    return DONE;
  }

  async throw(error: unknown): Promise<never> {
    await this.#leave();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave();
  }

  #hasItem(): boolean {
    if (this.#at >= this.#items.length) return false;
    // What is left of a batch is not wanted any more: the source says how it ends.
    if (this.#opened?.linked.signal.aborted) this.#items = [];
    return this.#at < this.#items.length;
  }

  #take(): Result<T> {
    return { done: false, value: this.#items[this.#at++] as T };
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    try {
      while (this.#readers.length > 0 && !this.#isOver) {
        if (this.#hasItem()) this.#readers.shift()?.resolve(this.#take());
        else await this.#nextBatch();
      }
    } catch (error) {
      if (!this.#isOver && !this.#endsQuietly()) this.#readers.shift()?.reject(error as Error);
      this.#end();
      void this.#close();
    } finally {
      this.#isServing = false;
    }
    if (this.#isOver) this.#release();
  }

  async #nextBatch(): Promise<void> {
    const { batches, linked } = (this.#opened ??= this.#open());
    linked.signal.throwIfAborted();
    const { done, value } = await batches.next();
    if (done) this.#end();
    else [this.#items, this.#at] = [value, 0];
  }

  #open(): Opened<T> {
    const linked = linkSignals(...this.#source.signals);
    try {
      return { linked, batches: this.#source.open(linked.signal) };
    } catch (error) {
      linked[Symbol.dispose]();
      throw error;
    }
  }

  #endsQuietly(): boolean {
    const { endsWith, signals } = this.#source;
    return endsWith?.aborted === true && signals.every((signal) => signal === endsWith || !signal?.aborted);
  }

  #end(): void {
    this.#isOver = true;
    this.#items = [];
    this.#opened?.linked[Symbol.dispose]();
  }

  #release(): void {
    for (const reader of this.#readers.splice(0)) reader.resolve(DONE);
  }

  async #leave(): Promise<void> {
    this.#opened?.linked.abort(new DOMException('the reader left', 'AbortError'));
    this.#end();
    this.#release();
    await this.#close();
  }

  /** What the source had under way is over when this is. */
  async #close(): Promise<void> {
    await this.#opened?.batches.return().catch((): undefined => undefined);
  }
}
