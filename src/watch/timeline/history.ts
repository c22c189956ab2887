import { type Disagreement, NO_DISAGREEMENT } from './disagreement.ts';
import type { Announced } from './ledger.ts';
import { BEGINNING, type Code, type Phase, type Value } from './observation.ts';

/** A value came to be, as the observations show it. */
export interface Change {
  readonly to: Value;
  readonly at: number;
  /** It came about after this time: the last observation of the value before it, or `at` where an event says when. */
  readonly after: number;
  readonly phase: Phase;
  /** The observation that shows it. */
  readonly code: Code;
}

/** What was known before the first observation that is kept: older ones are not taken in any more. */
export interface Checkpoint {
  readonly value: Value;
  readonly since: number;
  readonly phase: Phase;
  /** What the value was before that; `unknown` where nothing was known. */
  readonly was: Value;
  /** The observation that showed the value first. */
  readonly code: Code;
  /** The last observation before it. */
  readonly upTo: Code;
  readonly disagreement: Disagreement;
}

export const NOTHING_KNOWN: Checkpoint = {
  value: 'unknown',
  since: 0,
  phase: undefined,
  was: 'unknown',
  code: BEGINNING,
  upTo: BEGINNING,
  disagreement: NO_DISAGREEMENT,
};

/** The observations of one aspect, and what was known before them. */
export interface Observed {
  readonly observations: readonly Code[];
  readonly checkpoint: Checkpoint;
  /** The length of a datapoint's period; the longest where there are several. */
  readonly periodMs: number;
  /** What was announced. Default: nothing. */
  readonly ledger?: readonly Announced[] | undefined;
}

/** How many observations in a row, of different times, make a change. */
export interface Confirm {
  readonly down: number;
  readonly up: number;
}

/** What was known first, since when, what shows it, and what it was before that. */
export type Origin = Pick<Checkpoint, 'value' | 'since' | 'code' | 'was'>;

/** What the observations of one aspect come to, from the first to the last. */
export interface History {
  readonly origin: Origin;
  readonly changes: readonly Change[];
  /** How many of the changes were known before. */
  readonly known: number;
  /** What it comes to with the last observation. */
  readonly end: Checkpoint;
  /** Whether more evidence is awaited: a change is unconfirmed, or its outcome within a period is not known. */
  readonly isOpen: boolean;
  /** The newest observation that agrees with the value. */
  readonly watermark: Code;
  /** The last point, among the observations that may be folded, at which nothing was awaited. */
  readonly fold: Fold;
}

/** What a history says of its parts. */
export interface Bounds {
  /** The newest observation that was known before: changes that need a newer one are news. Default: all are known. */
  readonly frontier?: Code;
  /** The newest observation that there was before, whatever it says: it may merely end what older ones show. Default: the frontier. */
  readonly knownUntil?: Code;
  /** Observations of up to this time may be folded into a checkpoint. Default: none. */
  readonly foldUntil?: number;
}

/** A checkpoint, and how many observations and changes it stands for. */
export interface Fold {
  readonly observations: number;
  readonly changes: number;
  readonly checkpoint: Checkpoint;
}

/** Changes as they are announced: no two in a row to the same value. What is disabled is announced as nothing, and so stays what it was. */
export function announceable({ origin, changes }: Pick<History, 'origin' | 'changes'>): readonly Change[] {
  let value = origin.value === 'disabled' ? origin.was : origin.value;
  return changes.filter(({ to }) => {
    if (to === 'disabled' || to === value) return false;
    value = to;
    return true;
  });
}

/** What an aspect was at an instant, as far as is remembered. */
export function valueAt({ origin, changes }: Pick<History, 'origin' | 'changes'>, at: number): Value {
  return changes.findLast((change) => change.at <= at)?.to ?? (origin.since <= at ? origin.value : origin.was);
}
