import { frozen } from '../internal/frozen.ts';
import { isMeant, type Member } from '../scopes/index.ts';
import type { Alarm } from './alarms/index.ts';
import { conditionOf } from './condition.ts';
import type { ConnectionAnnouncement, TunnelRecord } from './connection-record.ts';
import { type Entry, wantedTunnels } from './entry.ts';
import type { ConnectionState, TunnelState, WatchedResource } from './model.ts';
import { asSnapshot, type WatchSnapshot } from './snapshot.ts';
import { presentOf, type Value } from './timeline/index.ts';

/** A connection or one of its tunnels, as transitions and states name it. */
export function resourceOf(
  { connection, gatewayName }: Pick<Member, 'connection' | 'gatewayName'>,
  key: string | undefined,
): WatchedResource {
  const { attachedTo, connectionId, gatewayId, transitRouterId, name } = connection;
  return frozen<WatchedResource>({
    attachedTo,
    gatewayId,
    transitRouterId,
    connectionId,
    tunnelId: key === connectionId ? undefined : key,
    gatewayName,
    connectionName: name,
    certificateId: undefined,
  });
}

/** What is known of one tunnel. */
function tunnelState(entry: Entry, tunnel: TunnelRecord, staleAfterMs: number): TunnelState {
  const { key, role, ipsec, bgp, health } = tunnel;
  const times = [ipsec, bgp, health].flatMap((timeline) => (timeline ? [timeline.asOf] : []));
  const value = presentOf(ipsec);
  return frozen<TunnelState>({
    resource: resourceOf(entry, key),
    ipsec: value === 'disabled' ? 'unknown' : value,
    phase: value === 'down' ? ipsec?.phase : undefined,
    bgp: presentOf(bgp),
    health: healthOf(presentOf(health)),
    role,
    since: ipsec === undefined || ipsec.value === 'unknown' ? undefined : ipsec.isStale ? ipsec.asOf + staleAfterMs : ipsec.since,
    asOf: times.length > 0 ? Math.max(...times) : undefined,
  });
}

/** What is known of one connection, as a transition shows it or as it is. */
export function connectionState(
  { connection, record }: Entry,
  announced?: Pick<ConnectionAnnouncement, 'condition' | 'since'>,
): ConnectionState {
  const { tunnels } = record;
  const { since } = announced ?? record;
  const times = tunnels.flatMap(({ ipsec }) => (ipsec ? [ipsec.asOf] : []));
  return frozen<ConnectionState>({
    connectionId: connection.connectionId,
    name: connection.name,
    state: announced?.condition ?? conditionOf(tunnels.map(({ ipsec }) => presentOf(ipsec))),
    tunnels: Object.freeze(tunnels.map(({ key }) => key)),
    since: since > 0 ? since : undefined,
    asOf: times.length > 0 ? Math.max(...times) : undefined,
  });
}

/** All that is known. */
export function snapshotOf(
  entries: readonly Entry[],
  alarms: readonly Alarm[],
  { asOf, staleAfterMs }: { readonly asOf: number | undefined; readonly staleAfterMs: number },
): WatchSnapshot {
  const tunnels = entries.flatMap((entry) =>
    wantedTunnels(entry).map((tunnel) => [tunnel.key, tunnelState(entry, tunnel, staleAfterMs)] as const),
  );
  const connections = entries
    .filter((entry) => isMeant(entry, undefined))
    .map((entry) => [entry.connection.connectionId, connectionState(entry)] as const);
  return asSnapshot(asOf, { tunnels: new Map(tunnels), connections: new Map(connections), alarms });
}

/** A value in the words of a health check. */
export function healthOf(value: Value): TunnelState['health'] {
  return value === 'up' ? 'ok' : value === 'down' ? 'failed' : value;
}
