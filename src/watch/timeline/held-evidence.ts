import { type Aspect, type Code, decode, encode, type Observation, positionOf, timeOf } from './observation.ts';
import { thinned } from './thinned.ts';
import { NO_CODES, type Timeline } from './timeline.ts';

const NONE: readonly Observation[] = [];

/**
 * Buffers the observations of one aspect that only confirm what is known, as nearly all do. They are evaluated
 * when something else comes, since only then, and only for their place in time, do they count.
 *
 * What came in earlier rounds was known before what comes now, and what is announced depends on that. So
 * what this round has brought is kept apart until the round is evaluated.
 */
export class HeldEvidence {
  readonly tunnel: string;
  readonly aspect: Aspect;
  /** What is known. */
  #timeline: Timeline | undefined;
  #asOf = 0;
  #held = NO_CODES;
  /** Held too, but of this round. */
  #own = NO_CODES;
  #isDue = false;

  constructor(tunnel: string, aspect: Aspect) {
    this.tunnel = tunnel;
    this.aspect = aspect;
  }

  /** The time of the newest evidence, what is held included. */
  get asOf(): number {
    return this.#asOf;
  }

  /** Whether something else has become known since what this round has brought was held: that may be news now. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether an observation needs to be evaluated now. One that does not is held. */
  isNews(observation: Observation): boolean {
    if (!this.#isConfirmed(observation)) return true;
    const code = encode(observation);
    // Nothing that is held is newer than the newest.
    const isHeld = observation.at <= this.#asOf && (this.#own.includes(code) || this.#held.includes(code));
    // A list that begins as a copy of the shared empty one keeps each number as an object.
    if (!isHeld) this.#own = this.#own.length === 0 ? [code] : [...this.#own, code];
    this.#asOf = Math.max(this.#asOf, observation.at);
    return false;
  }

  /** Whether nothing has been heard for so long that it has to be announced. */
  isSilent(now: number, staleAfterMs: number): boolean {
    return isKnown(this.#timeline) && now - this.#asOf >= staleAfterMs;
  }

  /** Ends a round that has brought no news: what it has brought is known now. Forgets what is older than an instant, and most of what is older than another. */
  seal(forgetBefore: number, thinBefore = -Infinity): void {
    if (this.#own.length === 0) return;
    const kept = this.#held.findIndex((code) => timeOf(code) >= forgetBefore);
    // Joined, a list is as long as it needs to be: one that is added to has room for twice as many, in thousands of tunnels.
    this.#held = kept < 0 ? this.#own : this.#held.slice(kept).concat(this.#own);
    if (thinBefore > -Infinity) this.#held = thinned(this.#held, thinBefore);
    this.#own = NO_CODES;
  }

  /** What was held in earlier rounds, to be evaluated before anything else. */
  release(): readonly Observation[] {
    const held = this.#observationsOf(this.#held);
    this.#held = NO_CODES;
    return held;
  }

  /** What this round has brought and is held, to be evaluated with what else it brought. */
  releaseOwn(): readonly Observation[] {
    const own = this.#observationsOf(this.#own);
    this.#own = NO_CODES;
    this.#isDue = false;
    return own;
  }

  /** Takes note of what is known now. Nothing may be held but what this round has brought. */
  learn(timeline: Timeline | undefined): void {
    this.#timeline = timeline;
    this.#asOf = this.#observationsOf(this.#own).reduce((newest, { at }) => Math.max(newest, at), timeline?.asOf ?? 0);
    this.#isDue = this.#own.length > 0;
  }

  /** Forgets what is dated after an instant, by a clock that was ahead. */
  forgetFuture(latest: number): void {
    const isPast = (code: Code): boolean => timeOf(code) <= latest;
    this.#held = this.#held.filter(isPast);
    this.#own = this.#own.filter(isPast);
    this.#asOf = Math.min(this.#asOf, latest);
  }

  /** Whether an observation confirms what is known. While something is open or disputed, any may change something. */
  #isConfirmed(observation: Observation): boolean {
    const timeline = this.#timeline;
    const { claim, periodMs } = observation;
    if (!isKnown(timeline) || timeline.isOpen || timeline.dispute) return false;
    if (periodMs !== undefined && periodMs !== timeline.periodMs) return false;
    return (
      positionOf(observation) > timeline.since && (claim === timeline.value || (timeline.value === 'down' && claim === timeline.phase))
    );
  }

  #observationsOf(codes: readonly Code[]): readonly Observation[] {
    return codes.length > 0 ? codes.map((code) => decode(code, this, this.#timeline?.periodMs ?? 0)) : NONE;
  }
}

function isKnown(timeline: Timeline | undefined): timeline is Timeline {
  return timeline !== undefined && timeline.value !== 'unknown' && !timeline.isStale;
}
