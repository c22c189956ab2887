import { disputeOf, heedOldPeriods } from './disagreement.ts';
import type { Bounds, Checkpoint, Confirm, History } from './history.ts';
import { interpret } from './interpret.ts';
import { type Announced, announcedByPeriods, NO_LEDGER } from './ledger.ts';
import type { Announcement } from './match-changes.ts';
import { findNews, type NewsSettings } from './news.ts';
import { type Aspect, type Code, encode, encodeHold, inOrder, type Observation, timeOf } from './observation.ts';
import { reconcile } from './reconcile.ts';
import { NO_VOTES, type StampVotes, votableUntil, voteOnStamps } from './stamps.ts';
import { isTakenBack } from './taken-back.ts';
import { thinned } from './thinned.ts';
import { frontierOf, NO_CODES, type Timeline } from './timeline.ts';

/** How observations are evaluated. */
export interface Settings extends NewsSettings {
  readonly confirm: Confirm;
}

/** Settings, and what holds for one evaluation. */
export interface EvaluationContext extends Settings {
  /** Observations of up to this time may be forgotten: older ones are then not taken in any more. Default: none. */
  readonly forgetBefore?: number;
  /** Of observations of up to this time those that repeat what others claim may be forgotten. Default: none. */
  readonly thinBefore?: number;
  /** The time of the newest observation that was forgotten before the oldest of these, where any was: of up to then no late evidence is taken in. */
  readonly forgottenUntil?: number;
  /** Whether these are the first observations and all that there is to know of the time before: what they leave open is then not announced later. */
  readonly isBaseline?: boolean;
}

/** What observations change about a timeline. */
export interface Evaluation {
  /** The very one that was given, where nothing was learned. */
  readonly timeline: Timeline;
  readonly announcements: readonly Announcement[];
  /** Absent where nothing was learned. */
  readonly history?: History;
  /** What was learned of the timestamps of datapoints; absent where nothing was. */
  readonly votes?: StampVotes;
}

// Compaction at every step would copy every timeline at every step.
const COMPACT_EVERY_MS = 300_000;

/** What a timeline comes to with more observations, and which changes are to be announced. `asOf` is now, by which silence is measured; 0 measures none. */
export function evaluate(
  aspect: Aspect,
  timeline: Timeline,
  fresh: readonly Observation[],
  asOf: number,
  context: EvaluationContext,
): Evaluation {
  const intake = takeIn(timeline, fresh, asOf, context);
  const foldUntil = foldUntilOf(timeline, context);
  if (!intake.isNews && foldUntil === -Infinity) return { timeline, announcements: [] };
  const { observations, history } = read(timeline, intake, { confirm: context.confirm, foldUntil });
  const { live, lastAnnounced } = findNews(aspect, timeline, history, intake, context);
  const { announcements, ledger } = reconcile({ ...timeline, periodMs: intake.periodMs }, history, live);
  const votedUntil = Math.max(timeline.votedUntil, votableUntil(intake.asOf, intake.periodMs));
  const votes = voteOnStamps(observations, history.changes, intake.periodMs, { after: timeline.votedUntil, until: votedUntil });
  const evaluated = {
    ...intake,
    observations,
    history,
    votedUntil,
    lastAnnounced,
    announced: timeline.announced + announcements.length,
    ledger,
  };
  return {
    timeline: context.isBaseline === true && timeline.value === 'unknown' ? baselineOf(evaluated) : compacted(evaluated, context),
    announcements,
    history,
    ...(votes !== NO_VOTES && { votes }),
  };
}

/** What comes in. */
interface Intake {
  readonly codes: readonly Code[];
  readonly checkpoint: Checkpoint;
  readonly periodMs: number;
  readonly asOf: number;
  readonly isStale: boolean;
  readonly newsFrom: number;
  readonly isNews: boolean;
}

function takeIn(timeline: Timeline, fresh: readonly Observation[], now: number, { staleAfterMs }: EvaluationContext): Intake {
  const periodMs = fresh.reduce((longest, { periodMs: own = 0 }) => Math.max(longest, own), timeline.periodMs);
  const encoded = fresh.map(encode);
  const codes = encoded.filter((code) => code > timeline.checkpoint.upTo && !timeline.observations.includes(code));
  const old = encoded.filter((code) => code <= timeline.checkpoint.upTo);
  const disagreement =
    old.length === 0
      ? timeline.checkpoint.disagreement
      : heedOldPeriods(timeline.checkpoint.disagreement, old, {
          periodMs,
          ledger: announcedByPeriods(timeline.ledger, timeline.observations),
        });
  const checkpoint = disagreement === timeline.checkpoint.disagreement ? timeline.checkpoint : { ...timeline.checkpoint, disagreement };
  const asOf = fresh.reduce((newest, { at }) => Math.max(newest, at), timeline.asOf);
  // Only evidence ends silence: a moment may be evaluated by a part of it, and then lies earlier than the last one.
  const isStale = (timeline.isStale && asOf === timeline.asOf) || now - asOf >= staleAfterMs;
  const frontier = frontierOf(timeline);
  const first = Math.min(...codes.filter((code) => code > frontier).map(timeOf));
  const isNews =
    codes.length > 0 ||
    checkpoint !== timeline.checkpoint ||
    asOf !== timeline.asOf ||
    isStale !== timeline.isStale ||
    periodMs !== timeline.periodMs;
  return { codes, checkpoint, periodMs, asOf, isStale, newsFrom: first < Infinity ? first : 0, isNews };
}

