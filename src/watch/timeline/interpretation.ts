import { type Candidate, supportChange } from './candidate.ts';
import { type Disagreement, heedPeriod, heedWord, isDisputed } from './disagreement.ts';
import type { Bounds, Change, Checkpoint, Confirm, Fold, History, Observed, Origin } from './history.ts';
import { extendMixed, type MixedSpan } from './mixed-span.ts';
import { type Claim, claimOf, type Code, isPeriod, type Phase, phaseOf, sourceOf, timeOf, type Value, valueOf } from './observation.ts';
import { isOverruled, settledAt } from './precedence.ts';

const NO_CHANGES: readonly Change[] = [];

/** Takes observations one after another. What it has said of those it was given never changes. */
export class Interpretation {
  readonly #periodMs: number;
  readonly #confirm: Confirm;
  readonly #bounds: Bounds;
  readonly #changes: Change[] = [];
  #origin: Origin;
  #value: Value;
  #since: number;
  #phase: Phase;
  #was: Value;
  #code: Code;
  #watermark: Code;
  /** The newest observation. */
  #newest: Code;
  /** What was observed last, confirmed or not. */
  #seen: Value;
  #candidate: Candidate | undefined;
  #mixed: MixedSpan | undefined;
  #disagreement: Disagreement;
  #fold: Fold;
  #known = 0;

  constructor({ checkpoint, periodMs }: Pick<Observed, 'checkpoint' | 'periodMs'>, confirm: Confirm, bounds: Bounds = {}) {
    this.#periodMs = periodMs;
    this.#confirm = confirm;
    this.#bounds = bounds;
    this.#origin = checkpoint;
    this.#value = this.#seen = checkpoint.value;
    this.#since = checkpoint.since;
    this.#phase = checkpoint.phase;
    this.#was = checkpoint.was;
    this.#code = checkpoint.code;
    this.#watermark = this.#newest = checkpoint.upTo;
    this.#disagreement = checkpoint.disagreement;
    this.#fold = { observations: 0, changes: 0, checkpoint };
  }

  history(): History {
    return {
      origin: this.#origin,
      changes: this.#changes,
      known: this.#known,
      end: this.#checkpoint(),
      isOpen: this.#isOpen(),
      watermark: this.#watermark,
      fold: this.#fold,
    };
  }

  /** What was known first; `unknown` before anything was. */
  get origin(): Origin {
    return this.#origin;
  }

