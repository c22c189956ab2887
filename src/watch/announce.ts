import { frozen } from '../internal/frozen.ts';
import type { ConnectionAnnouncement } from './connection-record.ts';
import type { Entry } from './entry.ts';
import type { DetailedObservation } from './sources/observe.ts';
import { type Aspect, positionOf } from './timeline/index.ts';
import type { TransitionEvidence } from './transition-fields.ts';
import { transitionId } from './transition-id.ts';
import type { Transition, TransitionType } from './transitions.ts';
import { connectionState, healthOf, resourceOf } from './views.ts';

/** What the transitions of one moment share. */
export interface AnnouncementDetails {
  readonly observedAt: number;
  /** The observations of the moment. */
  readonly observations: readonly DetailedObservation[];
}

/** A transition as the caller gets it. */
export function transitionOf(announced: ConnectionAnnouncement, entry: Entry, details: AnnouncementDetails): Transition {
  const { tunnel, kind, number } = announced;
  return asTransition(announced, {
    id: transitionId([entry.record.bornAt, tunnel ?? entry.connection.connectionId, kind === 'failover' ? 'connection' : kind, number]),
    resource: resourceOf(entry, tunnel),
    observedAt: details.observedAt,
    evidence: evidenceOf(announced, entry, details),
    connection: connectionState(entry, announced),
  });
}

/** What changed, in the machine's words. */
export type AnnouncedChange = Pick<ConnectionAnnouncement, 'kind' | 'from' | 'to' | 'phase' | 'at' | 'isLate'>;

/** A change as a transition, with what goes with it. */
export function asTransition(
  announced: AnnouncedChange,
  fields: Pick<Transition, 'id' | 'resource' | 'observedAt' | 'evidence' | 'connection'>,
): Transition {
  const { kind, from, to, phase, at, isLate } = announced;
  const isHealth = kind === 'health';
  // What is announced of a kind fits the transitions of that kind, which the compiler cannot follow through its name.
  return frozen<Record<string, unknown>>({
    id: fields.id,
    type: typeOf(announced),
    resource: fields.resource,
    from: isHealth ? healthOf(from as never) : from,
    to: isHealth ? healthOf(to as never) : to,
    phase: kind === 'ipsec' && to === 'down' ? phase : undefined,
    at,
    observedAt: fields.observedAt,
    late: isLate || undefined,
    source: fields.evidence.source,
    evidence: fields.evidence,
    connection: fields.connection,
  }) as unknown as Transition;
}

function typeOf({ kind, to }: AnnouncedChange): TransitionType {
  switch (kind) {
    case 'ipsec':
      return to === 'up' ? 'tunnel:up' : to === 'down' ? 'tunnel:down' : 'tunnel:stale';
    case 'bgp':
      return to === 'up' ? 'bgp:up' : 'bgp:down';
    case 'health':
      return to === 'up' ? 'health:ok' : 'health:failed';
    case 'failover':
      return 'connection:failover';
    case 'connection':
      return to === 'up' ? 'connection:up' : to === 'degraded' ? 'connection:degraded' : 'connection:down';
  }
}

function evidenceOf(announced: ConnectionAnnouncement, entry: Entry, { observations }: AnnouncementDetails): TransitionEvidence {
  const { tunnel, shownBy, kind } = announced;
  const aspect = kind === 'bgp' || kind === 'health' ? kind : 'ipsec';
  const shown = observations.filter(
    (one) =>
      one.source === shownBy.source && positionOf(one) === shownBy.at && one.aspect === aspect && (tunnel ?? one.tunnel) === one.tunnel,
  );
  const observation = shown.find(({ claim }) => (claim === 'up') === isGood(announced)) ?? shown[0];
  return frozen<TransitionEvidence>({
    source: shownBy.source,
    at: observation?.timestamp ?? shownBy.at + (shownBy.source === 'metric' ? periodOf(entry, tunnel, aspect) : 0),
    event: observation?.event,
    metric: observation?.metric,
    value: observation?.value,
  });
}

function periodOf({ record }: Entry, tunnel: string | undefined, aspect: Aspect): number {
  return Math.max(0, ...record.tunnels.flatMap((one) => (tunnel === undefined || one.key === tunnel ? (one[aspect]?.periodMs ?? []) : [])));
}

/** Whether something came up: of the tunnels of one connection, one may in the instant that another goes down. */
function isGood({ from, to }: ConnectionAnnouncement): boolean {
  return to === 'up' || (to === 'degraded' && from === 'down');
}
