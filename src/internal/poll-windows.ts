import type { DataClock } from './by-service-time.ts';
import { TOLERATED_MS } from './service-clock.ts';
import type { RangeRequest, Window } from './time-range.ts';

/** Where a stream begins and how far its polls reach; in milliseconds. */
export interface PollReach {
  readonly lagMs: number;
  readonly overlapMs: number;
  readonly from: number | undefined;
  /** The range that was set: the stream begins where it does. */
  readonly range: RangeRequest | undefined;
}

/** Which window each poll of a stream asks for: from one overlap before what was read, to the lag before the present. */
export class PollWindows {
  readonly #clock: DataClock;
  readonly #reach: PollReach;
  readonly #startedAt: number;
  /** What the clock was corrected by then. */
  readonly #correctionMs: number;
  /** Where the stream begins, once the service's time is known. */
  #begin: number | undefined;
  #mark: number | undefined;
  /** When the last answer was in. */
  #answeredAt = Infinity;

  constructor(clock: DataClock, reach: PollReach) {
    this.#clock = clock;
    this.#reach = reach;
    this.#correctionMs = clock.correctionMs ?? 0;
    this.#startedAt = clock.now();
    this.#begin = reach.from ?? (reach.range?.kind === 'between' ? reach.range.start : undefined);
  }

  /** Up to where all has been read. */
  get mark(): number {
    return this.#mark ?? this.#beginning();
  }

  /** What has been read and is asked for again begins here. */
  get overlapStart(): number {
    return this.mark - this.#reach.overlapMs;
  }

  /** What to ask for; `undefined` where there is nothing new yet. */
  next(now: number): Window | undefined {
    const start = Math.max(this.#beginning(), this.overlapStart);
    const end = now - this.#reach.lagMs;
    if (end > start) return { start, end };
    // By a clock that is behind there is nothing to ask for until its time has come, and then no answer to correct it by.
    const mayBeBehind = end < start && now < this.#answeredAt - TOLERATED_MS;
    return mayBeBehind ? { start, end: start + 1 } : undefined;
  }

  /** An answer is in: what the time was when the stream was started is known from now on. */
  answered(): void {
    this.#answeredAt = this.#clock.now();
    this.#begin ??= this.#beginning();
  }

  /** A window was read to this end. */
  reached(end: number): void {
    this.answered();
    // By the time of now: the clock may have been corrected while the window was read.
    this.#mark = Math.max(this.mark, Math.min(end, this.#answeredAt - this.#reach.lagMs));
  }

  #beginning(): number {
    if (this.#begin !== undefined) return this.#begin;
    const { lagMs, overlapMs, range } = this.#reach;
    const backMs = range?.kind === 'last' ? range.lengthMs : lagMs + overlapMs;
    // Until an answer has come the time the stream was started at is only what the local clock said.
    return this.#startedAt + (this.#clock.correctionMs ?? 0) - this.#correctionMs - backMs;
  }
}
