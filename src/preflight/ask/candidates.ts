import { type MetricSpec, Quantity, type ResourceKind } from '../../catalog/index.ts';
import type { MetricResource } from '../../metrics/index.ts';
import type { BgpState, Connection, Gateway } from '../../topology/index.ts';

/** A resource that questions can be asked about. */
export interface Candidate {
  readonly kind: ResourceKind;
  readonly resource: MetricResource;
  /** Of a connection; `undefined` where that is not known. */
  readonly mode?: Connection['mode'] | undefined;
  /** How likely it is that there is something to be told of it: 2 where it carries traffic, 1 where it is in use. */
  readonly rank: 0 | 1 | 2;
  readonly bgp?: BgpState | undefined;
  /** Of a gateway: whether it takes SSL clients. */
  readonly ssl?: boolean | undefined;
}

/** What the lists hold; gateways that could not be listed are known by their connections. */
export function candidatesOf(
  gateways: readonly Gateway[] | undefined,
  connections: readonly Connection[] | undefined,
): readonly Candidate[] {
  const found = (connections ?? []).flatMap(ofConnection);
  const rankOf = (gatewayId: string): Candidate['rank'] => {
    const ranks = found.filter(({ resource }) => resource.gatewayId === gatewayId).map(({ rank }) => rank);
    return ranks.includes(2) ? 2 : ranks.length > 0 ? 1 : 0;
  };
  const named = found.flatMap(({ resource: { gatewayId } }) => (gatewayId === undefined ? [] : [{ gatewayId, ssl: undefined }]));
  const listed = new Map((gateways ?? named).map(({ gatewayId, ssl }) => [gatewayId, ssl]));
  const ofGateways = [...listed].map(([gatewayId, ssl]): Candidate => ({
    kind: 'gateway',
    resource: { attachedTo: 'vpn-gateway', gatewayId },
    rank: rankOf(gatewayId),
    ssl,
  }));
  return [...ofGateways, ...found];
}

function ofConnection({
  attachedTo,
  connectionId,
  gatewayId,
  transitRouterId,
  mode,
  ipsec,
  bgp,
  tunnels,
}: Connection): readonly Candidate[] {
  // One that is attached to nothing has no metrics.
  if (attachedTo === undefined) return [];
  const isOnGateway = attachedTo === 'vpn-gateway';
  const resource: MetricResource = {
    attachedTo,
    connectionId,
    ...(isOnGateway && gatewayId !== undefined && { gatewayId }),
    ...(!isOnGateway && transitRouterId !== undefined && { transitRouterId }),
  };
  const isUp = ipsec === 'up' || tunnels.some((tunnel) => tunnel.ipsec === 'up');
  const ofTunnels = tunnels.map((tunnel): Candidate => ({
    kind: 'tunnel',
    resource: { ...resource, tunnelId: tunnel.tunnelId },
    rank: tunnel.ipsec === 'up' ? 2 : 1,
    bgp: tunnel.bgp,
  }));
  return [{ kind: 'connection', resource, mode, rank: isUp ? 2 : 1, bgp }, ...ofTunnels];
}

/** The resources that have a metric, the likeliest to have points first. */
export function thoseWith({ resource, attachedTo, tunnels, quantity }: MetricSpec, candidates: readonly Candidate[]): readonly Candidate[] {
  const isDual = candidates.some((one) => one.kind === 'tunnel' && one.resource.attachedTo === attachedTo);
  const has = (one: Candidate): boolean => {
    if (one.kind !== resource || one.resource.attachedTo !== attachedTo) return false;
    if (one.kind === 'connection' && tunnels === 'single' && (one.mode ?? (isDual ? 'dual' : 'single')) !== 'single') return false;
    if (quantity === Quantity.BgpState) return one.bgp !== 'disabled';
    return quantity !== Quantity.SslClientCount || one.ssl !== false;
  };
  const weight = ({ rank, bgp, ssl }: Candidate): number => {
    const isFit = (quantity === Quantity.BgpState && bgp === 'up') || (quantity === Quantity.SslClientCount && ssl === true);
    return rank + (isFit ? 10 : 0);
  };
  return candidates.filter(has).sort((one, other) => weight(other) - weight(one));
}

/** Whether a resource is known to have a metric, and not merely not known to lack it: lists need not say who runs BGP or takes SSL clients. */
export function surelyHas({ quantity }: MetricSpec, { bgp, ssl }: Candidate): boolean {
  if (quantity === Quantity.BgpState) return bgp === 'up' || bgp === 'down';
  return quantity !== Quantity.SslClientCount || ssl === true;
}

/** The likeliest of some to have something to tell. */
export function likeliest(candidates: readonly Candidate[], isMeant: (candidate: Candidate) => boolean): Candidate | undefined {
  return candidates.filter(isMeant).sort((one, other) => other.rank - one.rank)[0];
}
