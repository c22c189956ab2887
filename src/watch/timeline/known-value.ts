import type { Disagreement } from './disagreement.ts';
import type { Bounds, Change, Checkpoint, Origin } from './history.ts';
import { type Code, type Phase, sourceOf, timeOf, type Value } from './observation.ts';
import { isRightAfter } from './precedence.ts';

const NO_CHANGES: readonly Change[] = [];

/** The value that an aspect is known to have, and the changes that led to it. */
export class KnownValue {
  readonly changes: Change[] = [];
  /** How many of the changes were known before. */
  knownChanges = 0;
  /** What was known first; `unknown` before anything was. */
  origin: Origin;
  value: Value;
  since: number;
  phase: Phase;
  /** What the value was before. */
  was: Value;
  /** Since when it was that, as far as it is remembered: it matters only right after a change. */
  wasSince = -Infinity;
  /** The observation that shows the value. */
  code: Code;
  /** Whether an event says of the same change when it was. */
  isOfEvent: boolean;

  constructor(checkpoint: Checkpoint) {
    this.origin = checkpoint;
    this.value = checkpoint.value;
    this.since = checkpoint.since;
    this.phase = checkpoint.phase;
    this.was = checkpoint.was;
    this.code = checkpoint.code;
    this.isOfEvent = sourceOf(checkpoint.code) === 'event';
  }

  /** Takes another value. @param watermark - The newest observation that agrees with the value before. */
  change({ to, at, phase, code }: Omit<Change, 'after'>, watermark: Code): void {
    if (this.value === 'unknown') this.origin = { value: to, since: at, code, was: 'unknown' };
    else this.changes.push({ to, at, after: sourceOf(code) === 'event' ? at : Math.min(at, timeOf(watermark)), phase, code });
    this.was = this.value;
    this.wasSince = this.since;
    this.value = to;
    this.since = at;
    this.phase = phase;
    this.code = code;
    this.isOfEvent = sourceOf(code) === 'event';
  }

  /** Takes in another observation that shows the value. */
  confirm(code: Code): void {
    if (sourceOf(code) === 'event' && isRightAfter(code, this)) this.isOfEvent = true;
  }

  /** Counts the changes so far as known before: up to the frontier, and where an observation that was there before only ends what older ones show. */
  noteKnown(code: Code, { frontier = Infinity as Code, knownUntil = frontier }: Bounds): void {
    const isShownBefore = (): boolean => this.changes.slice(this.knownChanges).every((change) => change.code <= frontier);
    if (code <= frontier || (code <= knownUntil && isShownBefore())) this.knownChanges = this.changes.length;
  }

  /** What is known now, for an interpretation that goes on from here. */
  checkpoint(upTo: Code, disagreement: Disagreement): Checkpoint {
    const { value, since, phase, was, code } = this;
    return { value, since, phase, was, code, upTo, disagreement };
  }

  /** The changes since this was called last. */
  takeChanges(): readonly Change[] {
    return this.changes.length > 0 ? this.changes.splice(0) : NO_CHANGES;
  }
}
