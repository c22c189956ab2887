import type { Aspect, Reading, Says, Track, Value } from './memory.ts';

// What one number holds.
const REMEMBERED = 32;
// More polls than this are looked through for what can be forgotten.
const MANY = 64;
// Polls closer than this are kept as the first and the last of them.
const CLOSE_MS = 60_000;
const NONE: readonly Reading[] = [];

/**
 * One aspect of one tunnel as the sources see it: which datapoints have come, and whether evidence says
 * anything new. Nearly all of it does not: it is held here until something else comes, since only then,
 * and only for its place in time, does it count.
 */
export class Line {
  readonly tunnel: string;
  readonly aspect: Aspect;
  /** What agrees with what is known; absent while any evidence may change something. */
  #value: Value | undefined;
  #phase: Track['phase'];
  #since = 0;
  #asOf = 0;
  #canFallSilent = false;
  #periodMs = 0;
  #newestPoint: number | undefined;
  #pointEveryMs = 0;
  /** Bit n stands for the point n periods before the newest. What lies before the first point is not asked for. */
  #seen = -1;
  #heldPoints = 0;
  #heldPolls: number[] | undefined;

  constructor(tunnel: string, aspect: Aspect) {
    this.tunnel = tunnel;
    this.aspect = aspect;
  }

  /** The timestamp of the newest datapoint. */
  get newestPoint(): number | undefined {
    return this.#newestPoint;
  }

  /** The datapoints that are missing after an instant, first and last, and may yet be published; `undefined` where none is. */
  gap(after: number): { readonly first: number; readonly last: number } | undefined {
    const periodMs = this.#pointEveryMs;
    if (this.#newestPoint === undefined || this.#seen === -1) return undefined;
    let gap: { first: number; last: number } | undefined;
    for (let back = 1; back < REMEMBERED; back++) {
      const timestamp = this.#newestPoint - back * periodMs;
      if (timestamp <= after) break;
      if ((this.#seen >>> back) & 1) continue;
      gap = { first: timestamp, last: gap?.last ?? timestamp };
    }
    return gap;
  }

  /** Takes note that a datapoint has come. */
  note(timestamp: number, periodMs: number): void {
    this.#place(timestamp, periodMs);
  }

  /** Takes note of a datapoint: whether it needs to be judged. One that does not is held. */
  isNewsPoint(says: Says, timestamp: number, periodMs: number): boolean {
    const bit = this.#place(timestamp, periodMs);
    if (!this.#agrees(says) || timestamp - periodMs <= this.#since || periodMs !== this.#periodMs) return true;
    this.#heldPoints |= bit;
    if (timestamp > this.#asOf) this.#asOf = timestamp;
    return false;
  }

  /** Takes note of what a poll of the topology says: whether it needs to be judged. What does not is held. */
  isNewsPoll(says: Says, at: number): boolean {
    if (!this.#agrees(says) || at <= this.#since) return true;
    const polls = (this.#heldPolls ??= []);
    const newest = polls.at(-1);
    const before = polls.at(-2);
    if (newest !== undefined && before !== undefined && newest <= at && at - before < CLOSE_MS) polls[polls.length - 1] = at;
    else if (newest !== at) polls.push(at);
    if (at > this.#asOf) this.#asOf = at;
    return false;
  }

  /** Whether nothing has been heard for so long that it has to be told. */
  isSilent(now: number, staleAfterMs: number): boolean {
    return this.#canFallSilent && now - this.#asOf >= staleAfterMs;
  }

  /** Forgets polls before this that are held, now and then. */
  forget(before: number): void {
    if (this.#heldPolls && this.#heldPolls.length > MANY) this.#heldPolls = this.#heldPolls.filter((at) => at >= before);
  }

  /** What was held, to be judged with what else came. */
  release(): readonly Reading[] {
    if (this.#heldPoints === 0 && !this.#heldPolls) return NONE;
    const { tunnel, aspect } = this;
    const periodMs = this.#periodMs;
    const says: Says = this.#value === 'up' || this.#value === 'disabled' ? this.#value : 'down';
    const readings = (this.#heldPolls ?? []).map((at): Reading => ({ tunnel, aspect, source: 'topology', at, says }));
    for (let back = REMEMBERED - 1; back >= 0; back--) {
      if ((this.#heldPoints >>> back) & 1) readings.push({ tunnel, aspect, source: 'metric', at: (this.#newestPoint ?? 0) - back * periodMs, periodMs, says });
    }
    this.#heldPoints = 0;
    this.#heldPolls = undefined;
    return readings;
  }

  /** Takes note of what is known now. Nothing may be held. */
  learn(track: Track | undefined): void {
    const isKnown = track !== undefined && track.value !== 'unknown' && !track.stale;
    this.#value = isKnown && !track.open ? track.value : undefined;
    this.#canFallSilent = isKnown;
    this.#phase = track?.phase;
    this.#since = track?.since ?? 0;
    this.#asOf = track?.asOf ?? 0;
    this.#periodMs = track?.periodMs ?? 0;
  }

  #agrees(says: Says): boolean {
    return this.#value !== undefined && (says === this.#value || (this.#value === 'down' && says === this.#phase));
  }

  /** The bit of a datapoint; 0 for one that is older than what is remembered. */
  #place(timestamp: number, periodMs: number): number {
    this.#pointEveryMs = periodMs;
    if (this.#newestPoint === undefined) this.#newestPoint = timestamp;
    const ahead = Math.round((timestamp - this.#newestPoint) / periodMs);
    if (ahead > 0) {
      this.#newestPoint = timestamp;
      this.#seen = ahead < REMEMBERED ? this.#seen << ahead : 0;
      this.#heldPoints = ahead < REMEMBERED ? this.#heldPoints << ahead : 0;
    }
    const bit = ahead >= 0 ? 1 : -ahead < REMEMBERED ? 1 << -ahead : 0;
    this.#seen |= bit;
    return bit;
  }
}
