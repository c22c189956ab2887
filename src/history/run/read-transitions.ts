import { readByServiceTime } from '../../internal/by-service-time.ts';
import { isMeant } from '../../scopes/index.ts';
import type { Transition } from '../../watch/index.ts';
import type { HistoryRequest } from '../history-request.ts';
import { Past, type ReportedChange } from './past.ts';
import { pastTransition } from './past-transition.ts';
import { planPast, readPast, type PlannedPast } from './read-past.ts';

/** The transitions of a range, ascending; read again from its start where the first answers show that the clock was wrong. */
export function readTransitions(request: HistoryRequest, signal: AbortSignal): AsyncGenerator<readonly Transition[], void, undefined> {
  const { clock } = request.context.scopes;
  return readByServiceTime(clock, async function* (now) {
    const planned = await planPast(request, now, signal);
    const { members, read, settings } = planned;
    const past = new Past(members, read.start, settings);
    for await (const changes of readPast(request, planned, past, signal)) {
      const reading = { periodMs: settings.periodMs, placement: past.placement, observedAt: clock.now() };
      yield changes.filter((change) => isWanted(change, planned)).map((change) => pastTransition(change, reading));
    }
  });
}

/** Whether a change is of the range, and of what was asked for. */
function isWanted({ at, tunnel, member }: ReportedChange, { range }: PlannedPast): boolean {
  return at > range.start && at <= range.end && isMeant(member, tunnel);
}
