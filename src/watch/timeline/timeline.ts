import { type Dispute, disputeOf, NO_DISAGREEMENT } from './disagreement.ts';
import { type Checkpoint, type Confirm, NOTHING_KNOWN, type Observed } from './history.ts';
import { interpret } from './interpret.ts';
import { type Announced, NO_LEDGER } from './ledger.ts';
import { claimOf, type Code, encode, type Phase, sourceOf, timeOf, type Value, valueOf } from './observation.ts';

/** What is remembered of one aspect of one tunnel. Plain data. */
export interface Timeline extends Observed {
  readonly checkpoint: Checkpoint;
  /** In order of time, each once: whatever comes late finds its place among them. */
  readonly observations: readonly Code[];
  readonly value: Value;
  readonly since: number;
  readonly phase: Phase;
  /** Whether more evidence is awaited: a change is unconfirmed, or its outcome within a period is not known. */
  readonly isOpen: boolean;
  /** What the datapoints say, and since when polls or events contradict it, so that the datapoints are left out. */
  readonly dispute: Dispute | undefined;
  /** Where the newest observation stands that confirms the value; older ones cannot change it. */
  readonly watermark: number;
  /** The time of the newest evidence: the end of its period, where it is a datapoint. */
  readonly asOf: number;
  readonly isStale: boolean;
  /** Up to when changes were asked what they show of the timestamps of datapoints. */
  readonly votedUntil: number;
  readonly lastAnnounced: Value;
  /** How many changes were announced. */
  readonly announced: number;
  /**
   * The ledger: the changes that the observations show and that are announced or known without, and announced
   * ones that evidence later retracted. A replacement of those is not announced again. Reaches back to the checkpoint.
   */
  readonly ledger: readonly Announced[];
}

// Shared, since most timelines have none.
export const NO_CODES: readonly Code[] = Object.freeze([]);

export const EMPTY: Timeline = {
  observations: NO_CODES,
  periodMs: 0,
  checkpoint: NOTHING_KNOWN,
  value: 'unknown',
  since: 0,
  phase: undefined,
  isOpen: false,
  dispute: undefined,
  watermark: 0,
  asOf: 0,
  isStale: false,
  votedUntil: 0,
  lastAnnounced: 'unknown',
  announced: 0,
  ledger: NO_LEDGER,
};

/** What an aspect is now, silence considered. */
export function presentOf(timeline: Timeline | undefined): Value {
  return !timeline || timeline.isStale ? 'unknown' : timeline.value;
}

/** Whether it is known what an aspect is now. */
export function isKnown(timeline: Timeline | undefined): timeline is Timeline {
  return timeline !== undefined && timeline.value !== 'unknown' && !timeline.isStale;
}

/** The newest observation that is known: what comes after it is news. */
export function frontierOf({ observations, watermark, checkpoint }: Timeline): Code {
  return observations.findLast((code) => timeOf(code) <= watermark && valueOf(claimOf(code)) !== undefined) ?? checkpoint.upTo;
}

/** Without what is dated after an instant, by a clock that was ahead: it would outrank all evidence up to its time. */
export function withoutFuture(timeline: Timeline, latest: number, confirm: Confirm): Timeline {
  const { observations, checkpoint, periodMs, asOf } = timeline;
  if (asOf <= latest && timeOf(checkpoint.upTo) <= latest && timeOf(observations.at(-1) ?? checkpoint.upTo) <= latest) return timeline;
  const kept = {
    periodMs,
    observations: observations.filter((code) => timeOf(code) <= latest),
    checkpoint: checkpointUntil(checkpoint, latest),
    ledger: timeline.ledger.filter(({ at }) => at <= latest),
  };
  const { end, isOpen, watermark } = interpret(kept, confirm);
  const { value, since, phase } = end;
  return {
    ...timeline,
    ...kept,
    value,
    since,
    phase,
    isOpen,
    dispute: disputeOf(end.disagreement),
    watermark: timeOf(watermark),
    asOf: Math.min(asOf, latest),
  };
}

function checkpointUntil(checkpoint: Checkpoint, latest: number): Checkpoint {
  if (timeOf(checkpoint.upTo) <= latest) return checkpoint;
  const upTo = encode({
    tunnel: '',
    aspect: 'ipsec',
    source: sourceOf(checkpoint.upTo) === 'event' ? 'event' : 'topology',
    at: latest,
    claim: claimOf(checkpoint.upTo),
  });
  return { ...checkpoint, since: Math.min(checkpoint.since, latest), code: upTo, upTo, disagreement: NO_DISAGREEMENT };
}
