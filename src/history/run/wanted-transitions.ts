import type { Clock } from '../../internal/clock.ts';
import { isMeant } from '../../scopes/index.ts';
import type { Transition } from '../../watch/index.ts';
import type { Past, ReportedChange } from './past.ts';
import { pastTransition } from './past-transition.ts';
import type { PlannedPast } from './read-past.ts';

/** The transitions among changes that are of the range, and of what was asked for. */
export function wantedTransitions(
  changes: readonly ReportedChange[],
  planned: PlannedPast,
  { placement }: Past,
  clock: Clock,
): Transition[] {
  const reading = { periodMs: planned.settings.periodMs, placement, observedAt: clock.now() };
  return changes.filter((change) => isWanted(change, planned)).map((change) => pastTransition(change, reading));
}

function isWanted({ at, tunnel, member }: ReportedChange, { range }: PlannedPast): boolean {
  return at > range.start && at <= range.end && isMeant(member, tunnel);
}
