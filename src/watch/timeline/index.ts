export { absorbed } from './absorb.ts';
export {
  type Contradiction,
  type Dispute,
  NO_DISAGREEMENT,
  type Disagreement as PeriodDisagreement,
  type PeriodRun,
} from './disagreement.ts';
export { evaluate, type Evaluation, type EvaluationContext, type Settings } from './evaluate.ts';
export { HeldEvidence } from './held-evidence.ts';
export { HeldRounds } from './held-rounds.ts';
export { type Change, type Checkpoint, type Confirm, type History, NOTHING_KNOWN, type Observed, valueAt } from './history.ts';
export { interpret } from './interpret.ts';
export { Interpretation } from './interpretation.ts';
export type { Announced, Announcement } from './match-changes.ts';
export {
  type Aspect,
  BEGINNING,
  type Claim,
  claimOf,
  type Code,
  encode,
  encodePoint,
  findAspect,
  isPeriod,
  type Observation,
  type Phase,
  positionOf,
  type Shown,
  shownBy,
  sourceOf,
  timeOf,
  type Value,
  valueOf,
} from './observation.ts';
export { reachOf, UNCERTAINTY_MS } from './precedence.ts';
export { SeenPoints } from './seen-points.ts';
export { addVotes, NO_VOTES, stampedEdge, type StampVotes, votableUntil, voteOnStamps } from './stamps.ts';
export { EMPTY, frontierOf, presentOf, type Timeline, withoutFuture } from './timeline.ts';
