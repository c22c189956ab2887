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
    readStateSets(region, tunnel, into.measure, isPresent);
    if (!isPresent) continue;
    into.describe(region, resource);
    if (resource.tunnelId === undefined) into.describeTunnel(region, resource);
    readTunnel(region, tunnel, into.measure);
  }
  for (const connection of connections.values()) {
    const { connectionId, state } = connection;
    readStateSet(into.measure, CONNECTION.condition, { region, connectionId }, ['state', CONDITIONS, isPresent ? state : 'unknown']);
    if (isPresent) readConnection(region, connection, into.measure);
  }
}

type Ids = { readonly region: string } & Pick<TunnelState['resource'], 'connectionId' | 'tunnelId'>;

function readStateSets(
  region: string,
  { resource: { connectionId, tunnelId }, ipsec, bgp, health }: TunnelState,
  measure: Measure,
  isPresent: boolean,
): void {
  const ids = { region, ...(tunnelId !== undefined && { tunnelId }), connectionId };
  readStateSet(measure, TUNNEL.state, ids, ['tunnelState', UP_DOWN, isPresent ? ipsec : 'unknown']);
  readStateSet(measure, TUNNEL.bgpState, ids, ['bgpState', BGP, isPresent ? bgp : 'unknown']);
  readStateSet(measure, TUNNEL.healthState, ids, ['healthState', HEALTH, isPresent ? health : 'unknown']);
}

function readStateSet(
  measure: Measure,
  instrument: Instrument,
  ids: Ids,
  [attribute, states, present]: readonly [Attribute, readonly string[], string],
): void {
  for (const state of states) measure(instrument, { ...ids, [attribute]: state }, state === present ? 1 : 0);
}

function readConnection(region: string, { connectionId, state, since }: ConnectionState, measure: Measure): void {
  if (state !== 'unknown')
    for (const one of ['up', 'degraded', 'down']) measure(CONNECTION.state, { region, connectionId, state: one }, state === one ? 1 : 0);
  if (since !== undefined) measure(CONNECTION.changed, { region, connectionId }, since / 1000);
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
  for (const [instrument, value] of values) if (value !== undefined) measure(instrument, { region, connectionId, tunnelId }, value);
}

/** 1 or 0; nothing for any other word. */
function oneOf(value: string | undefined, one: string, zero: string): number | undefined {
  return value === one ? 1 : value === zero ? 0 : undefined;
}
