import { readByServiceTime } from '../../internal/by-service-time.ts';
import type { Transition } from '../../watch/index.ts';
import type { HistoryRequest } from '../history-request.ts';
import { Past } from './past.ts';
import { planPast, readPast } from './read-past.ts';
import { wantedTransitions } from './wanted-transitions.ts';

/** The transitions of a range, ascending; read again from its start where the first answers show that the clock was wrong. */
export function readTransitions(request: HistoryRequest, signal: AbortSignal): AsyncGenerator<readonly Transition[], void, undefined> {
  const { clock } = request.context.scopes;
  return readByServiceTime(clock, async function* (now) {
    const planned = await planPast(request, now, signal);
    const past = new Past(planned.members, planned.read.start, planned.settings);
    for await (const changes of readPast(request, planned, past, signal)) yield wantedTransitions(changes, planned, past, clock);
  });
}
