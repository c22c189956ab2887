import type { Change } from './history.ts';
import { claimOf, type Code, isPeriod, sourceOf, timeOf, valueOf } from './observation.ts';
import { UNCERTAINTY_MS } from './precedence.ts';

/**
 * How often datapoints around a change showed which end of its period a timestamp names, which is documented
 * nowhere: a point stamped before the change that knows of it names the start, one stamped after it
 * that knows of the time before it names the end.
 */
export interface StampVotes {
  readonly start: number;
  readonly end: number;
}

export const NO_VOTES: StampVotes = Object.freeze({ start: 0, end: 0 });

export const addVotes = (one: StampVotes, other: StampVotes): StampVotes =>
  other === NO_VOTES ? one : { start: one.start + other.start, end: one.end + other.end };

// A clock that is off now and then must not settle it, nor one that was.
const ENOUGH = 3;
const MAJORITY = 10;

/** Which end of its period a timestamp names; `undefined` where that is not settled. */
export function stampedEdge({ start, end }: StampVotes): 'start' | 'end' | undefined {
  if (end >= ENOUGH && end >= MAJORITY * start) return 'end';
  return start >= ENOUGH && start >= MAJORITY * end ? 'start' : undefined;
}

/** The changes around which all datapoints have come, and that were not asked about before. */
export interface VotingSpan {
  readonly after: number;
  readonly until: number;
}

/** Up to when all datapoints around a change have come. */
export const votableUntil = (asOf: number, periodMs: number): number => asOf - 4 * periodMs;

/** What the datapoints around changes show of their timestamps: around those that a poll or an event dates, with none other near. */
export function voteOnStamps(
  observations: readonly Code[],
  changes: readonly Change[],
  periodMs: number,
  { after, until }: VotingSpan,
): StampVotes {
  const asked = changes.filter(({ at }, index) => at > after && at <= until && isDatedAlone(changes, index, periodMs));
  const edges = asked.map((change) => edgeShown(observations, change, periodMs));
  const [start, end] = [edges.filter((edge) => edge === 'start').length, edges.filter((edge) => edge === 'end').length];
  return start + end > 0 ? { start, end } : NO_VOTES;
}

/** Whether a poll or an event dates a change, with none other near. */
function isDatedAlone(changes: readonly Change[], index: number, periodMs: number): boolean {
  const { at, after, code } = changes[index] as Change;
  const apartMs = Math.min(after - (changes[index - 1]?.at ?? -Infinity), (changes[index + 1]?.after ?? Infinity) - at);
  return !isPeriod(code) && at - after <= periodMs && apartMs > 3 * periodMs;
}

function edgeShown(observations: readonly Code[], { at, after, to }: Change, periodMs: number): 'start' | 'end' | undefined {
  const points = observations
    .filter((code) => sourceOf(code) === 'wide-period')
    .map((code) => ({ stamp: timeOf(code) + periodMs, value: valueOf(claimOf(code)) }));
  const near = points.filter(({ stamp }) => stamp > after - 2 * periodMs && stamp < at + 2 * periodMs);
  const isStart = near.some(({ stamp, value }) => stamp < after - UNCERTAINTY_MS && (value === undefined || value === to));
  const isEnd = near.some(({ stamp, value }) => stamp > at + UNCERTAINTY_MS && value !== to);
  return isStart === isEnd ? undefined : isStart ? 'start' : 'end';
}
