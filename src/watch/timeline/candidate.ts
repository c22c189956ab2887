import type { Confirm } from './history.ts';
import type { Phase, Value } from './observation.ts';

/** A change that awaits as many observations as it takes. */
export interface Candidate {
  readonly to: Value;
  readonly at: number;
  /** Of the observations that were counted. */
  readonly newest: number;
  readonly count: number;
  readonly phase: Phase;
}

/** What an observation says for a change. It may date the change back, but is of an instant itself. */
export interface Support {
  readonly to: Value;
  readonly at: number;
  readonly observedAt: number;
  readonly phase: Phase;
}

/** Counts an observation for a change; of several at one instant only the first. One of another value begins anew. */
export function supportChange(before: Candidate | undefined, { to, at, observedAt, phase }: Support): Candidate {
  if (before?.to !== to) return { to, at, newest: observedAt, count: 1, phase };
  const isAnother = observedAt > before.newest;
  return {
    ...before,
    newest: isAnother ? observedAt : before.newest,
    count: before.count + (isAnother ? 1 : 0),
    phase: phase ?? before.phase,
  };
}

/** How many observations in a row make a change. */
export function confirmationsNeeded(from: Value, to: Value, confirm: Confirm): number {
  const isSudden = from === 'unknown' || from === 'disabled' || (to !== 'up' && to !== 'down');
  return isSudden ? 1 : confirm[to];
}
