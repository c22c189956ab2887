import {
  type Aspect,
  BEGINNING,
  type Code,
  decode,
  encode,
  inOrder,
  isKnown,
  NO_CODES,
  type Observation,
  thinned,
  type Timeline,
  timeOf,
} from '../timeline/index.ts';
import { confirms } from './confirms.ts';
import { type Kept, keptOf, keptOfRow } from './forgotten.ts';
import { HeldRounds } from './held-rounds.ts';
import { joined } from './joined.ts';
import { PointsInRow } from './points-in-row.ts';

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
  readonly #rounds: HeldRounds;
  /** What is known. */
  #timeline: Timeline | undefined;
  /** The time of the newest evidence, but for datapoints in a row. */
  #heardAt = 0;
  /** The newest datapoints, as long as none is missing between them. */
  readonly #row = new PointsInRow();
  /** Whether the next one in the row would confirm what is known. */
  #isConfirming = false;
  #held = NO_CODES;
  /** Held too, but of this round. */
  #own = NO_CODES;
  /** The round in which something was held last. */
  #round = 0;
  #isDue = false;
  /** The newest of what was forgotten. */
  #forgotten = BEGINNING;

  /** @param rounds - Those in which all evidence is held. */
  constructor(tunnel: string, aspect: Aspect, rounds = new HeldRounds()) {
    this.tunnel = tunnel;
    this.aspect = aspect;
    this.#rounds = rounds;
  }

  /** The time of the newest evidence, what is held included. */
  get asOf(): number {
    return Math.max(this.#heardAt, this.#row.end);
  }

  /** Whether something else has become known since what this round has brought was held: that may be news now. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Holds a datapoint that is the next in the row and confirms what is known, as nearly all do; refuses any other. */
  continueWith(code: Code, periodMs: number): boolean {
    if (!this.#isConfirming) return false;
    this.#enterRound();
    return this.#row.continueWith(code, periodMs);
  }

  /** Holds an observation that only confirms what is known. Whether it is news instead, and to be evaluated now. */
  holdUnlessNews(observation: Observation): boolean {
    if (!confirms(observation, this.#timeline)) return true;
    this.#enterRound();
    const { at, periodMs } = observation;
    const code = encode(observation);
    if (!this.#isHeld(code)) {
      if (periodMs !== undefined && at > this.asOf) this.#follow(code, periodMs);
      else this.#own = joined(this.#own, [code]);
    }
    this.#heardAt = Math.max(this.#heardAt, at);
    return false;
  }

  /** Whether nothing has been heard for so long that it has to be announced. */
  isSilent(now: number, staleAfterMs: number): boolean {
    return isKnown(this.#timeline) && now - this.asOf >= staleAfterMs;
  }

  /** Lets those who wait for silence know until when this was heard. */
  noteHeard(): void {
    if (isKnown(this.#timeline)) this.#rounds.noteHeard(this.asOf);
  }

  /** Ends a round that has brought no news: what it has brought is known now. Forgets what is older than an instant, and most of what is older than another. */
  seal(forgetBefore: number, thinBefore = -Infinity): void {
    this.#enterRound();
    if (this.#own.length === 0 && this.#row.own === 0) return;
    this.#breakRow(forgetBefore);
    this.#sealOwn(forgetBefore);
    if (thinBefore > -Infinity) this.#held = thinned(inOrder(this.#held), thinBefore);
  }

  /** What was held in earlier rounds, oldest first, to be taken in before anything else. Datapoints from before an instant are left out where there are newer ones. */
  release(forgetBefore = -Infinity): readonly Observation[] {
    this.#enterRound();
    this.#heardAt = this.asOf;
    const held = this.#observationsOf(joined(this.#held, this.#heeded(keptOfRow(this.#row, forgetBefore))));
    this.#held = NO_CODES;
    return held;
  }

  /** The newest of what was forgotten since this was asked last; absent where nothing was. To be asked after a release. */
  takeForgotten(): Observation | undefined {
    const forgotten = this.#forgotten;
    this.#forgotten = BEGINNING;
    return forgotten === BEGINNING ? undefined : this.#observationsOf([forgotten])[0];
  }

  /** What this round has brought and is held, oldest first, to be evaluated with what else it brought. */
  releaseOwn(): readonly Observation[] {
    this.#enterRound();
    this.#heardAt = this.asOf;
    const own = this.#observationsOf(joined(this.#own, this.#row.takeOwn()));
    this.#own = NO_CODES;
    this.#isDue = false;
    return own;
  }

  /** Takes note of what is known now. Nothing may be held but what this round has brought. */
  learn(timeline: Timeline | undefined): void {
    this.#enterRound();
    this.#timeline = timeline;
    this.#isConfirming = false;
    this.#heardAt = this.#observationsOf(this.#own).reduce((newest, { at }) => Math.max(newest, at), timeline?.asOf ?? 0);
    this.#isDue = this.#own.length > 0 || this.#row.own > 0;
    if (this.#isDue) this.#rounds.noteDue();
    this.noteHeard();
  }

  /** Forgets what is dated after an instant, by a clock that was ahead. */
  forgetFuture(latest: number): void {
    this.#enterRound();
    const isPast = (code: Code): boolean => timeOf(code) <= latest;
    this.#held = this.#held.filter(isPast);
    this.#own = this.#own.filter(isPast);
    this.#row.forgetFuture(latest);
    if (!isPast(this.#forgotten)) this.#forgotten = BEGINNING;
    this.#heardAt = Math.min(this.#heardAt, latest);
    this.noteHeard();
  }

  /** What was of this round is of an earlier one, once another has begun. */
  #enterRound(): void {
    const { current, forgetBefore } = this.#rounds;
    if (this.#round === current) return;
    this.#round = current;
    this.#row.seal();
    this.#sealOwn(forgetBefore);
  }

  #sealOwn(forgetBefore: number): void {
    if (this.#own.length === 0) return;
    this.#held = joined(this.#heeded(keptOf(this.#held, forgetBefore)), this.#own);
    this.#own = NO_CODES;
  }

  /** Takes in a datapoint that is newer than all else. */
  #follow(code: Code, periodMs: number): void {
    if (!this.#row.continueWith(code, periodMs)) {
      this.#breakRow(this.#rounds.forgetBefore);
      this.#row.begin(code, periodMs);
    }
    this.#isConfirming = true;
  }

  #breakRow(forgetBefore: number): void {
    this.#heardAt = this.asOf;
    this.#held = joined(this.#held, this.#heeded(keptOfRow(this.#row, forgetBefore)));
    this.#own = joined(this.#own, this.#row.takeOwn());
  }

  #heeded({ codes, forgotten }: Kept): readonly Code[] {
    if (forgotten > this.#forgotten) this.#forgotten = forgotten;
    return codes;
  }

  #isHeld(code: Code): boolean {
    return this.#own.includes(code) || this.#held.includes(code) || this.#row.has(code);
  }

  #observationsOf(codes: readonly Code[]): readonly Observation[] {
    return codes.length > 0 ? inOrder(codes).map((code) => decode(code, this, this.#timeline?.periodMs ?? 0)) : NONE;
  }
}
