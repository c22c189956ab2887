import { type Claim, claimOf, type Code, isPeriod, sourceOf, timeOf, type Value, valueOf } from './observation.ts';

/**
 * How far apart the clocks of two sources may be. The service's time is known to a second or two, and the
 * clocks of the events, the metrics and the VPC service are three. Of two sources that disagree within this
 * time nobody knows the order, so the one that needs fewer changes is taken.
 */
export const UNCERTAINTY_MS = 10_000;

/** Up to when a datapoint may speak: for its period, or for twice as long where its edge is unknown. */
export const reachOf = (code: Code, periodMs: number): number => timeOf(code) + (sourceOf(code) === 'wide-period' ? 2 : 1) * periodMs;

/** From when on a poll or an event is not part of what happened in a mixed period: which end of its period a timestamp names is documented nowhere. */
export const settledAt = (code: Code, periodMs: number): number =>
  Math.max(timeOf(code) + 2 * periodMs, sourceOf(code) === 'wide-period' ? reachOf(code, periodMs) + UNCERTAINTY_MS : 0);

/** What was known before an observation, or is about to be: since when it is so, what shows it first, and what it was before. */
export interface Known {
  readonly since: number;
  readonly code: Code;
  readonly was: Value;
}

/** What decides besides the observations that follow. */
export interface Circumstances {
  readonly periodMs: number;
  readonly known: Known;
  /** Of a datapoint: what the datapoint of the period right before it claims; absent where there is none. */
  readonly claimBefore?: Claim | undefined;
}

/** Whether an observation says nothing, because one that knows its instant better says something else. */
export function isOverruled(observations: readonly Code[], index: number, { periodMs, known, claimBefore }: Circumstances): boolean {
  const code = observations[index] as Code;
  return (
    (isOfBefore(code, known, claimBefore) && !isReturn(code, known, claimBefore)) ||
    (isPeriod(code) ? isPeriodOverruled(observations, index, periodMs) : isContradictedAtOnce(observations, index))
  );
}

/**
 * Whether an observation right after a change says what was before it: nobody knows that it comes after. A poll is
 * held against an event, a datapoint against both.
 */
function isOfBefore(code: Code, known: Known, claimBefore: Claim | undefined): boolean {
  const { since, code: change, was } = known;
  if (!(valueOf(claimOf(code)) === was || isOfBoth(code, known, claimBefore)) || timeOf(code) - since > UNCERTAINTY_MS) return false;
  return isPeriod(code) ? !isPeriod(change) : sourceOf(code) === 'topology' && sourceOf(change) === 'event';
}

/**
 * Whether a mixed period may be that of the change itself. A change that a poll shows may be long over: it is in the
 * period only where the datapoint before it shows nothing of it.
 */
function isOfBoth(code: Code, { code: change, was }: Known, claimBefore: Claim | undefined): boolean {
  if (claimOf(code) !== 'mixed' || was === 'unknown') return false;
  return sourceOf(change) === 'event' || (claimBefore !== undefined && valueOf(claimBefore) === was);
}

/** Whether a datapoint shows the value of before a change again: the datapoint before it shows the change, so this one is later. */
function isReturn(code: Code, { was }: Known, claimBefore: Claim | undefined): boolean {
  return isPeriod(code) && valueOf(claimOf(code)) === was && claimBefore !== undefined && valueOf(claimBefore) !== was;
}

/**
 * Whether an event stands in a datapoint's period, or a poll that says otherwise: those know their instant,
 * the point does not. A mixed period may also be explained by an event of the period after it, since which
 * end of its period a timestamp names is documented nowhere.
 */
function isPeriodOverruled(observations: readonly Code[], index: number, periodMs: number): boolean {
  const code = observations[index] as Code;
  const start = timeOf(code);
  const own = valueOf(claimOf(code));
  const end = reachOf(code, periodMs);
  const eventsUntil = own === undefined ? start + 2 * periodMs : end;
  for (let next = index + 1; next < observations.length; next++) {
    const other = observations[next] as Code;
    const at = timeOf(other);
    if (at > eventsUntil) return false;
    const value = valueOf(claimOf(other));
    // An event that says nothing of up and down decides nothing either.
    if (value === undefined) continue;
    if (sourceOf(other) === 'event') return true;
    if (sourceOf(other) === 'topology' && at < end && own !== undefined && value !== own) return true;
  }
  return false;
}

/** Whether a poll or an event is contradicted by what has the last word at the same instant: nothing comes and goes in no time. */
function isContradictedAtOnce(observations: readonly Code[], index: number): boolean {
  const code = observations[index] as Code;
  const own = valueOf(claimOf(code));
  for (let next = index + 1; next < observations.length; next++) {
    const other = observations[next] as Code;
    if (timeOf(other) > timeOf(code) || isPeriod(other) || sourceOf(other) === 'hold') return false;
    const value = valueOf(claimOf(other));
    if (own !== undefined && value !== undefined && value !== own) return true;
  }
  return false;
}
