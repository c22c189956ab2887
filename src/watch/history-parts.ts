// What a history of the past has in common with a watch. An entry of its own: importing the package must not load it.
export { type AnnouncedChange, asTransition } from './announce.ts';
export { conditionOf, isFailover } from './condition.ts';
export { LONGEST_DOUBT_MS, withoutDoubtfulOverlaps } from './overlaps.ts';
export { listTargets, withNames } from './sources/list-targets.ts';
export { aspectOf, observeEvent, type PointPlacement, pointPlacement, tunnelKeys } from './sources/observe.ts';
export { keyOf, statesOf } from './sources/state-series.ts';
export { TargetProblems } from './sources/target-problems.ts';
export type { Aspect, Change, Claim, Code, Confirm, Origin, Phase, StampVotes, Value } from './timeline/index.ts';
export {
  claimOf,
  encode,
  Interpretation,
  isPeriod,
  NO_VOTES,
  NOTHING_KNOWN,
  shownBy,
  sourceOf,
  stampedEdge,
  timeOf,
  UNCERTAINTY_MS,
  votableUntil,
  voteOnStamps,
} from './timeline/index.ts';
export { resourceOf } from './views.ts';
