export { evaluate, type Evaluation, type EvaluationContext, type Settings } from './evaluate.ts';
export { type Change, type Checkpoint, type Confirm, type History, type Observed, NOTHING_KNOWN, valueAt } from './history.ts';
export { interpret } from './interpret.ts';
export type { Announced, Announcement } from './match-changes.ts';
export { BEGINNING, isPeriod, positionOf, shownBy, sourceOf, timeOf, type Aspect, type Claim, type Code, type Observation, type Phase, type Shown, type Value } from './observation.ts';
export { UNCERTAINTY_MS } from './precedence.ts';
export { EMPTY, presentOf, withoutFuture, type Timeline } from './timeline.ts';
