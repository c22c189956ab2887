import type { ConnectionState, TunnelState, WatchSnapshot } from '../watch/index.ts';
import type { Attribute } from './attributes.ts';
import type { Instrument, Measure, Reading } from './instrument.ts';
import { CONNECTION, TUNNEL } from './state-instruments.ts';

const UP_DOWN = ['up', 'down', 'unknown'] as const satisfies readonly TunnelState['ipsec'][];
const BGP = ['up', 'down', 'disabled', 'unknown'] as const satisfies readonly TunnelState['bgp'][];
const HEALTH = ['ok', 'failed', 'disabled', 'unknown'] as const satisfies readonly TunnelState['health'][];
const CONDITIONS = ['up', 'degraded', 'down', 'unknown'] as const satisfies readonly ConnectionState['state'][];

/** The states of a snapshot. @param isPresent - Whether they are of the present: of what was known before, no state is known. */
export function readStates(region: string, { tunnels, connections }: WatchSnapshot, into: Reading, isPresent: boolean): void {
  for (const tunnel of tunnels.values()) {
    const { resource } = tunnel;
    readStateSets(region, tunnel, into, isPresent);
    if (!isPresent) continue;
    into.describe(region, resource);
    if (resource.tunnelId === undefined) into.describeTunnel(region, resource);
    readTunnel(region, tunnel, into.measure);
  }
  for (const connection of connections.values()) {
    const { connectionId, state, asOf } = connection;
    const ids = { region, connectionId };
    readStateSet(into, CONNECTION.condition, ids, { attribute: 'state', states: CONDITIONS, present: isPresent ? state : undefined, asOf });
    if (isPresent) readConnection(region, connection, into.measure);
  }
}

type Ids = { readonly region: string } & Pick<TunnelState['resource'], 'connectionId' | 'tunnelId'>;

function readStateSets(
  region: string,
  { resource: { connectionId, tunnelId }, ipsec, bgp, health, asOf }: TunnelState,
  into: Reading,
  isPresent: boolean,
): void {
  const ids = { region, ...(tunnelId !== undefined && { tunnelId }), connectionId };
  const now = (state: string): string | undefined => (isPresent ? state : undefined);
  readStateSet(into, TUNNEL.state, ids, { attribute: 'tunnelState', states: UP_DOWN, present: now(ipsec), asOf });
  readStateSet(into, TUNNEL.bgpState, ids, { attribute: 'bgpState', states: BGP, present: now(bgp), asOf });
  readStateSet(into, TUNNEL.healthState, ids, { attribute: 'healthState', states: HEALTH, present: now(health), asOf });
}

interface StateSet {
  readonly attribute: Attribute;
  readonly states: readonly string[];
  /** The state it is in; `undefined` where what was known is of the past. */
  readonly present: string | undefined;
  readonly asOf: number | undefined;
}

function readStateSet({ measure, takes }: Reading, instrument: Instrument, ids: Ids, { attribute, states, present, asOf }: StateSet): void {
  if (!takes(instrument)) return;
  const state = present ?? 'unknown';
  // Any other watch of it knows better than one that is stopped.
  const at = present === undefined ? undefined : (asOf ?? 0);
  for (const one of states) measure(instrument, { ...ids, [attribute]: one }, one === state ? 1 : 0, at);
}

function readConnection(region: string, { connectionId, state, since, asOf = 0 }: ConnectionState, measure: Measure): void {
  if (state !== 'unknown')
    for (const one of ['up', 'degraded', 'down'])
      measure(CONNECTION.state, { region, connectionId, state: one }, state === one ? 1 : 0, asOf);
  if (since !== undefined) measure(CONNECTION.changed, { region, connectionId }, since / 1000, asOf);
}

function readTunnel(region: string, { resource, ipsec, bgp, health, role, since, asOf }: TunnelState, measure: Measure): void {
  const { connectionId, tunnelId } = resource;
  const values: readonly (readonly [Instrument, number | undefined])[] = [
    [TUNNEL.up, oneOf(ipsec, 'up', 'down')],
    [TUNNEL.bgpUp, oneOf(bgp, 'up', 'down')],
    [TUNNEL.healthCheckOk, oneOf(health, 'ok', 'failed')],
    [TUNNEL.active, oneOf(role, 'master', 'slave')],
    [TUNNEL.changed, since === undefined ? undefined : since / 1000],
    [TUNNEL.evidence, asOf === undefined ? undefined : asOf / 1000],
  ];
  for (const [instrument, value] of values)
    if (value !== undefined) measure(instrument, { region, connectionId, tunnelId }, value, asOf ?? 0);
}

/** 1 or 0; nothing for any other word. */
function oneOf(value: string | undefined, one: string, zero: string): number | undefined {
  return value === one ? 1 : value === zero ? 0 : undefined;
}
