interface Taken {
  readonly at: number;
  readonly outcome: Promise<void>;
}

const MAX_REMEMBERED = 10_000;

/** Runs work once for each id within a window. Copies that come meanwhile share its outcome; a failure is forgotten. */
export class OnceEach {
  readonly #windowMs: number;
  readonly #taken = new Map<string, Taken>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Whether this call did the work. Rejects as the work does. */
  async run(id: string, work: () => unknown): Promise<boolean> {
    this.#forget();
    const known = this.#taken.get(id);
    if (known) {
      await known.outcome;
      return false;
    }
    const outcome = (async () => {
      await work();
    })();
    const taken = { at: performance.now(), outcome };
    this.#taken.set(id, taken);
    try {
      await outcome;
    } catch (error) {
      if (this.#taken.get(id) === taken) this.#taken.delete(id);
      throw error;
    }
    if (this.#windowMs === 0 && this.#taken.get(id) === taken) this.#taken.delete(id);
    return true;
  }

  #forget(): void {
    // A Map keeps its order of insertion, so the oldest come first.
    const before = performance.now() - this.#windowMs;
    for (const [id, { at }] of this.#taken) {
      if (this.#taken.size < MAX_REMEMBERED && at > before) return;
      if (this.#windowMs > 0) this.#taken.delete(id);
      else return;
    }
  }
}
