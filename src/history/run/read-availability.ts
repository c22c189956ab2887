import { abortable } from '../../internal/abort.ts';
import { readByServiceTime } from '../../internal/by-service-time.ts';
import type { Window } from '../../internal/time-range.ts';
import { withJson } from '../../internal/with-json.ts';
import { isMeant, type Member } from '../../scopes/index.ts';
import { resourceOf, tunnelKeys } from '../../watch/history-parts.ts';
import type { Transition } from '../../watch/index.ts';
import type { HistoryRequest } from '../history-request.ts';
import type { Availability, ConnectionAvailability, TunnelAvailability } from '../model.ts';
import type { StateTaker } from './connection-course.ts';
import { Past } from './past.ts';
import { planPast, readPast } from './read-past.ts';
import { StateSpans } from './state-spans.ts';
import { wantedTransitions } from './wanted-transitions.ts';

type TransitionListener = (transition: Transition) => unknown;

/** How available the targets were over a range: one item, once all is read. @param tell - Told of each transition, in the order in which they are iterated. */
export function readAvailability(
  request: HistoryRequest,
  signal: AbortSignal,
  tell?: TransitionListener,
): AsyncGenerator<readonly Availability[], void, undefined> {
  const { clock } = request.context.scopes;
  return readByServiceTime(clock, async function* (now) {
    const planned = await planPast(request, now, signal);
    const { members, read, range, settings } = planned;
    const states = new States(members, range);
    const past = new Past(members, read.start, settings, states);
    // The states have taken the changes by the time they come here.
    for await (const changes of readPast(request, planned, past, signal)) {
      const transitions = tell ? wantedTransitions(changes, planned, past, clock) : [];
      // Before the first item has been taken, all may be read again by another time.
      yield [];
      if (tell) await tellEach(transitions, tell, signal);
    }
    yield [states.availability(past)];
  });
}

async function tellEach(transitions: readonly Transition[], tell: TransitionListener, signal: AbortSignal): Promise<void> {
  for (const transition of transitions) {
    signal.throwIfAborted();
    await abortable(Promise.resolve(tell(transition)), signal);
  }
}

/** The states of all targets, as they come. */
class States implements StateTaker {
  readonly #range: Window;
  readonly #members: readonly Member[];
  readonly #tunnels = new Map<string, StateSpans<'up' | 'down' | 'unknown'>>();
  readonly #connections = new Map<string, StateSpans<'up' | 'down' | 'degraded' | 'unknown'>>();

  constructor(members: readonly Member[], range: Window) {
    this.#members = members;
    this.#range = range;
    for (const member of members) {
      for (const key of wantedTunnels(member)) this.#tunnels.set(key, new StateSpans(range));
      if (isMeant(member, undefined)) this.#connections.set(member.connection.connectionId, new StateSpans(range));
    }
  }

  tunnel(key: string, { at, to, phase, phaseBefore }: Parameters<StateTaker['tunnel']>[1]): void {
    this.#tunnels.get(key)?.take(at, to === 'disabled' ? 'unknown' : to, phase, phaseBefore);
  }

  connection(connectionId: string, at: number, condition: Parameters<StateTaker['connection']>[2]): void {
    this.#connections.get(connectionId)?.take(at, condition);
  }

  availability(past: Past): Availability {
    const tunnels = new Map<string, TunnelAvailability>();
    const connections = new Map<string, ConnectionAvailability>();
    for (const member of this.#members) {
      const { connectionId } = member.connection;
      for (const key of wantedTunnels(member)) {
        const spans = this.#tunnels.get(key);
        if (spans) tunnels.set(key, spans.availability(resourceOf(member, key), past.phaseOf(key)));
      }
      const spans = this.#connections.get(connectionId);
      if (spans) connections.set(connectionId, spans.availability(resourceOf(member, connectionId)));
    }
    const { start: from, end: to } = this.#range;
    return withJson({ from, to, tunnels, connections }, () => ({
      from,
      to,
      tunnels: [...tunnels.values()],
      connections: [...connections.values()],
    }));
  }
}

function wantedTunnels(member: Member): readonly string[] {
  return tunnelKeys(member.connection).filter((key) => isMeant(member, key));
}