  get value(): Value {
    return this.#value;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The observation that shows the value. */
  get code(): Code {
    return this.#code;
  }

  /** What is still open may turn out to have changed something since then; absent where nothing is. */
  get openSince(): number | undefined {
    if (!this.#isOpen()) return undefined;
    return Math.min(this.#candidate?.at ?? Infinity, this.#mixed ? timeOf(this.#mixed.code) : Infinity);
  }

  /** The changes since this was called last, for whoever goes on for so long that nothing may be kept. */
  takeChanges(): readonly Change[] {
    return this.#changes.length > 0 ? this.#changes.splice(0) : NO_CHANGES;
  }

  /** Takes the next observation. What comes within two periods after it says whether it counts, and is to be among those given. */
  observe(observations: readonly Code[], index: number): void {
    const { frontier = Infinity, foldUntil = -Infinity } = this.#bounds;
    const code = observations[index] as Code;
    if (sourceOf(code) === 'hold') this.#takeHold(code);
    else if (isPeriod(code)) this.#takePeriod(code, observations, index);
    else this.#takeWord(code, observations, index);
    this.#newest = code;
    if (code <= frontier) this.#known = this.#changes.length;
    if (timeOf(code) <= foldUntil && !this.#isOpen())
      this.#fold = { observations: index + 1, changes: this.#changes.length, checkpoint: this.#checkpoint() };
  }

  #checkpoint(): Checkpoint {
    return {
      value: this.#value,
      since: this.#since,
      phase: this.#phase,
      was: this.#was,
      code: this.#code,
      upTo: this.#newest,
      disagreement: this.#disagreement,
    };
  }

  #isOpen(): boolean {
    return this.#candidate !== undefined || this.#mixed !== undefined;
  }

  #isOverruled(observations: readonly Code[], index: number): boolean {
    return isOverruled(observations, index, { periodMs: this.#periodMs, known: { since: this.#since, code: this.#code, was: this.#was } });
  }

  #takePeriod(code: Code, observations: readonly Code[], index: number): void {
    this.#disagreement = heedPeriod(this.#disagreement, code, this.#periodMs);
    if (!isDisputed(this.#disagreement, code)) {
      if (!this.#isOverruled(observations, index)) this.#take(code);
      // Periods that go on being mixed whatever polls say show no outage.
    } else if (claimOf(code) === 'mixed') this.#mixed = undefined;
  }

  #takeWord(code: Code, observations: readonly Code[], index: number): void {
    if (this.#isOverruled(observations, index)) return;
    this.#disagreement = heedWord(this.#disagreement, code);
    this.#take(code);
  }

  #take(code: Code): void {
    const claim = claimOf(code);
    const to = valueOf(claim);
    if (to !== undefined) this.#takeValue(code, claim, to);
    else if (claim === 'mixed') this.#takeMixed(code);
    else if (this.#value === 'down') this.#phase = 'phase2';
  }

  #takeMixed(code: Code): void {
    if (this.#seen === 'unknown') return;
    this.#mixed = extendMixed(this.#mixed, code, this.#periodMs);
  }

  #takeValue(code: Code, claim: Claim, to: Value): void {
    const mixed = this.#mixed;
    if (to !== this.#seen) this.#mixed = undefined;
    else if (mixed) this.#closeMixed(mixed, code, to);
    // A change that mixed periods led up to came about in them. An event knows better.
    const at = mixed && to !== this.#seen && sourceOf(code) !== 'event' ? Math.min(timeOf(code), mixed.until) : timeOf(code);
    this.#weigh(to, at, code, claim);
    if (this.#value === 'down') this.#phase = phaseOf(claim) ?? this.#phase;
  }

  /**
   * A change within a period is explained by a change from one side of it to the other. Where both sides
   * agree, something was missed between them. A poll or an event shows that only a period later, counted from
   * the first such period, so that the next one does not take back what a poll has settled.
   */
  #closeMixed(mixed: MixedSpan, code: Code, to: Value): void {
    const at = timeOf(code);
    const overBy = mixed.overBy ?? (at >= mixed.until ? at : undefined);
    this.#mixed = { ...mixed, overBy };
    if (at < (isPeriod(code) ? mixed.until : settledAt(mixed.code, this.#periodMs))) return;
    const missed = to === 'up' ? 'down' : 'up';
    if (to !== 'disabled') this.#weigh(missed, timeOf(mixed.code), mixed.code, missed);
    // It was over when it was seen, so its end is as sure as itself.
    if (this.#value === missed)
      this.#change(to, sourceOf(code) === 'event' ? at : Math.min(at, overBy ?? at), code, phaseOf(claimOf(code)));
    this.#mixed = undefined;
  }

  #weigh(to: Value, at: number, code: Code, claim: Claim): void {
    this.#seen = to;
    if (to !== this.#value) {
      const candidate = supportChange(this.#candidate, { to, at, observedAt: timeOf(code), phase: phaseOf(claim) });
      this.#candidate = candidate;
      if (candidate.count < this.#needed(to)) return;
      this.#change(to, candidate.at, code, candidate.phase);
    }
    this.#candidate = undefined;
    this.#watermark = code;
  }

  #needed(to: Value): number {
    const isSudden = this.#value === 'unknown' || this.#value === 'disabled' || (to !== 'up' && to !== 'down');
    return isSudden ? 1 : this.#confirm[to];
  }

  #change(to: Value, at: number, code: Code, phase: Phase): void {
    if (this.#value === 'unknown') this.#origin = { value: to, since: at, was: 'unknown' };
    else this.#changes.push({ to, at, after: sourceOf(code) === 'event' ? at : Math.min(at, timeOf(this.#watermark)), phase, code });
    this.#was = this.#value;
    this.#value = this.#seen = to;
    this.#since = at;
    this.#phase = phase;
    this.#code = code;
    this.#candidate = undefined;
  }

  /** Confirmed by several observations, a value does not end because others turn up between them. It stands beside what confirmed it. */
  #takeHold(hold: Code): void {
    const claim = claimOf(hold);
    const to = valueOf(claim);
    this.#watermark = this.#newest;
    if (to !== undefined && to !== this.#value)
      this.#change(to, this.#candidate?.to === to ? this.#candidate.at : timeOf(hold), this.#newest, phaseOf(claim));
    else if (this.#value === 'down') this.#phase = phaseOf(claim);
    this.#seen = this.#value;
    this.#candidate = undefined;
  }
}
