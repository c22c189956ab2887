import type { DataClock } from './by-service-time.ts';
import { TOLERATED_MS } from './service-clock.ts';
import type { RangeRequest, Window } from './time-range.ts';

/** Where a stream begins and how far its polls reach; in milliseconds. */
export interface PollReach {
  readonly lagMs: number;
  readonly overlapMs: number;
  /** How far back a poll reaches where the service has brought nothing since. */
  readonly catchUpMs: number;
  readonly from: number | undefined;
  /** The range that was set: the stream begins where it does. */
  readonly range: RangeRequest | undefined;
}

/** When a stream was asked for. */
export interface PollStart {
  /** By the clock as it was then. */
  readonly at: number;
  /** What the clock was corrected by then. */
  readonly correctionMs: number;
}

export function pollStart(clock: DataClock): PollStart {
  return { at: clock.now(), correctionMs: clock.correctionMs ?? 0 };
}

/** What a poll asks for. */
export interface PollWindow extends Window {
  /** It begins well before the overlap, since the service has brought nothing new: few rows are to be expected of it. */
  readonly isExtended: boolean;
  /** What the service has not brought from here on to the start is asked for no more. `undefined` where nothing is given up. */
  readonly givenUpFrom: number | undefined;
}

/**
 * Which window each poll of a stream asks for: from one overlap before the newest that the service has
 * brought, to the lag before the present. A service whose publication stands still, or a clock that
 * was ahead for a while, thus loses nothing.
 */
export class PollWindows {
  readonly #clock: DataClock;
  readonly #reach: PollReach;
  readonly #start: PollStart;
  /** Where the stream begins, once the service's time is known. */
  #begin: number | undefined;
  /** Up to where all was asked for. */
  #asked: number | undefined;
  /** The newest that was brought. */
  #brought: number | undefined;
  /** When the last answer was in. */
  #answeredAt = Infinity;

  constructor(clock: DataClock, reach: PollReach, start: PollStart) {
    this.#clock = clock;
    this.#reach = reach;
    this.#start = start;
    this.#begin = reach.from ?? (reach.range?.kind === 'between' ? reach.range.start : undefined);
  }

  /** Where the stream begins, as far as that is known. */
  get begin(): number {
    if (this.#begin !== undefined) return this.#begin;
    const { lagMs, overlapMs, range } = this.#reach;
    const backMs = range?.kind === 'last' ? range.lengthMs : lagMs + overlapMs;
    // Until an answer has come the time the stream was started at is only what the local clock said.
    return this.#start.at + (this.#clock.correctionMs ?? 0) - this.#start.correctionMs - backMs;
  }

  /** Up to where what there is was brought. */
  get mark(): number {
    return Math.min(this.asked, this.#brought ?? this.begin);
  }

  /** Up to where all was asked for. */
  get asked(): number {
    return this.#asked ?? this.begin;
  }

  /** What has been read and may be asked for again begins here. */
  get overlapStart(): number {
    return this.mark - this.#reach.overlapMs;
  }

  /** What to ask for; `undefined` where there is nothing new yet. */
  next(now: number): PollWindow | undefined {
    const { overlapMs, catchUpMs, lagMs } = this.#reach;
    const usual = this.asked - overlapMs;
    const brought = this.#brought ?? this.begin;
    const start = Math.max(this.begin, Math.min(usual, Math.max(brought - overlapMs, now - catchUpMs)));
    const window = { start, isExtended: start < usual - Math.max(overlapMs, lagMs), givenUpFrom: start > brought ? brought : undefined };
    const end = now - lagMs;
    if (end > start) return { ...window, end };
    // By a clock that is behind there is nothing to ask for until its time has come, and then no answer to correct it by.
    const mayBeBehind = end < start && now < this.#answeredAt - TOLERATED_MS;
    return mayBeBehind ? { ...window, end: start + 1 } : undefined;
  }

  /** An answer is in: what the time was when the stream was started is known from now on. */
  answered(): void {
    this.#answeredAt = this.#clock.now();
    this.#begin ??= this.begin;
  }

  /** A window was read to this end. @param newest - The newest that it has brought. */
  reached(end: number, newest: number | undefined): void {
    this.answered();
    // By the time of now: the clock may have been corrected while the window was read.
    this.#asked = Math.max(this.asked, Math.min(end, this.#answeredAt - this.#reach.lagMs));
    if (newest !== undefined) this.#brought = Math.max(this.#brought ?? -Infinity, Math.min(newest, end));
  }
}
