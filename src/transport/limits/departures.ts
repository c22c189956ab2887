import type { Limit } from './documented.ts';

/**
 * How long a request that is not yet answered may have been on its way, in milliseconds. The service counts requests as they
 * arrive: two that left a second apart may arrive together, where the first was held up by so much. What is held up longer is rare,
 * and the headroom of the limit is for it.
 */
const ON_THE_WAY_MS = 250;

/** A request whose turn has come. */
export interface Departure {
  /** To be called when it was answered: by then it had arrived. */
  arrived(): void;
  /** To be called when nobody waits for its answer any more. */
  abandoned(): void;
  /** To be called when it never left, so that it counts no more. */
  missed(): void;
}

interface Arrival {
  /** The latest time it may have arrived at. */
  at: number;
}

/** The requests of one operation that the service may still count. */
export class Departures {
  /** In the order they left, which is that of their arrival but for what a request may be on its way. */
  #arrivals: Arrival[] = [];
  /** Those that may not even have left. */
  readonly #unsent = new Set<object>();
  #longestMs = 0;
  #lastAt = -Infinity;

  /** When the last request left. */
  get lastAt(): number {
    return this.#unsent.size > 0 ? Infinity : this.#lastAt;
  }

  /**
   * Adds a request.
   *
   * @param leavesNow - False where nobody knows when it leaves: a transport may first load a module or fetch credentials. It then counts until a
   * second after its answer.
   * @param onRoom - Called when it makes room earlier than was to be expected.
   */
  add(leavesNow: boolean, onRoom: () => void): Departure {
    const arrival = { at: Infinity };
    this.#unsent.add(arrival);
    const sent = (onTheWayMs: number): boolean => {
      const now = performance.now();
      const isNews = now + onTheWayMs < arrival.at;
      if (isNews) arrival.at = now + onTheWayMs;
      if (this.#unsent.delete(arrival)) {
        this.#arrivals.push(arrival);
        this.#lastAt = now;
      }
      return isNews;
    };
    if (leavesNow) sent(ON_THE_WAY_MS);
    return {
      arrived() {
        if (sent(0)) onRoom();
      },
      abandoned() {
        if (sent(ON_THE_WAY_MS)) onRoom();
      },
      missed: () => {
        this.#unsent.delete(arrival);
        this.#arrivals = this.#arrivals.filter((other) => other !== arrival);
      },
    };
  }

  /** When the next request may leave under a limit of which only so many are allowed: `now`, or later; `Infinity` where that depends on answers. */
  freeAt({ perMs }: Limit, allowed: number, now: number): number {
    this.#longestMs = Math.max(this.#longestMs, perMs);
    const left = allowed - this.#unsent.size;
    if (left <= 0) return Infinity;
    if (this.#arrivals.length < left) return now;
    this.#forget(now);
    const counted = this.#since(now - perMs).sort((one, other) => other - one);
    // With the rate reduced there may be more in the span than are allowed now.
    const blocking = counted[left - 1];
    return blocking === undefined ? now : blocking + perMs;
  }

  #since(from: number): number[] {
    const counted: number[] = [];
    for (let index = this.#arrivals.length - 1; index >= 0; index -= 1) {
      const { at } = this.#arrivals[index] as Arrival;
      if (at > from) counted.push(at);
      else if (at <= from - ON_THE_WAY_MS) break;
    }
    return counted;
  }

  #forget(now: number): void {
    const isPast = ({ at }: Arrival): boolean => now - at >= this.#longestMs;
    // At the latest when half of them are: each is moved once.
    const middle = this.#arrivals[this.#arrivals.length >> 1];
    if (middle && isPast(middle)) this.#arrivals = this.#arrivals.filter((arrival) => !isPast(arrival));
  }
}
