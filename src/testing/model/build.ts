import { type Instant, instantMs } from '../../internal/time.ts';
import type { CertificateSpec, ConnectionSpec, GatewaySpec, RouteSpec, TopologySpec } from '../specs.ts';
import { hashText } from './hash.ts';
import { makeId } from './ids.ts';
import { BothUp } from './steps.ts';
import { Timeline } from './timeline.ts';
import type { Certificate, Connection, Gateway, Link, Topology } from './topology.ts';

const LONG_AGO = Date.UTC(2024, 0, 1);
const CEN_ID = 'cen-simulated0000000000';

/** The account's resources, with an id for everything that was declared without one. */
export function buildTopology(spec: TopologySpec, seed: number): Topology {
  const gateways = new Map<string, Gateway>();
  for (const [index, gateway] of (spec.gateways ?? []).entries()) {
    addGateway(gateways, gateway, gateway.id ?? makeId('vpn', seed, index), seed);
  }
  const connections = new Map<string, Connection>();
  const tunnels = new Map<string, { connection: Connection; link: Link }>();
  for (const [index, one] of (spec.connections ?? []).entries()) {
    const id = unused(connections, one.id ?? makeId('vco', seed, index));
    const connection = buildConnection(one, id, index, gateways, seed);
    connections.set(id, connection);
    connection.gateway?.connections.push(connection);
    for (const link of connection.links) {
      if (link.tunnelId !== undefined) tunnels.set(unused(tunnels, link.tunnelId), { connection, link });
    }
  }
  return {
    gateways: [...gateways.values()],
    connections: [...connections.values()],
    certificates: (spec.certificates ?? []).map((one, index) => buildCertificate(one, index, gateways, seed)),
    gatewayById: gateways,
    connectionById: connections,
    tunnelById: tunnels,
  };
}

function buildCertificate(spec: CertificateSpec, index: number, gateways: ReadonlyMap<string, Gateway>, seed: number): Certificate {
  const { id = makeId('vsc', seed, index), gatewayId = gateways.keys().next().value } = spec;
  const gateway = gateways.get(gatewayId ?? '');
  if (spec.gatewayId !== undefined && !gateway) throw new RangeError(`certificate ${id}: the account has no gateway ${spec.gatewayId}`);
  return {
    id,
    name: spec.name ?? `certificate-${index + 1}`,
    serverId: spec.sslServerId ?? gateway?.sslServerId ?? 'vss-simulated0000000000',
    endTime: instantMs(spec.endTime, 'endTime'),
    status: spec.status,
  };
}

function addGateway(gateways: Map<string, Gateway>, spec: GatewaySpec, id: string, seed: number): Gateway {
  const gateway: Gateway = {
    id: unused(gateways, id),
    name: spec.name ?? `gateway-${gateways.size + 1}`,
    tags: spec.tags ?? {},
    bandwidthMbps: spec.bandwidthMbps ?? 200,
    sslClients: spec.sslClients ?? spec.clients?.length ?? 20,
    clients: spec.clients,
    sslServerId: spec.sslServerId ?? id.replace('vpn-', 'vss-'),
    since: sinceMs(spec.since),
    seed: hashText(id, seed),
    connections: [],
  };
  gateways.set(id, gateway);
  return gateway;
}

function buildConnection(spec: ConnectionSpec, id: string, index: number, gateways: Map<string, Gateway>, seed: number): Connection {
  const mode = modeOf(spec, id);
  const attachedTo = attachmentOf(spec, id);
  return {
    id,
    name: spec.name ?? `connection-${index + 1}`,
    attachedTo,
    gateway: attachedTo === 'vpn-gateway' ? gatewayOf(spec.gatewayId, gateways, seed) : undefined,
    transitRouterId: spec.transitRouterId,
    attachmentId: spec.attachmentId ?? id.replace(/^vco-/, 'tr-attach-'),
    cenId: spec.cenId ?? CEN_ID,
    mode,
    links:
      mode === 'single'
        ? [buildLink(spec, 1, undefined, id, seed)]
        : [1, 2].map((n) => buildLink(spec, n, spec.tunnels?.[n - 1]?.id ?? makeId('tun', seed, index * 2 + n), id, seed)),
    hasBgp: spec.bgp ?? false,
    hasHealthCheck: spec.healthCheck ?? false,
    health: new Timeline(true),
    routes: spec.routes ?? defaultRoutes(index, spec.bgp ?? false),
    tags: spec.tags ?? {},
    since: sinceMs(spec.since),
  };
}

function defaultRoutes(index: number, bgp: boolean): readonly RouteSpec[] {
  const learned: readonly RouteSpec[] = [
    { destination: `172.16.${index & 255}.0/24`, source: 'bgp', origin: 'customer-gateway', communities: ['65535:65510'] },
    { destination: '10.0.0.0/16', source: 'bgp', origin: 'cloud' },
  ];
  return [{ destination: `192.168.${index & 255}.0/24` }, ...(bgp ? learned : [])];
}

function modeOf({ mode: given, tunnels, healthCheck }: ConnectionSpec, id: string): Connection['mode'] {
  const count = tunnels?.length ?? 0;
  if ((given === 'single' && count > 0) || count > 2) {
    throw new RangeError(`connection ${id}: a single-tunnel connection has no tunnels of its own, a dual-tunnel connection has two`);
  }
  const mode = given ?? (tunnels?.length === 0 ? 'single' : 'dual');
  if (healthCheck && mode === 'dual') throw new RangeError(`connection ${id}: only a single-tunnel connection has a health check`);
  return mode;
}

function attachmentOf({ gatewayId, transitRouterId, unattached }: ConnectionSpec, id: string): Connection['attachedTo'] {
  if (unattached !== true && transitRouterId === undefined) return 'vpn-gateway';
  if (gatewayId !== undefined) throw new RangeError(`connection ${id}: give gatewayId or transitRouterId or unattached, not two of them`);
  return transitRouterId === undefined ? 'nothing' : 'transit-router';
}

function gatewayOf(id: string | undefined, gateways: Map<string, Gateway>, seed: number): Gateway {
  const wanted = id ?? gateways.keys().next().value ?? makeId('vpn', seed, 0);
  return gateways.get(wanted) ?? addGateway(gateways, {}, wanted, seed);
}

function buildLink(spec: ConnectionSpec, index: number, tunnelId: string | undefined, connectionId: string, seed: number): Link {
  const ipsec = new Timeline(spec.tunnels?.[index - 1]?.up ?? spec.up ?? true);
  const session = new Timeline(true);
  return { tunnelId, index, seed: hashText(tunnelId ?? connectionId, seed), ipsec, session, bgp: new BothUp(ipsec, session) };
}

function unused(taken: ReadonlyMap<string, unknown>, id: string): string {
  if (taken.has(id)) throw new RangeError(`${id} is declared twice`);
  return id;
}

function sinceMs(since: Instant | undefined): number {
  return since === undefined ? LONG_AGO : instantMs(since, 'since');
}
