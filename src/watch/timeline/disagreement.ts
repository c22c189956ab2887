import { type Announced, isAnnouncedAfter, NO_LEDGER } from './ledger.ts';
import { type Claim, claimOf, type Code, isPeriod, sourceOf, timeOf, type Value, valueOf } from './observation.ts';
import { reachOf, UNCERTAINTY_MS } from './precedence.ts';

/** A poll or an event that says otherwise. */
export interface Contradiction {
  readonly at: number;
  readonly isEvent: boolean;
}

/**
 * How far datapoints that repeat a claim are believed: `agreed` where a poll or an event has said the same since the
 * run began, or did so last before it. Of mixed periods: where the datapoints before them claimed something else,
 * undisputed. `stuck` where the run went on through a dispute: that others agree with it later proves nothing.
 */
export type Trust = 'none' | 'agreed' | 'stuck';

/** Datapoints that go on claiming the same. */
export interface PeriodRun {
  /** `down` for every claim that stands for it. */
  readonly claim: Claim;
  /** Where the newest of the datapoints stands. */
  readonly newest: number;
  /** Up to when the first of them may speak: what comes before that may be in it. */
  readonly settledFrom: number;
  readonly trust: Trust;
  /** The first poll, or else the event, since the newest datapoint that says otherwise. */
  readonly contradiction: Contradiction | undefined;
  /** How many contradictions the run has outlasted. */
  readonly outlasted: number;
  /** The first contradiction that counts; `undefined` where the sources do not disagree. */
  readonly disputedSince: number | undefined;
}

/**
 * Whether the datapoints and the other sources disagree for good. Datapoints that repeat a claim unchanged
 * before and after a poll or an event that contradicts it do not measure what those see. They are
 * left out until they claim something else, or until a poll or an event agrees with them.
 */
export interface Disagreement {
  readonly run: PeriodRun | undefined;
  /** What the newest poll or event said. */
  readonly word: Value;
}

export const NO_DISAGREEMENT: Disagreement = { run: undefined, word: 'unknown' };

/** A claim of datapoints that the other sources contradict. */
export interface Dispute {
  readonly claim: Claim;
  readonly since: number;
}

export function disputeOf({ run }: Disagreement): Dispute | undefined {
  return run?.disputedSince === undefined ? undefined : { claim: run.claim, since: run.disputedSince };
}

/** Whether a datapoint belongs to a run that the other sources dispute. */
export function isDisputed({ run }: Disagreement, code: Code): boolean {
  return run?.disputedSince !== undefined && timeOf(code) - UNCERTAINTY_MS >= run.disputedSince;
}

/** What the datapoint of the period right before one claims; `undefined` where it is missing. */
export function claimBefore({ run }: Disagreement, code: Code, periodMs: number): Claim | undefined {
  return run && timeOf(code) - run.newest <= periodMs ? run.claim : undefined;
}

/** Takes in a poll or an event that says something. */
export function heedWord({ run, word }: Disagreement, code: Code): Disagreement {
  const value = valueOf(claimOf(code));
  if (value === undefined) return { run, word };
  if (!run) return { run, word: value };
  if (value === run.claim)
    return { word: value, run: { ...run, trust: trustOnceAgreed(run), contradiction: undefined, outlasted: 0, disputedSince: undefined } };
  const said: Contradiction = { at: timeOf(code), isEvent: sourceOf(code) === 'event' };
  const isFirst = !run.contradiction || (said.isEvent && !run.contradiction.isEvent);
  return { word: value, run: isFirst && said.at >= run.settledFrom ? { ...run, contradiction: said } : run };
}

const trustOnceAgreed = ({ trust, disputedSince }: PeriodRun): Trust =>
  trust === 'stuck' || disputedSince !== undefined ? 'stuck' : 'agreed';

/** What datapoints are held against. */
export interface Basis {
  readonly periodMs: number;
  /** What was announced by datapoints alone. Default: nothing. */
  readonly ledger?: readonly Announced[] | undefined;
}

/** Takes in datapoints that are older than what is kept: they say nothing any more, but that the run goes on. */
export function heedOldPeriods(disagreement: Disagreement, codes: readonly Code[], basis: Basis): Disagreement {
  const newer = codes.filter((code) => isPeriod(code) && timeOf(code) > (disagreement.run?.newest ?? Infinity)).sort((a, b) => a - b);
  return newer.reduce((before, code) => heedPeriod(before, code, basis), disagreement);
}

/**
 * Whether there is reason to believe datapoints that begin to claim something. No poll can say what a mixed
 * period says: it meets one of the two values. So what counts of mixed periods is that the datapoints before
 * them claimed something else, undisputed: then a poll may have met one recovery of a tunnel that flaps.
 */
function isBelieved({ run, word }: Disagreement, claim: Claim): boolean {
  return word === claim || (claim === 'mixed' && run !== undefined && run.disputedSince === undefined);
}

/** Datapoints that begin to claim something. */
function runOf(before: Disagreement, claim: Claim, code: Code, periodMs: number): PeriodRun {
  return {
    claim,
    newest: timeOf(code),
    settledFrom: reachOf(code, periodMs),
    trust: isBelieved(before, claim) ? 'agreed' : 'none',
    contradiction: undefined,
    outlasted: 0,
    disputedSince: undefined,
  };
}

/** Takes in a datapoint, also one that says nothing of itself. */
export function heedPeriod({ run, word }: Disagreement, code: Code, { periodMs, ledger = NO_LEDGER }: Basis): Disagreement {
  const at = timeOf(code);
  const claim = valueOf(claimOf(code)) ?? claimOf(code);
  if (run?.claim !== claim) return { word, run: runOf({ run, word }, claim, code, periodMs) };
  const { contradiction, trust } = run;
  // Where datapoints are missing, what they would have said is not known; nor which of them an event was in that comes right after.
  // Those of a run that is stuck would have said the same.
  const isResumed = at - run.newest > periodMs && trust !== 'stuck';
  const settledFrom = isResumed ? reachOf(code, periodMs) : run.settledFrom;
  const next = { ...run, newest: at, settledFrom };
  if (!contradiction || at - UNCERTAINTY_MS < contradiction.at) return { word, run: next };
  const provesNothing = isResumed || isRefilled(run, contradiction, ledger);
  return { word, run: provesNothing ? { ...next, contradiction: undefined } : outlasting(next, contradiction) };
}

/** A run that goes on after a contradiction. An event leaves nothing open. A poll may have met a short recovery, once. */
function outlasting(run: PeriodRun, contradiction: Contradiction): PeriodRun {
  const isDispute = contradiction.isEvent || run.trust !== 'agreed' || run.outlasted > 0;
  return {
    ...run,
    contradiction: undefined,
    outlasted: run.outlasted + 1,
    disputedSince: run.disputedSince ?? (isDispute ? contradiction.at : undefined),
  };
}

/** Whether a datapoint was missing when an event came, and the return was announced by the next ones. That it comes late takes nothing back. */
const isRefilled = ({ claim, trust, outlasted }: PeriodRun, { at, isEvent }: Contradiction, ledger: readonly Announced[]): boolean =>
  isEvent && trust !== 'stuck' && outlasted === 0 && isAnnouncedAfter(ledger, claim, at);
