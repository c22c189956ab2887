import type { Confirm } from './history.ts';
import type { KnownValue } from './known-value.ts';
import { type Code, type Phase, sourceOf, timeOf, type Value } from './observation.ts';
import type { Known } from './precedence.ts';

/** A change that awaits as many observations as it takes. */
export interface Candidate {
  readonly to: Value;
  readonly at: number;
  /** The first of the observations that were counted. */
  readonly code: Code;
  /** When the newest of them is of. */
  readonly newest: number;
  readonly count: number;
  readonly phase: Phase;
}

/** What an observation says for a change. It may date the change back, but is of an instant itself. */
export interface Support {
  readonly to: Value;
  readonly at: number;
  readonly code: Code;
  readonly phase: Phase;
}

/** Counts an observation for a change; of several at one instant only the first. One of another value begins anew. */
export function supportChange(before: Candidate | undefined, { to, at, code, phase }: Support): Candidate {
  const observedAt = timeOf(code);
  if (before?.to !== to) return { to, at, code, newest: observedAt, count: 1, phase };
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

/** The change that observations right after it are held against: the one that awaits others, or else the one that is known. */
export function newestChange(candidate: Candidate | undefined, known: KnownValue): Known {
  return candidate
    ? {
        since: candidate.at,
        code: candidate.code,
        was: known.value,
        wasSince: known.since,
        isOfEvent: sourceOf(candidate.code) === 'event',
      }
    : known;
}
