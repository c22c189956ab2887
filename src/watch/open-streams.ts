import { onAbort } from '../internal/abort.ts';

/** The streams that end with the watch. */
export class OpenStreams {
  readonly #open = new Set<() => void>();
  readonly #ends: readonly AbortSignal[];

  /** @param ends - What ends all of them for good. */
  constructor(ends: readonly AbortSignal[]) {
    this.#ends = ends;
  }

  /** Has `end` called when the stream is to end, until what it returns is called. */
  add(end: () => void, subscribe: () => () => void): () => void {
    const unsubscribe = subscribe();
    const undo = this.#ends.map((signal) => onAbort(signal, end));
    this.#open.add(end);
    if (this.#ends.some(({ aborted }) => aborted)) end();
    return () => {
      this.#open.delete(end);
      for (const step of undo) step();
      unsubscribe();
    };
  }

  /** What ends each that is open now. */
  get all(): readonly (() => void)[] {
    return [...this.#open];
  }
}
