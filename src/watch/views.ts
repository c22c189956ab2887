import { frozen } from '../internal/frozen.ts';
import { isMeant, type Member } from '../scopes/index.ts';
import type { Alarm } from './alarms/index.ts';
import { conditionOf } from './condition.ts';
import { type ConnectionAnnouncement, presentCondition, type TunnelRecord } from './connection-record.ts';
import { type Entry, wantedTunnels } from './entry.ts';
import type { ConnectionCondition, ConnectionState, TunnelState, WatchedResource } from './model.ts';
import { asSnapshot, type WatchSnapshot } from './snapshot.ts';
import { presentOf, type Timeline, type Value } from './timeline/index.ts';

/** Up to when silence is measured. Rounds measure it too, and announce it; without them, only a snapshot can say that nothing is known any more. */
export interface Silence {
  readonly until: number;
  readonly staleAfterMs: number;
}

/** When an aspect became unknown for want of evidence; `undefined` where it did not. */
function silentSince(timeline: Timeline | undefined, { until, staleAfterMs }: Silence): number | undefined {
  if (!timeline || timeline.value === 'unknown') return undefined;
  const since = timeline.asOf + staleAfterMs;
  return timeline.isStale || until >= since ? since : undefined;
}

function presentAfter(timeline: Timeline | undefined, silence: Silence): Value {
  return silentSince(timeline, silence) === undefined ? presentOf(timeline) : 'unknown';
}

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
function tunnelState(entry: Entry, tunnel: TunnelRecord, silence: Silence): TunnelState {
  const { key, role, ipsec, bgp, health } = tunnel;
  const times = [ipsec, bgp, health].flatMap((timeline) => (timeline ? [timeline.asOf] : []));
  const value = presentAfter(ipsec, silence);
  return frozen<TunnelState>({
    resource: resourceOf(entry, key),
    ipsec: value === 'disabled' ? 'unknown' : value,
    phase: value === 'down' ? ipsec?.phase : undefined,
    bgp: presentAfter(bgp, silence),
    health: healthOf(presentAfter(health, silence)),
    role,
    since: silentSince(ipsec, silence) ?? (ipsec?.value === 'unknown' ? undefined : ipsec?.since),
    asOf: times.length > 0 ? Math.max(...times) : undefined,
  });
}

/** A connection as a transition shows it. */
export function connectionState(entry: Entry, { condition, since }: Pick<ConnectionAnnouncement, 'condition' | 'since'>): ConnectionState {
  return connectionAs(entry, condition, since);
}

/** What is known of one connection. */
function presentConnection(entry: Entry, silence: Silence): ConnectionState {
  const { tunnels, since } = entry.record;
  const known = presentCondition(entry.record);
  const state = conditionOf(tunnels.map(({ ipsec }) => presentAfter(ipsec, silence)));
  if (state === known) return connectionAs(entry, state, since);
  const firstSilent = Math.min(...tunnels.map(({ ipsec }) => silentSince(ipsec, silence) ?? Infinity));
  return connectionAs(entry, state, firstSilent);
}

function connectionAs({ connection, record }: Entry, state: ConnectionCondition, since: number): ConnectionState {
  const { tunnels } = record;
  const times = tunnels.flatMap(({ ipsec }) => (ipsec ? [ipsec.asOf] : []));
  return frozen<ConnectionState>({
    connectionId: connection.connectionId,
    name: connection.name,
    state,
    tunnels: Object.freeze(tunnels.map(({ key }) => key)),
    since: since > 0 ? since : undefined,
    asOf: times.length > 0 ? Math.max(...times) : undefined,
  });
}

/** All that is known. */
export function snapshotOf(
  entries: readonly Entry[],
  alarms: readonly Alarm[],
  { asOf, silence }: { readonly asOf: number | undefined; readonly silence: Silence },
): WatchSnapshot {
  const tunnels = entries.flatMap((entry) =>
    wantedTunnels(entry).map((tunnel) => [tunnel.key, tunnelState(entry, tunnel, silence)] as const),
  );
  const connections = entries
    .filter((entry) => isMeant(entry, undefined))
    .map((entry) => [entry.connection.connectionId, presentConnection(entry, silence)] as const);
  return asSnapshot(asOf, { tunnels: new Map(tunnels), connections: new Map(connections), alarms });
}

/** A value in the words of a health check. */
export function healthOf(value: Value): TunnelState['health'] {
  return value === 'up' ? 'ok' : value === 'down' ? 'failed' : value;
}
