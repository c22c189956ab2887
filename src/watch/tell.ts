import { createHash } from 'node:crypto';
import type { VpnSystemEvent } from '../events/index.ts';
import { frozen } from '../topology/frozen.ts';
import { placeOf, type DetailedReading } from './evidence.ts';
import type { Told } from './memory.ts';
import type { CertificateTransition, Transition, TransitionEvidence, TransitionType } from './model.ts';
import type { Entry } from './roster.ts';
import { connectionState, healthOf, resourceOf } from './views.ts';

/** What the transitions of one moment share. */
export interface Telling {
  /**
   * What tells the numbers of this run from those of others: when the memory was saved last, or the
   * connection appeared. After a crash the numbers begin again from there, and so do the ids.
   */
  readonly epoch: number;
  readonly observedAt: number;
  /** The evidence of the moment. */
  readonly readings: readonly DetailedReading[];
}

/** A transition as the caller gets it. */
export function transitionOf(told: Told, entry: Entry, telling: Telling): Transition {
  const { tunnel, kind, to, phase, at, late, shownBy, number } = told;
  const { connectionId } = entry.connection;
  const isHealth = kind === 'health';
  // What the machine tells of a kind fits the transitions of that kind, which the compiler cannot follow through its name.
  return frozen<Record<string, unknown>>({
    id: idOf([telling.epoch, tunnel ?? connectionId, kind === 'failover' ? 'connection' : kind, number]),
    type: typeOf(told),
    resource: resourceOf(entry.connection, tunnel),
    from: isHealth ? healthOf(told.from as never) : told.from,
    to: isHealth ? healthOf(to as never) : to,
    phase: kind === 'ipsec' && to === 'down' ? phase : undefined,
    at,
    observedAt: telling.observedAt,
    late: late || undefined,
    source: shownBy.source,
    evidence: evidenceOf(told, entry, telling),
    connection: connectionState(entry, told),
  }) as unknown as Transition;
}

/** An expired certificate, told by its event. */
export function certificateTransition(event: VpnSystemEvent, certificateId: string, observedAt: number): CertificateTransition {
  const { gatewayId } = event.resource;
  return frozen<CertificateTransition>({
    id: idOf(['certificate', certificateId]),
    type: 'certificate:expired',
    resource: frozen<CertificateTransition['resource']>({ certificateId, gatewayId, connectionId: undefined, tunnelId: undefined }),
    from: 'valid',
    to: 'expired',
    at: event.at,
    observedAt,
    late: undefined,
    source: 'event',
    evidence: frozen<TransitionEvidence>({ source: 'event', at: event.at, event, metric: undefined, value: undefined }),
    connection: undefined,
  });
}

function typeOf({ kind, to }: Told): TransitionType {
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

function evidenceOf(told: Told, { memory }: Entry, { readings }: Telling): TransitionEvidence {
  const { tunnel, shownBy } = told;
  const aspect = told.kind === 'bgp' || told.kind === 'health' ? told.kind : 'ipsec';
  const shown = readings.filter((one) => one.source === shownBy.source && placeOf(one) === shownBy.at && one.aspect === aspect && (tunnel ?? one.tunnel) === one.tunnel);
  const reading = shown.find(({ says }) => (says === 'up') === isGood(told)) ?? shown[0];
  const periods = memory.tunnels.flatMap((one) => (tunnel === undefined || one.key === tunnel ? (one[aspect]?.periodMs ?? []) : []));
  const periodMs = shownBy.source === 'metric' ? (reading?.periodMs ?? Math.max(0, ...periods)) : 0;
  return frozen<TransitionEvidence>({
    source: shownBy.source,
    at: shownBy.at + periodMs,
    event: reading?.event,
    metric: reading?.metric,
    value: reading?.value,
  });
}

/** Whether something came up: of the tunnels of one connection, one may in the instant that another goes down. */
function isGood({ from, to }: Told): boolean {
  return to === 'up' || (to === 'degraded' && from === 'down');
}

function idOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