/** Up to when observations are folded into the checkpoint; -Infinity for none. */
function foldUntilOf(timeline: Timeline, { forgetBefore = -Infinity, forgottenUntil = -Infinity }: EvaluationContext): number {
  return Math.max(forgottenUntil, isCompactionDue(timeline, forgetBefore) ? forgetBefore : -Infinity);
}

/** Whether enough is old enough to be forgotten. */
export function isCompactionDue({ value, observations }: Timeline, forgetBefore: number): boolean {
  return value === 'unknown' || timeOf(observations[0] ?? (Infinity as Code)) < forgetBefore - COMPACT_EVERY_MS;
}

/** The observations with those that came in, and what they come to. */
function read(
  timeline: Timeline,
  { codes, checkpoint, periodMs }: Intake,
  { confirm, foldUntil }: Pick<Settings, 'confirm'> & Required<Pick<Bounds, 'foldUntil'>>,
): { readonly observations: readonly Code[]; readonly history: History } {
  const observed = { checkpoint, periodMs, ledger: timeline.ledger };
  const frontier = frontierOf(timeline);
  const observations = inOrder([...timeline.observations, ...codes]);
  const knownUntil = timeline.observations.at(-1) ?? frontier;
  const history = interpret({ ...observed, observations }, confirm, { frontier, knownUntil, foldUntil });
  const isConfirmed = timeline.value !== 'unknown' && Math.max(confirm.down, confirm.up) > 1;
  if (!isConfirmed || !isTakenBack(timeline, history)) return { observations, history };
  const hold = encodeHold(timeline.watermark, timeline.phase ?? timeline.value);
  const held = inOrder([...observations, hold]);
  return { observations: held, history: interpret({ ...observed, observations: held }, confirm, { frontier: hold, foldUntil }) };
}

interface Evaluated extends Pick<
  Timeline,
  'periodMs' | 'asOf' | 'isStale' | 'observations' | 'votedUntil' | 'lastAnnounced' | 'announced'
> {
  readonly history: History;
  readonly ledger: readonly Announced[];
}

/** The timeline with the observations that may be forgotten folded into its checkpoint. */
function compacted(evaluated: Evaluated, { confirm, thinBefore = -Infinity }: EvaluationContext): Timeline {
  const { history, observations, ledger, periodMs } = evaluated;
  const { fold } = history;
  const left = fold.observations < observations.length ? observations.slice(fold.observations) : NO_CODES;
  return assemble(evaluated, {
    checkpoint: fold.checkpoint,
    observations: thinBefore === -Infinity ? left : thinned(left, thinBefore, { reach: Math.max(confirm.down, confirm.up), periodMs }),
    isOpen: history.isOpen,
    ledger,
  });
}

/** The timeline with all observations folded into its checkpoint. */
function baselineOf(evaluated: Evaluated): Timeline {
  return assemble(evaluated, { checkpoint: evaluated.history.end, observations: NO_CODES, isOpen: false, ledger: NO_LEDGER });
}

// Field by field: an object that is put together by spreading takes half as much memory again, and there are thousands.
function assemble(
  { periodMs, asOf, isStale, history, votedUntil, lastAnnounced, announced }: Evaluated,
  { checkpoint, observations, isOpen, ledger }: Pick<Timeline, 'checkpoint' | 'observations' | 'isOpen' | 'ledger'>,
): Timeline {
  const { value, since, phase, disagreement } = history.end;
  return {
    observations,
    periodMs,
    checkpoint,
    value,
    since,
    phase,
    isOpen,
    dispute: disputeOf(disagreement),
    watermark: Math.max(timeOf(history.watermark), timeOf(checkpoint.upTo)),
    asOf,
    isStale,
    votedUntil,
    lastAnnounced,
    announced,
    ledger: ledger.length > 0 ? ledger : NO_LEDGER,
  };
}
