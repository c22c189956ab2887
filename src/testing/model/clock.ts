import { type Duration, durationMs, type Instant, instantMs } from '../../internal/time.ts';

/** The simulated account's time: frozen at a given instant, or the machine's, moved on by hand in both cases. */
export class VirtualClock {
  readonly #frozen: number | undefined;
  #moved = 0;

  constructor(now: Instant | undefined) {
    this.#frozen = now === undefined ? undefined : instantMs(now, 'now');
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return (this.#frozen ?? Date.now()) + this.#moved;
  }

  advance(by: Duration): void {
    this.#moved += durationMs(by, 'advance');
  }
}
