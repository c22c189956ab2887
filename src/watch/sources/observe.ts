import { type EventSpec, eventSpec, type MetricName, metricSpec, type Quantity } from '../../catalog/index.ts';
import type { VpnSystemEvent } from '../../events/index.ts';
import type { MetricPoint } from '../../metrics/index.ts';
import type { BgpState, Connection, HealthState, IpsecPhase, IpsecState } from '../../topology/index.ts';
import { type Aspect, type Claim, type Observation, stampedEdge, type StampVotes } from '../timeline/index.ts';

/** An observation, and what it was read from. */
export interface DetailedObservation extends Observation {
  readonly event?: VpnSystemEvent;
  readonly metric?: MetricName;
  readonly value?: number;
  /** The datapoint's timestamp, as the service gave it. */
  readonly timestamp?: number;
}

/** The keys of a connection's tunnels: tunnel ids, or its own id where it has a single tunnel. */
export function tunnelKeys({ mode, connectionId, tunnels }: Connection): readonly string[] {
  return mode === 'dual' ? tunnels.map(({ tunnelId }) => tunnelId) : [connectionId];
}

/** What a poll of the topology observes of a connection's tunnels. What it does not know is no observation. */
export function observeConnection(connection: Connection, asOf: number): Observation[] {
  const observations: Observation[] = [];
  const add = (tunnel: string, aspect: Aspect, claim: Claim | undefined): void => {
    if (claim !== undefined) observations.push({ tunnel, aspect, source: 'topology', at: asOf, claim });
  };
  if (connection.mode === 'single') {
    add(connection.connectionId, 'ipsec', ipsecClaim(connection));
    add(connection.connectionId, 'bgp', sessionClaim(connection.bgp));
    add(connection.connectionId, 'health', healthClaim(connection.health));
    return observations;
  }
  for (const tunnel of connection.tunnels) {
    add(tunnel.tunnelId, 'ipsec', ipsecClaim(tunnel));
    add(tunnel.tunnelId, 'bgp', sessionClaim(tunnel.bgp));
  }
  return observations;
}

/**
 * Where a datapoint stands. As long as nobody knows which end of its period a timestamp names, it may
 * speak for the period before and the one after; `votes` is what was learned of that.
 */
export function pointPlacement(periodMs: number, votes: StampVotes): PointPlacement {
  const edge = stampedEdge(votes);
  return { isEdgeUnknown: edge === undefined, laterMs: edge === 'start' ? periodMs : 0 };
}

/** How a datapoint's timestamp is read. */
export interface PointPlacement {
  readonly isEdgeUnknown: boolean;
  /** How much later than the timestamp its period ends. */
  readonly laterMs: number;
}

/** What a datapoint of a state metric observes of its tunnel; nothing where it is none. */
export function observePoint(point: MetricPoint, periodMs: number, votes: StampVotes): DetailedObservation | undefined {
  const { quantity, resource, timestamp, value, state } = point;
  const spec = metricSpec(point.metric);
  const tunnel = resource.tunnelId ?? resource.connectionId;
  if (!spec || tunnel === undefined || state === undefined || (quantity !== 'state' && quantity !== 'bgpState')) return undefined;
  const { isEdgeUnknown, laterMs } = pointPlacement(periodMs, votes);
  return {
    tunnel,
    aspect: aspectOf(quantity),
    source: 'metric',
    at: timestamp + laterMs,
    periodMs,
    isEdgeUnknown,
    claim: state,
    metric: spec.name,
    value,
    timestamp,
  };
}

/** What a quantity of a state metric is about. */
export function aspectOf(quantity: Quantity): Aspect {
  return quantity === 'bgpState' ? 'bgp' : 'ipsec';
}

/**
 * What an event observes of a connection's tunnels. An event without a tunnel observes nothing of a connection
 * that has two, except that both are down.
 */
export function observeEvent(event: VpnSystemEvent, connection: Connection): DetailedObservation[] {
  const spec = eventSpec(event.name);
  if (!spec) return [];
  const { aspect, claim } = eventClaim(spec);
  return subjects(spec, event, connection).map((tunnel) => ({ tunnel, aspect, source: 'event', at: event.at, claim, event }));
}

function subjects(spec: EventSpec, { resource }: VpnSystemEvent, connection: Connection): readonly string[] {
  const keys = tunnelKeys(connection);
  if (spec.subject === 'tunnel') return keys.filter((key) => key === resource.tunnelId);
  if (spec.subject === 'connection' && (spec.aspect === 'ipsec' || connection.mode === 'single')) return keys;
  return [];
}

function eventClaim({ aspect, outcome }: EventSpec): { readonly aspect: Aspect; readonly claim: Claim } {
  const isSuccess = outcome === 'success';
  switch (aspect) {
    case 'phase1':
      // IKE alone carries no traffic: IPsec has yet to follow.
      return { aspect: 'ipsec', claim: isSuccess ? 'phase1-ok' : 'phase1' };
    case 'phase2':
      return { aspect: 'ipsec', claim: isSuccess ? 'up' : 'phase2' };
    case 'health':
      return { aspect: 'health', claim: isSuccess ? 'up' : 'down' };
    case 'ipsec':
    case 'certificate':
      return { aspect: 'ipsec', claim: isSuccess ? 'up' : 'down' };
  }
}

function ipsecClaim({ ipsec, phase }: { readonly ipsec: IpsecState; readonly phase?: IpsecPhase }): Claim | undefined {
  return ipsec === 'unknown' ? undefined : ipsec === 'down' ? (phase ?? 'down') : 'up';
}

function sessionClaim(bgp: BgpState): Claim | undefined {
  return bgp === 'unknown' ? undefined : bgp;
}

function healthClaim(health: HealthState): Claim | undefined {
  return health === 'unknown' ? undefined : health === 'ok' ? 'up' : health === 'failed' ? 'down' : 'disabled';
}
