export { absorbed } from './absorb.ts';
export {
  type Contradiction,
  type Dispute,
  NO_DISAGREEMENT,
  type Disagreement as PeriodDisagreement,
  type PeriodRun,
  type Trust,
} from './disagreement.ts';
export { evaluate, type Evaluation, type EvaluationContext, type Settings } from './evaluate.ts';
export { type Change, type Checkpoint, type Confirm, type History, NOTHING_KNOWN, type Observed, type Origin, valueAt } from './history.ts';
export { interpret } from './interpret.ts';
export { Interpretation } from './interpretation.ts';
export type { Announced } from './ledger.ts';
export type { Announcement } from './match-changes.ts';
export {
  type Aspect,
  BEGINNING,
  type Claim,
  claimOf,
  type Code,
  decode,
  encode,
  encodePoint,
  findAspect,
  inOrder,
  isPeriod,
  laterBy,
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
export { addVotes, NO_VOTES, stampedEdge, type StampVotes, votableUntil, voteOnStamps } from './stamps.ts';
export { thinned } from './thinned.ts';
export { EMPTY, frontierOf, isKnown, NO_CODES, presentOf, type Timeline, withoutFuture } from './timeline.ts';
