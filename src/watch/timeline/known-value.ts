import type { Disagreement } from './disagreement.ts';
import type { Bounds, Change, Checkpoint, Origin } from './history.ts';
import { type Code, type Phase, sourceOf, timeOf, type Value } from './observation.ts';

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
  /** The observation that shows the value. */
  code: Code;

  constructor(checkpoint: Checkpoint) {
    this.origin = checkpoint;
    this.value = checkpoint.value;
    this.since = checkpoint.since;
    this.phase = checkpoint.phase;
    this.was = checkpoint.was;
    this.code = checkpoint.code;
  }

  /** Takes another value. @param watermark - The newest observation that agrees with the value before. */
  change({ to, at, phase, code }: Omit<Change, 'after'>, watermark: Code): void {
    if (this.value === 'unknown') this.origin = { value: to, since: at, was: 'unknown' };
    else this.changes.push({ to, at, after: sourceOf(code) === 'event' ? at : Math.min(at, timeOf(watermark)), phase, code });
    this.was = this.value;
    this.value = to;
    this.since = at;
    this.phase = phase;
    this.code = code;
  }

  /** Counts what an observation has shown as known before, where it was: or merely ended what older ones show, and was there before. */
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
