import { eventSpec, metricSpec, type EventSpec, type MetricName, type Quantity } from '../catalog/index.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { MetricPoint } from '../metrics/index.ts';
import type { BgpState, Connection, HealthState, IpsecPhase, IpsecState } from '../topology/index.ts';
import type { Aspect, Reading, Says } from './memory.ts';

/** A reading and what it was read from. */
export interface DetailedReading extends Reading {
  readonly event?: VpnSystemEvent;
  readonly metric?: MetricName;
  readonly value?: number;
}

/** Where a reading stands in time: a datapoint speaks for its period from its start on. */
export const placeOf = ({ at, periodMs = 0 }: Reading): number => at - periodMs;

/** The keys of a connection's tunnels: tunnel ids, or its own id where it has a single tunnel. */
export function tunnelKeys({ mode, connectionId, tunnels }: Connection): readonly string[] {
  return mode === 'dual' ? tunnels.map(({ tunnelId }) => tunnelId) : [connectionId];
}

/** What a poll of the topology says of a connection's tunnels. What it does not know is no evidence. */
export function readingsOfConnection(connection: Connection, asOf: number): Reading[] {
  const readings: Reading[] = [];
  const add = (tunnel: string, aspect: Aspect, says: Says | undefined): void => {
    if (says !== undefined) readings.push({ tunnel, aspect, source: 'topology', at: asOf, says });
  };
  if (connection.mode === 'single') {
    add(connection.connectionId, 'ipsec', ipsecSays(connection));
    add(connection.connectionId, 'bgp', sessionSays(connection.bgp));
    add(connection.connectionId, 'health', healthSays(connection.health));
    return readings;
  }
  for (const tunnel of connection.tunnels) {
    add(tunnel.tunnelId, 'ipsec', ipsecSays(tunnel));
    add(tunnel.tunnelId, 'bgp', sessionSays(tunnel.bgp));
  }
  return readings;
}

/** What a datapoint of a state metric says of its tunnel; nothing where it is none. */
export function readingOfPoint(point: MetricPoint, periodMs: number): DetailedReading | undefined {
  const { quantity, resource, timestamp, value, state } = point;
  const spec = metricSpec(point.metric);
  const tunnel = resource.tunnelId ?? resource.connectionId;
  if (!spec || tunnel === undefined || state === undefined || (quantity !== 'state' && quantity !== 'bgpState')) return undefined;
  return { tunnel, aspect: aspectOf(quantity), source: 'metric', at: timestamp, periodMs, says: state, metric: spec.name, value };
}

/** What a quantity of a state metric is about. */
export function aspectOf(quantity: Quantity): Aspect {
  return quantity === 'bgpState' ? 'bgp' : 'ipsec';
}

/**
 * What an event says of a connection's tunnels. An event without a tunnel says nothing of a connection
 * that has two, except that both are down.
 */
export function readingsOfEvent(event: VpnSystemEvent, connection: Connection): DetailedReading[] {
  const spec = eventSpec(event.name);
  if (!spec) return [];
  const { aspect, says } = eventSays(spec);
  return subjects(spec, event, connection).map((tunnel) => ({ tunnel, aspect, source: 'event', at: event.at, says, event }));
}

function subjects(spec: EventSpec, { resource }: VpnSystemEvent, connection: Connection): readonly string[] {
  const keys = tunnelKeys(connection);
  if (spec.subject === 'tunnel') return keys.filter((key) => key === resource.tunnelId);
  if (spec.subject === 'connection' && (spec.aspect === 'ipsec' || connection.mode === 'single')) return keys;
  return [];
}

function eventSays({ aspect, outcome }: EventSpec): { readonly aspect: Aspect; readonly says: Says } {
  const isSuccess = outcome === 'success';
  switch (aspect) {
    case 'phase1':
      // IKE alone carries no traffic: IPsec has yet to follow.
      return { aspect: 'ipsec', says: isSuccess ? 'phase1-ok' : 'phase1' };
    case 'phase2':
      return { aspect: 'ipsec', says: isSuccess ? 'up' : 'phase2' };
    case 'health':
      return { aspect: 'health', says: isSuccess ? 'up' : 'down' };
    case 'ipsec':
    case 'certificate':
      return { aspect: 'ipsec', says: isSuccess ? 'up' : 'down' };
  }
}

function ipsecSays({ ipsec, phase }: { readonly ipsec: IpsecState; readonly phase?: IpsecPhase }): Says | undefined {
  return ipsec === 'unknown' ? undefined : ipsec === 'down' ? (phase ?? 'down') : 'up';
}

function sessionSays(bgp: BgpState): Says | undefined {
  return bgp === 'unknown' ? undefined : bgp;
}

function healthSays(health: HealthState): Says | undefined {
  return health === 'unknown' ? undefined : health === 'ok' ? 'up' : health === 'failed' ? 'down' : 'disabled';
}
