import type { Transition, TransitionType, TunnelState, WatchSnapshot } from '../watch/index.ts';
import type { Attributes } from './attributes.ts';
import type { Measure } from './instrument.ts';
import { TRANSITIONS } from './state-instruments.ts';

type Ids = Pick<Attributes, 'connectionId' | 'tunnelId' | 'certificateId'>;

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

  add({ type, resource }: Transition): void {
    this.#countedOf(type, resource).count += 1;
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
    for (const tunnel of tunnels.values()) for (const type of typesOf(tunnel)) this.#countedOf(type, tunnel.resource);
    for (const { connectionId, tunnels: keys } of connections.values())
      for (const type of keys.length > 1 ? DUAL : SINGLE) this.#countedOf(type, { connectionId });
    for (const { attributes, count } of this.#counted.values())
      if (isThere(attributes, { tunnels, connections })) measure(TRANSITIONS, attributes, count);
  }

  #countedOf(type: TransitionType, { connectionId, tunnelId, certificateId }: Ids): Counted {
    const key = [type, connectionId, tunnelId, certificateId].join(' ');
    const known = this.#counted.get(key);
    if (known) return known;
    const counted = { attributes: { region: this.#region, connectionId, tunnelId, certificateId, type }, count: 0 };
    this.#counted.set(key, counted);
    return counted;
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
