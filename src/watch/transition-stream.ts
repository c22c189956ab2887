import { onAbort } from '../internal/abort.ts';
import { shown } from '../internal/shown.ts';
import { isoTime } from '../internal/time.ts';
import { signalOf } from './emitter.ts';
import type { Transition } from './transitions.ts';

/** Options of `transitions()`. */
export interface TransitionStreamOptions {
  /** The largest number of transitions that may wait for the reader. Default: 10,000. */
  readonly limit?: number | undefined;
  /** Aborts the stream: waiting transitions are dropped, and the reader gets the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a stream's transitions come from. */
export interface TransitionSource {
  /**
   * Called once, unless the signal has aborted already. `push` takes each transition, `end` says that
   * none will follow. What it returns is called once, when the stream wants no more.
   */
  subscribe(push: (transition: Transition) => void, end: () => void): () => void;
}

type Result = IteratorResult<Transition, undefined>;

interface Reader {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/**
 * The transitions of a watch, from the creation of the stream on, for `for await`.
 *
 * Transitions wait for the reader; the watch does not. If more than `limit` are waiting, the reader gets those and then a `RangeError` that says
 * from when on transitions are missing. An aborted signal drops the waiting transitions and gives its reason to the reader. After the watch has
 * ended, waiting transitions can still be read.
 *
 * A failure ends the stream and is reported once: of several pending `next()` calls the first rejects and the others are done. Leaving a
 * `for await` ends the stream, and so does `return()`, also while a `next()` is pending.
 */
export class TransitionStream implements AsyncIterableIterator<Transition>, AsyncDisposable {
  readonly #limit: number;
  readonly #waiting = new Queue<Transition>();
  readonly #readers = new Queue<Reader>();
  readonly #undo: (() => void)[] = [];
  // Kept until the reader knows of the end: it counts also while what waits is read.
  #signal: AbortSignal | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /**
   * A `RangeError` names a limit that is not a whole number of at least 1, a `TypeError` a signal that is none.
   *
   * @internal
   */
  constructor(options: TransitionStreamOptions & TransitionSource) {
    const { limit = 10_000 } = options;
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new RangeError(`limit ${shown(limit)} must be a whole number of at least 1, such as 10_000`);
    this.#limit = limit;
    const signal = (this.#signal = signalOf(options));
    if (signal?.aborted) return;
    const push = this.#push.bind(this);
    const end = this.end.bind(this);
    this.#undo.push(options.subscribe(push, end));
    if (signal) this.#undo.push(onAbort(signal, this.#leaveIfAborted.bind(this)));
    // A source that has ended may have said so before there was anything to undo.
    if (this.#ended) this.#detach();
  }

  /** Returns the stream itself, for `for await`. All readers share its transitions. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Resolves with the next transition when there is one. Pending calls are served in order. */
  next(): Promise<IteratorResult<Transition, undefined>> {
    return new Promise((resolve, reject) => {
      this.#leaveIfAborted();
      const transition = this.#waiting.shift();
      if (transition) resolve({ done: false, value: transition });
      else if (this.#ended) this.#tellEnd({ resolve, reject });
      else this.#readers.push({ resolve, reject });
    });
  }

  /** Ends the stream and drops waiting transitions. Each pending `next()` is done. Never rejects. */
  return(): Promise<IteratorResult<Transition, undefined>> {
    this.#signal = undefined;
    this.#waiting.clear();
    this.#end(undefined);
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the stream, like {@link TransitionStream.return}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /**
   * Says that no transition will follow: those that wait can still be read, then the stream is done.
   *
   * @internal
   */
  end(): void {
    if (!this.#ended) this.#end(undefined);
  }

  #push(transition: Transition): void {
    // A source in the middle of an emit may still push to a stream that has ended.
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ done: false, value: transition });
    else if (this.#waiting.size < this.#limit) this.#waiting.push(transition);
    else this.#end({ error: tooSlow(this.#limit, transition) });
  }

  // Asked by `next()` too: listeners on a signal run in turn, and one of them may read on before ours ran.
  #leaveIfAborted(): void {
    if (!this.#signal?.aborted) return;
    const error: unknown = this.#signal.reason;
    this.#signal = undefined;
    this.#waiting.clear();
    this.#end({ error });
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    this.#ended = true;
    this.#failure = failure;
    this.#detach();
    for (let reader = this.#readers.shift(); reader; reader = this.#readers.shift()) this.#tellEnd(reader);
  }

  #detach(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #tellEnd(reader: Reader): void {
    const failure = this.#failure;
    this.#failure = undefined;
    this.#signal = undefined;
    if (failure) reader.reject(failure.error as Error);
    else reader.resolve({ done: true, value: undefined });
  }
}

function tooSlow(limit: number, missed: Transition): RangeError {
  return new RangeError(
    `the reader fell more than ${limit} transitions behind (limit), and misses those from ${isoTime(missed.observedAt)} on: ` +
      'take work out of the loop, raise limit, or read snapshot() and begin again',
  );
}

/** First in, first out. `Array.shift` moves all the rest each time; here each item is moved once. */
class Queue<T> {
  #incoming: T[] = [];
  #outgoing: T[] = [];

  get size(): number {
    return this.#incoming.length + this.#outgoing.length;
  }

  push(item: T): void {
    this.#incoming.push(item);
  }

  shift(): T | undefined {
    if (this.#outgoing.length === 0) [this.#outgoing, this.#incoming] = [this.#incoming.reverse(), this.#outgoing];
    return this.#outgoing.pop();
  }

  clear(): void {
    this.#incoming = [];
    this.#outgoing = [];
  }
}
