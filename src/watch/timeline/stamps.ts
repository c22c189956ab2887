import type { Change } from './history.ts';
import { claimOf, sourceOf, timeOf, valueOf, type Code } from './observation.ts';
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

// A clock that is off now and then must not settle it, nor one that was.
const ENOUGH = 3;
const MAJORITY = 10;

/** Which end of its period a timestamp names; `undefined` where that is not settled. */
export function stampedEdge({ start, end }: StampVotes): 'start' | 'end' | undefined {
  if (end >= ENOUGH && end >= MAJORITY * start) return 'end';
  return start >= ENOUGH && start >= MAJORITY * end ? 'start' : undefined;
}

/** What the datapoints around changes show of their timestamps: around those that a poll or an event dates, with none other near. */
export function voteOnStamps(observations: readonly Code[], changes: readonly Change[], periodMs: number): StampVotes {
  let votes = NO_VOTES;
  for (const [index, change] of changes.entries()) {
    const source = sourceOf(change.code);
    const isAlone = Math.min(change.after - (changes[index - 1]?.at ?? -Infinity), (changes[index + 1]?.after ?? Infinity) - change.at) > 3 * periodMs;
    if ((source !== 'event' && source !== 'topology') || change.at - change.after > periodMs || !isAlone) continue;
    const wide = observations.filter((code) => sourceOf(code) === 'wide-period' && Math.abs(timeOf(code) - change.at) < 3 * periodMs);
    const claims = wide.map((code) => ({ stamp: timeOf(code) + periodMs, value: valueOf(claimOf(code)) }));
    const isStart = claims.some(({ stamp, value }) => stamp < change.after - UNCERTAINTY_MS && (value === undefined || value === change.to));
    const isEnd = claims.some(({ stamp, value }) => stamp > change.at + UNCERTAINTY_MS && (value === undefined || value !== change.to));
    if (isStart !== isEnd) votes = { start: votes.start + (isStart ? 1 : 0), end: votes.end + (isEnd ? 1 : 0) };
  }
  return votes;
}
