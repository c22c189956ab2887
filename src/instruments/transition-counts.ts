import type { Transition, TransitionType, TunnelState, WatchSnapshot } from '../watch/index.ts';
import type { Attributes } from './attributes.ts';
import type { Measure } from './instrument.ts';
import { TRANSITIONS } from './state-instruments.ts';

interface Counted {
  readonly attributes: Attributes;
  count: number;
}

/** How many transitions of each type there were, for each resource that is still there. */
export class TransitionCounts {
  readonly #region: string;
  readonly #counted = new Map<string, Counted>();

  constructor(region: string) {
    this.#region = region;
  }

  add({ type, resource: { connectionId, tunnelId, certificateId } }: Transition): void {
    const key = JSON.stringify([type, connectionId, tunnelId, certificateId]);
    const counted = this.#counted.get(key);
    if (counted) counted.count += 1;
    else this.#counted.set(key, { attributes: { region: this.#region, connectionId, tunnelId, certificateId, type }, count: 1 });
  }

  /** Drops what is gone: a resource that comes back counts from zero, as after a restart. */
  forget(ids: readonly string[]): void {
    const gone = new Set<string | undefined>(ids);
    for (const [key, { attributes }] of this.#counted)
      if (gone.has(attributes.connectionId) || gone.has(attributes.tunnelId)) this.#counted.delete(key);
  }

  /** Raises what others count of the same resources: a series must not fall back because one of two watches was stopped. */
  raise(raise: Measure): void {
    for (const { attributes, count } of this.#counted.values()) raise(TRANSITIONS, attributes, count);
  }

  /** Every series that may count begins at zero: of one that began with its first transition, no rate would show that one. */
  read({ tunnels, connections }: WatchSnapshot, measure: Measure): void {
    const region = this.#region;
    for (const tunnel of tunnels.values()) {
      const { connectionId, tunnelId } = tunnel.resource;
      for (const type of typesOf(tunnel)) measure(TRANSITIONS, { region, connectionId, tunnelId, type }, 0);
    }
    for (const { connectionId, tunnels: keys } of connections.values())
      for (const type of keys.length > 1 ? DUAL : SINGLE) measure(TRANSITIONS, { region, connectionId, type }, 0);
    for (const { attributes, count } of this.#counted.values())
      if (isThere(attributes, { tunnels, connections })) measure(TRANSITIONS, attributes, count);
  }
}

/** Certificates are no part of a snapshot. */
function isThere(
  { connectionId = '', tunnelId, certificateId }: Attributes,
  snapshot: Pick<WatchSnapshot, 'tunnels' | 'connections'>,
): boolean {
  if (certificateId !== undefined) return true;
  return tunnelId === undefined
    ? snapshot.connections.has(connectionId) || snapshot.tunnels.has(connectionId)
    : snapshot.tunnels.has(tunnelId);
}

const SINGLE: readonly TransitionType[] = ['connection:up', 'connection:down'];
const DUAL: readonly TransitionType[] = ['connection:up', 'connection:degraded', 'connection:down', 'connection:failover'];

function typesOf({ bgp, health }: TunnelState): readonly TransitionType[] {
  return [
    'tunnel:up',
    'tunnel:down',
    'tunnel:stale',
    ...(bgp === 'up' || bgp === 'down' ? (['bgp:up', 'bgp:down'] as const) : []),
    ...(health === 'ok' || health === 'failed' ? (['health:ok', 'health:failed'] as const) : []),
  ];
}
