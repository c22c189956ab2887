import { checkFilter, type EventContext, EventQuery, type VpnSystemEvent } from '../../events/index.ts';
import type { Window } from '../../internal/time-range.ts';
import type { Past } from './past.ts';

/** The events of a range, read as far as they are wanted. */
export class PastEvents {
  readonly #events: AsyncGenerator<VpnSystemEvent, void, undefined>;
  #next: VpnSystemEvent | undefined;
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(context: EventContext, { start, end }: Window, signal: AbortSignal) {
    this.#events = new EventQuery(context, checkFilter({})).between(start, end).signal(signal)[Symbol.asyncIterator]();
  }

  /** Passes the events of up to an instant that were not passed before. */
  async passTo(past: Past, until: number): Promise<void> {
    for (let event = await this.#peek(); event && event.at <= until; event = await this.#peek()) {
      past.takeEvent(event);
      this.#next = undefined;
    }
  }

  async end(): Promise<void> {
    await this.#events.return();
  }

  async #peek(): Promise<VpnSystemEvent | undefined> {
    // Events that failed look like events that are over: without them, datapoints alone would say what was.
    if (this.#failure) throw this.#failure.error;
    if (this.#next || this.#isOver) return this.#next;
    try {
      const { value, done } = await this.#events.next();
      this.#isOver = done === true;
      return (this.#next = value ?? undefined);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
