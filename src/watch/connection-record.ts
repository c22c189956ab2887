import { conditionOf, isFailover } from './condition.ts';
import type { ConnectionCondition } from './model.ts';
import {
  type Aspect,
  type Confirm,
  type Observation,
  type Phase,
  presentOf,
  type Shown,
  type Timeline,
  type Value,
  withoutFuture,
} from './timeline/index.ts';

/** What is remembered of a tunnel; an aspect appears with its first observation. Plain data. */
export interface TunnelRecord {
  /** The tunnel's id, or its connection's where that has a single tunnel. */
  readonly key: string;
  readonly role: string | undefined;
  readonly ipsec?: Timeline;
  readonly bgp?: Timeline;
  readonly health?: Timeline;
}

/** What is remembered of a connection and its tunnels. Plain data. */
export interface ConnectionRecord {
  /** When it, or the newest of its tunnels, came to be watched, by the service's time. Transitions are numbered from there on. */
  readonly bornAt: number;
  readonly tunnels: readonly TunnelRecord[];
  /** The condition that was announced last, or was the first to be known. */
  readonly lastAnnounced: ConnectionCondition;
  readonly since: number;
  /** Whether the standby tunnel carries the traffic, because the active one is down. */
  readonly isFailedOver: boolean;
  /** How many changes of the connection were announced. */
  readonly announced: number;
}

/** What becomes known at one moment. */
export interface Evidence {
  /** That moment, by the service's time; silence is measured by it. 0 measures none. */
  readonly asOf: number;
  readonly observations: readonly Observation[];
}

/** A change that is announced, before it becomes a transition. */
export interface ConnectionAnnouncement {
  /** The tunnel's key; absent for the connection as a whole. */
  readonly tunnel?: string;
  readonly kind: Aspect | 'connection' | 'failover';
  readonly from: Value | ConnectionCondition | (string & {});
  readonly to: Value | ConnectionCondition | (string & {});
  readonly phase?: Phase;
  readonly at: number;
  readonly isLate: boolean;
  /** The observation that shows it. */
  readonly shownBy: Shown;
  /** Its number among those of its tunnel's aspect, or of the connection. */
  readonly number: number;
  /** What the connection is with it, and since when. */
  readonly condition: ConnectionCondition;
  readonly since: number;
}

/** Which tunnels a connection has. */
export type TunnelRole = Pick<TunnelRecord, 'key' | 'role'>;

const NEW: ConnectionRecord = { bornAt: 0, tunnels: [], lastAnnounced: 'unknown', since: 0, isFailedOver: false, announced: 0 };

/** A connection of which nothing is known yet, or whose tunnels have become others: those that stay, or come back, keep what is known of them. */
export function withTunnels(
  state: ConnectionRecord | undefined,
  wanted: readonly TunnelRole[],
  { absent = [], now = 0 }: { readonly absent?: readonly TunnelRecord[]; readonly now?: number } = {},
): ConnectionRecord {
  if (state && isSameTunnels(state.tunnels, wanted)) return state;
  const { lastAnnounced, since, announced, isFailedOver, tunnels: before } = state ?? NEW;
  const known = [...before, ...absent];
  const tunnels = wanted.map(({ key, role }): TunnelRecord => ({ ...known.find((one) => one.key === key), key, role }));
  const presentOfRole = (role: string): Value => presentOf(tunnels.find((one) => one.role === role)?.ipsec);
  const isRemembered = state !== undefined && wanted.every(({ key }) => known.some((one) => one.key === key));
  // Of tunnels that were none of it before, the first condition is no change.
  const isOther = !wanted.some(({ key }) => known.some((one) => one.key === key));
  // That others are active and standby now is no failover.
  return {
    bornAt: isRemembered ? state.bornAt : now,
    lastAnnounced: isOther ? 'unknown' : lastAnnounced,
    since: isUnannounced({ tunnels, lastAnnounced }) ? Math.max(since, now) : since,
    announced,
    tunnels,
    isFailedOver: isFailover(presentOfRole('master'), presentOfRole('slave')) ?? isFailedOver,
  };
}

/** Whether tunnels are these, in this order and with these roles. */
export function isSameTunnels(tunnels: readonly TunnelRecord[], wanted: readonly TunnelRole[]): boolean {
  return (
    tunnels.length === wanted.length && wanted.every(({ key, role }, index) => tunnels[index]?.key === key && tunnels[index].role === role)
  );
}

/** What the tunnels of a connection make it now. */
export function presentCondition({ tunnels }: Pick<ConnectionRecord, 'tunnels'>): ConnectionCondition {
  return conditionOf(tunnels.map(({ ipsec }) => presentOf(ipsec)));
}

/** Whether a connection is known to be something else than was announced last, as it may be with tunnels that it had before. */
export function isUnannounced({ tunnels, lastAnnounced }: Pick<ConnectionRecord, 'tunnels' | 'lastAnnounced'>): boolean {
  const condition = presentCondition({ tunnels });
  return condition !== 'unknown' && condition !== lastAnnounced;
}

/** The time of the newest evidence; 0 where there was none. */
export function heardAt({ tunnels }: Pick<ConnectionRecord, 'tunnels'>): number {
  return Math.max(0, ...tunnels.map(tunnelHeardAt));
}

export function tunnelHeardAt({ ipsec, bgp, health }: TunnelRecord): number {
  return Math.max(ipsec?.asOf ?? 0, bgp?.asOf ?? 0, health?.asOf ?? 0);
}

/** What is known of what an observation is about. */
export function timelineOf(
  { tunnels }: ConnectionRecord,
  { tunnel, aspect }: Pick<Observation, 'tunnel' | 'aspect'>,
): Timeline | undefined {
  return tunnels.find(({ key }) => key === tunnel)?.[aspect];
}

/** The record with another timeline of one aspect of a tunnel. */
export function withTimeline(
  record: ConnectionRecord,
  { tunnel, aspect }: Pick<Observation, 'tunnel' | 'aspect'>,
  timeline: Timeline,
): ConnectionRecord {
  return { ...record, tunnels: record.tunnels.map((one) => (one.key === tunnel ? { ...one, [aspect]: timeline } : one)) };
}

/** The record without what is dated after an instant, by a clock that was ahead. */
export function recordWithoutFuture(record: ConnectionRecord, latest: number, confirm: Confirm): ConnectionRecord {
  const { bornAt, since, tunnels } = record;
  return {
    ...record,
    bornAt: Math.min(bornAt, latest),
    since: Math.min(since, latest),
    tunnels: tunnels.map((tunnel) => ({ ...tunnel, ...timelinesWithoutFuture(tunnel, latest, confirm) })),
  };
}

function timelinesWithoutFuture(tunnel: TunnelRecord, latest: number, confirm: Confirm): Partial<TunnelRecord> {
  const kept: { [K in Aspect]?: Timeline } = {};
  for (const aspect of ['ipsec', 'bgp', 'health'] as const) {
    const timeline = tunnel[aspect];
    if (timeline) kept[aspect] = withoutFuture(timeline, latest, confirm);
  }
  return kept;
}
