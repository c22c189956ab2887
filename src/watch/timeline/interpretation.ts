import { type Candidate, confirmationsNeeded, newestChange, supportChange } from './candidate.ts';
import { type Basis, claimBefore, type Disagreement, heedPeriod, heedWord, isDisputed } from './disagreement.ts';
import type { Bounds, Change, Checkpoint, Confirm, Fold, History, Observed, Origin } from './history.ts';
import { KnownValue } from './known-value.ts';
import { endBefore, extendMixed, isOver, type MixedSpan, noteReturn } from './mixed-span.ts';
import { type Claim, claimOf, type Code, isPeriod, type Phase, phaseOf, sourceOf, timeOf, type Value, valueOf } from './observation.ts';
import { isOverruled, isRightAfter } from './precedence.ts';

/** Takes observations one after another. What it has said of those it was given never changes. */
export class Interpretation {
  readonly #basis: Basis;
  readonly #confirm: Confirm;
  readonly #bounds: Bounds;
  readonly #known: KnownValue;
  #watermark: Code;
  /** The newest observation. */
  #newest: Code;
  /** What was observed last, confirmed or not. */
  #seen: Value;
  #candidate: Candidate | undefined;
  #mixed: MixedSpan | undefined;
  #disagreement: Disagreement;
  #fold: Fold;

  constructor({ checkpoint, periodMs, ledger }: Omit<Observed, 'observations'>, confirm: Confirm, bounds: Bounds = {}) {
    this.#basis = { periodMs, ledger };
    this.#confirm = confirm;
    this.#bounds = bounds;
    this.#known = new KnownValue(checkpoint);
    this.#seen = checkpoint.value;
    this.#watermark = this.#newest = checkpoint.upTo;
    this.#disagreement = checkpoint.disagreement;
    this.#fold = { observations: 0, changes: 0, checkpoint };
  }

  history(): History {
    return {
      origin: this.#known.origin,
      changes: this.#known.changes,
      known: this.#known.knownChanges,
      end: this.#checkpoint(),
      isOpen: this.#isOpen(),
      watermark: this.#watermark,
      fold: this.#fold,
    };
  }

  /** What was known first; `unknown` before anything was. */
  get origin(): Origin {
    return this.#known.origin;
  }

  get value(): Value {
    return this.#known.value;
  }

  get phase(): Phase {
    return this.#known.phase;
  }

  /** The observation that shows the value. */
  get code(): Code {
    return this.#known.code;
  }

