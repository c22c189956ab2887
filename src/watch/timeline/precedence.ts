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
  /** Since when it was that, where it is remembered. */
  readonly wasSince?: number;
  /** Whether an event shows it, first or as well. */
  readonly isOfEvent: boolean;
}

/** What decides besides the observations that follow. */
export interface Circumstances {
  readonly periodMs: number;
  readonly known: Known;
  /** Of a datapoint: what the datapoint of the period right before it claims; absent where there is none. */
  readonly claimBefore?: Claim | undefined;
}

/** Whether an observation is of so soon after a change that clocks cannot say which came first, or of before it. */
export const isRightAfter = (code: Code | undefined, { since }: Pick<Known, 'since'>): boolean =>
  code !== undefined && timeOf(code) - since <= UNCERTAINTY_MS;

/** Whether an observation says nothing, because one that knows its instant better says something else. */
export function isOverruled(observations: readonly Code[], index: number, circumstances: Circumstances): boolean {
  const code = observations[index] as Code;
  const { periodMs } = circumstances;
  return (
    (isOfBefore(code, circumstances) && !isReturn(code, circumstances)) ||
    (isPeriod(code) ? isPeriodOverruled(observations, index, periodMs) : isContradictedAtOnce(observations, index))
  );
}

/**
 * Whether an observation right after a change says what was before it: nobody knows that it comes after. A poll is
 * held against an event, a datapoint against both.
 */
function isOfBefore(code: Code, circumstances: Circumstances): boolean {
  const { code: change, was } = circumstances.known;
  if (!(valueOf(claimOf(code)) === was || isOfBoth(code, circumstances)) || !isRightAfter(code, circumstances.known)) return false;
  return isPeriod(code) ? !isPeriod(change) : sourceOf(code) === 'topology' && sourceOf(change) === 'event';
}

/**
 * Whether a mixed period may be that of the change itself. A change that only a poll shows may be long over: it is not in the
 * period where the datapoint before it shows it, unless that is mixed because of the change before.
 */
function isOfBoth(code: Code, circumstances: Circumstances): boolean {
  const { known, claimBefore } = circumstances;
  if (claimOf(code) !== 'mixed' || known.was === 'unknown') return false;
  if (known.isOfEvent || (claimBefore === 'mixed' && isBegunInBefore(code, circumstances))) return true;
  return claimBefore === undefined || valueOf(claimBefore) === known.was;
}

/**
 * Whether a datapoint shows the value of before a change again: the datapoint before it shows the change, so this one is later.
 * Where that value began in the period of the datapoint before it, that one may be of before both changes.
 */
function isReturn(code: Code, circumstances: Circumstances): boolean {
  const { known, claimBefore } = circumstances;
  if (!isPeriod(code) || claimBefore === undefined || isBegunInBefore(code, circumstances)) return false;
  return valueOf(claimOf(code)) === known.was && valueOf(claimBefore) !== known.was;
}

/** Whether the value of before the change began in the period right before a datapoint's, as far as clocks are known. */
const isBegunInBefore = (code: Code, { periodMs, known: { wasSince = -Infinity } }: Circumstances): boolean =>
  wasSince >= timeOf(code) - periodMs - UNCERTAINTY_MS;

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
