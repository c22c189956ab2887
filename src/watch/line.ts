import type { Aspect, Reading, Says, Track } from './memory.ts';
import { NO_POLLS, pollsSince, withPoll } from './poll-times.ts';
import { SeenPoints } from './timeline/seen-points.ts';

// What one number holds.
const REMEMBERED = 32;
// More polls than this are looked through for what can be forgotten.
const MANY = 64;
const NONE: readonly Reading[] = [];

/**
 * One aspect of one tunnel as the sources see it: whether evidence says anything new. Nearly all of it does not: it is held here until something else comes, since only then,
 * and only for its place in time, does it count.
 *
 * What came in rounds before was known before what comes now, and what is told depends on that. So what
 * this round has brought is held apart until the round is judged.
 */
export class Line {
  readonly tunnel: string;
  readonly aspect: Aspect;
  /** Which datapoints have come. */
  readonly seen = new SeenPoints();
  /** What is known. */
  #track: Track | undefined;
  #asOf = 0;
  /** Bit n stands for the point n periods before the newest that is held, which says what all of them say. */
  #heldPoints = 0;
  #newestHeld = 0;
  #heldEveryMs = 0;
  #pointsSay: Says = 'up';
  #heldPolls = NO_POLLS;
  #pollsSay: Says = 'up';
  /** Held too, but of this round. */
  #ownPoint: number | undefined;
  #ownPoll: number | undefined;
  #isDue = false;

  constructor(tunnel: string, aspect: Aspect) {
    this.tunnel = tunnel;
    this.aspect = aspect;
  }

  /** Whether something else has become known since what this round has brought was held: that may be news now. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Takes note of a datapoint: whether it needs to be judged. One that does not is held. */
  isNewsPoint(says: Says, timestamp: number, periodMs: number): boolean {
    if (!this.#agrees(says, timestamp - periodMs) || periodMs !== this.#track?.periodMs) return true;
    if (this.#ownPoint !== undefined || this.#heldPoints !== 0) {
      const back = (this.#newestHeld - timestamp) / this.#heldEveryMs;
      if (says !== this.#pointsSay || periodMs !== this.#heldEveryMs || !Number.isInteger(back) || back >= REMEMBERED) return true;
    }
    if (this.#ownPoint !== timestamp) this.#sealPoint();
    this.#ownPoint = timestamp;
    if (this.#heldPoints === 0) this.#newestHeld = timestamp;
    this.#heldEveryMs = periodMs;
    this.#pointsSay = says;
    if (timestamp > this.#asOf) this.#asOf = timestamp;
    return false;
  }

  /** Takes note of what a poll of the topology says: whether it needs to be judged. What does not is held. */
  isNewsPoll(says: Says, at: number): boolean {
    if (!this.#agrees(says, at)) return true;
    const isFirst = this.#ownPoll === undefined && this.#heldPolls.length === 0;
    // A phase is not always given, and what does not give it must not be taken to.
    if (!isFirst && says !== this.#pollsSay) return true;
    if (this.#ownPoll !== at) this.#sealPoll();
    this.#ownPoll = at;
    this.#pollsSay = says;
    if (at > this.#asOf) this.#asOf = at;
    return false;
  }

  /** Whether nothing has been heard for so long that it has to be told. */
  isSilent(now: number, staleAfterMs: number): boolean {
    return isKnown(this.#track) && now - this.#asOf >= staleAfterMs;
  }

  /** Ends a round that has brought no news: what it has brought is known now. Forgets polls before an instant, now and then. */
  seal(forgetBefore: number): void {
    this.#sealPoint();
    this.#sealPoll();
    if (this.#heldPolls.length > MANY) this.#heldPolls = pollsSince(this.#heldPolls, forgetBefore);
  }

  /** What was held in rounds before, to be judged before anything else. */
  release(): readonly Reading[] {
    if (this.#heldPoints === 0 && this.#heldPolls.length === 0) return NONE;
    const readings = this.#heldPolls.map((at) => this.#poll(at));
    for (let back = REMEMBERED - 1; back >= 0; back--) {
      if ((this.#heldPoints >>> back) & 1) readings.push(this.#point(this.#newestHeld - back * this.#heldEveryMs));
    }
    this.#heldPoints = 0;
    this.#heldPolls = NO_POLLS;
    this.#newestHeld = this.#ownPoint ?? 0;
    return readings;
  }

  /** What this round has brought and is held, to be judged with what else it brought. */
  releaseOwn(): readonly Reading[] {
    this.#isDue = false;
    if (this.#ownPoint === undefined && this.#ownPoll === undefined) return NONE;
    const readings = [...(this.#ownPoll === undefined ? [] : [this.#poll(this.#ownPoll)]), ...(this.#ownPoint === undefined ? [] : [this.#point(this.#ownPoint)])];
    this.#ownPoint = this.#ownPoll = undefined;
    return readings;
  }

  /** Takes note of what is known now. Nothing may be held but what this round has brought. */
  learn(track: Track | undefined): void {
    this.#track = track;
    this.#asOf = Math.max(track?.asOf ?? 0, this.#ownPoint ?? 0, this.#ownPoll ?? 0);
    this.#isDue = this.#ownPoint !== undefined || this.#ownPoll !== undefined;
  }

  /** Whether evidence from a place in time says what is known. While something is open, any evidence may change something. */
  #agrees(says: Says, from: number): boolean {
    const track = this.#track;
    return isKnown(track) && !track.open && from > track.since && (says === track.value || (track.value === 'down' && says === track.phase));
  }

  #poll(at: number): Reading {
    return { tunnel: this.tunnel, aspect: this.aspect, source: 'topology', at, says: this.#pollsSay };
  }

  #point(at: number): Reading {
    return { tunnel: this.tunnel, aspect: this.aspect, source: 'metric', at, periodMs: this.#heldEveryMs, says: this.#pointsSay };
  }

  #sealPoint(): void {
    const timestamp = this.#ownPoint;
    if (timestamp === undefined) return;
    this.#ownPoint = undefined;
    const ahead = (timestamp - this.#newestHeld) / this.#heldEveryMs;
    if (ahead > 0) {
      this.#newestHeld = timestamp;
      this.#heldPoints = ahead < REMEMBERED ? this.#heldPoints << ahead : 0;
    }
    this.#heldPoints |= ahead >= 0 ? 1 : 1 << -ahead;
  }

  #sealPoll(): void {
    const at = this.#ownPoll;
    if (at === undefined) return;
    this.#ownPoll = undefined;
    this.#heldPolls = withPoll(this.#heldPolls, at);
  }
}

function isKnown(track: Track | undefined): track is Track {
  return track !== undefined && track.value !== 'unknown' && !track.stale;
}