  /** What is still open may turn out to have changed something since then; absent where nothing is. */
  get openSince(): number | undefined {
    if (!this.#isOpen()) return undefined;
    return Math.min(this.#candidate?.at ?? Infinity, this.#mixed ? timeOf(this.#mixed.code) : Infinity);
  }

  /** The changes since this was called last, for whoever goes on for so long that nothing may be kept. */
  takeChanges(): readonly Change[] {
    return this.#known.takeChanges();
  }

  /** Takes the next observation. What comes within two periods after it says whether it counts, and is to be among those given. */
  observe(observations: readonly Code[], index: number): void {
    const { foldUntil = -Infinity } = this.#bounds;
    const code = observations[index] as Code;
    if (sourceOf(code) === 'hold') this.#takeHold(code);
    else if (isPeriod(code)) this.#takePeriod(code, observations, index);
    else this.#takeWord(code, observations, index);
    this.#newest = code;
    this.#known.noteKnown(code, this.#bounds);
    // What comes right after a change is held against what a checkpoint does not have.
    if (timeOf(code) <= foldUntil && !this.#isOpen() && !isRightAfter(observations[index + 1], this.#known))
      this.#fold = { observations: index + 1, changes: this.#known.changes.length, checkpoint: this.#checkpoint() };
  }

  #checkpoint(): Checkpoint {
    return this.#known.checkpoint(this.#newest, this.#disagreement);
  }

  #isOpen(): boolean {
    return this.#candidate !== undefined || this.#mixed !== undefined;
  }

  #takePeriod(code: Code, observations: readonly Code[], index: number): void {
    const [periodMs, known] = [this.#basis.periodMs, newestChange(this.#candidate, this.#known)];
    const before = claimBefore(this.#disagreement, code, periodMs);
    this.#disagreement = heedPeriod(this.#disagreement, code, this.#basis);
    const isLeftOut = isDisputed(this.#disagreement, code);
    // Periods that go on being mixed whatever polls say show no outage.
    if (isLeftOut && claimOf(code) === 'mixed') this.#mixed = undefined;
    if (!isLeftOut && !isOverruled(observations, index, { periodMs, known, claimBefore: before })) this.#take(code);
  }

  #takeWord(code: Code, observations: readonly Code[], index: number): void {
    if (isOverruled(observations, index, { periodMs: this.#basis.periodMs, known: newestChange(this.#candidate, this.#known) })) return;
    this.#disagreement = heedWord(this.#disagreement, code);
    this.#take(code);
  }

  #take(code: Code): void {
    const claim = claimOf(code);
    const to = valueOf(claim);
    if (to !== undefined) this.#takeValue(code, claim, to);
    else if (claim === 'mixed') this.#takeMixed(code);
    else if (this.#known.value === 'down') this.#known.phase = 'phase2';
  }

  #takeMixed(code: Code): void {
    if (this.#seen === 'unknown') return;
    this.#closeBefore(timeOf(code));
    this.#mixed = extendMixed(this.#mixed, code, this.#basis.periodMs);
  }

  #takeValue(code: Code, claim: Claim, to: Value): void {
    if (to !== this.#seen) this.#closeBefore(timeOf(code));
    const mixed = this.#mixed;
    if (to !== this.#seen) this.#mixed = undefined;
    else if (mixed) this.#closeMixed(mixed, code, to);
    // A change that mixed periods led up to came about in them. An event knows better.
    const at = mixed && to !== this.#seen && sourceOf(code) !== 'event' ? Math.min(timeOf(code), mixed.until) : timeOf(code);
    this.#weigh(to, at, code, claim);
    if (this.#known.value === 'down') this.#known.phase = phaseOf(claim) ?? this.#known.phase;
  }

  /**
   * A change within a period is explained by a change from one side of it to the other. Where both sides
   * agree, something was missed between them. A poll or an event shows that only a period later, counted from
   * the first such period, so that the next one does not take back what a poll has settled.
   */
  #closeMixed(mixed: MixedSpan, code: Code, to: Value): void {
    this.#mixed = noteReturn(mixed, code);
    if (isOver(mixed, code, this.#basis.periodMs)) this.#tellMissed(this.#mixed, code, to);
  }

  /** What was seen to be over is no part of what begins later. */
  #closeBefore(beginsAt: number): void {
    const end = endBefore(this.#mixed, beginsAt);
    if (!this.#mixed || end === undefined) return;
    const to = this.#seen;
    this.#tellMissed(this.#mixed, end, to);
    this.#weigh(to, timeOf(end), end, claimOf(end));
  }

  #tellMissed({ code: first, overBy = Infinity }: MixedSpan, end: Code, to: Value): void {
    const missed = to === 'up' ? 'down' : 'up';
    this.#mixed = undefined;
    // Of a value that awaits confirmation nothing was missed: it begins anew.
    if (this.#known.value === missed) this.#candidate = undefined;
    if (this.#known.value === missed || to === 'disabled') return;
    this.#weigh(missed, timeOf(first), first, missed);
    // It was over when it was seen, so its end is as sure as itself.
    const at = sourceOf(end) === 'event' ? timeOf(end) : Math.min(timeOf(end), overBy);
    if (this.value === missed) this.#change(to, at, end, phaseOf(claimOf(end)));
  }

  #weigh(to: Value, at: number, code: Code, claim: Claim): void {
    this.#seen = to;
    if (to !== this.#known.value) {
      const candidate = supportChange(this.#candidate, { to, at, code, phase: phaseOf(claim) });
      this.#candidate = candidate;
      if (candidate.count < confirmationsNeeded(this.#known.value, to, this.#confirm)) return;
      this.#change(to, candidate.at, code, candidate.phase);
    } else this.#known.confirm(code);
    this.#candidate = undefined;
    this.#watermark = code;
  }

  #change(to: Value, at: number, code: Code, phase: Phase): void {
    this.#known.change({ to, at, phase, code }, this.#watermark);
    this.#seen = to;
    this.#candidate = undefined;
  }

  /** Confirmed by several observations, a value does not end because others turn up between them. It stands beside what confirmed it. */
  #takeHold(hold: Code): void {
    const claim = claimOf(hold);
    const to = valueOf(claim);
    this.#watermark = this.#newest;
    if (to !== undefined && to !== this.#known.value)
      this.#change(to, this.#candidate?.to === to ? this.#candidate.at : timeOf(hold), this.#newest, phaseOf(claim));
    else if (this.#known.value === 'down') this.#known.phase = phaseOf(claim);
    this.#seen = this.#known.value;
    this.#candidate = undefined;
  }
}
