import type { Phase, Value } from './observation.ts';

/** A change that awaits as many observations as it takes. */
export interface Candidate {
  readonly to: Value;
  readonly at: number;
  readonly newest: number;
  readonly count: number;
  readonly phase: Phase;
}

/** Counts an observation for a change; of several at one instant only the first. One of another value begins anew. */
export function supportChange(before: Candidate | undefined, to: Value, at: number, phase: Phase): Candidate {
  if (before?.to !== to) return { to, at, newest: at, count: 1, phase };
  const isAnother = at > before.newest;
  return { ...before, newest: isAnother ? at : before.newest, count: before.count + (isAnother ? 1 : 0), phase: phase ?? before.phase };
}
