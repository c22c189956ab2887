import type * as z from 'zod/mini';
import { frozen } from '../internal/frozen.ts';
import { spelled } from '../internal/spelling.ts';
import { attachmentOf, bgpOf, healthOf, rolledUp, rolledUpBgp, singleNegotiation, tunnelNegotiation } from './classify.ts';
import type { BgpState, Connection, Tunnel } from './models.ts';
import { rememberGateway } from './named-gateway.ts';
import { type ReadRow, type RowReading, tagsOf } from './read-row.ts';
import { connectionRow, tunnelRow } from './schemas.ts';
import type { ShareText } from './shared-texts.ts';

type Row = z.infer<typeof connectionRow>;
type Place = Pick<Tunnel, 'connectionId' | 'connectionName' | 'attachedTo' | 'gatewayId' | 'transitRouterId'>;

const ROLES = ['master', 'slave'];

/** A row of `DescribeVpnConnections`. */
export const readConnection: ReadRow<Connection> = (row, reading) => {
  const parsed = connectionRow.safeParse(row);
  if (!parsed.success) {
    reading.skip();
    return undefined;
  }
  const { data } = parsed;
  const { share } = reading;
  const options = data.TunnelOptionsSpecification ?? [];
  const dual = options.length > 0;
  const place = placeOf(data, share);
  const tunnels = options.map((option, position) => readTunnel(option, position, place, data.EnableTunnelsBgp, reading));
  const { ipsec, phase } = dual ? rolledUp(tunnels.map((one) => one ?? { ipsec: 'unknown' })) : singleNegotiation(data.State, data.Status);
  const connection = frozen<Connection>({
    kind: 'connection',
    connectionId: data.VpnConnectionId,
    name: data.Name,
    attachedTo: place.attachedTo,
    mode: dual ? 'dual' : 'single',
    gatewayId: place.gatewayId,
    transitRouterId: place.transitRouterId,
    customerGatewayId: share(data.CustomerGatewayId),
    localSubnets: share.ranges(data.LocalSubnet),
    remoteSubnets: share.ranges(data.RemoteSubnet),
    ipsec,
    phase,
    bgp: dual ? rolledUpBgp(tunnels.map((one) => one?.bgp ?? 'unknown')) : singleBgp(data),
    health: healthOf(data.VcoHealthCheck?.Enable, data.VcoHealthCheck?.Status),
    state: share(data.State),
    status: share(data.Status),
    // A copy: what is filtered has room for sixteen more, and is kept for as long as the connection.
    tunnels: Object.freeze([...tunnels.filter((one) => one !== undefined)]),
    createdAt: data.CreateTime,
    tags: tagsOf(data),
  });
  rememberGateway(connection, share(data.VpnGatewayId));
  return connection;
};

// A connection on a transit router may name a gateway too; its metrics and its filter are not that gateway's.
function placeOf(row: Row, share: ShareText): Place {
  const attachedTo = attachmentOf(row.AttachType, row.VpnGatewayId, row.TransitRouterId);
  return frozen<Place>({
    connectionId: row.VpnConnectionId,
    connectionName: row.Name,
    attachedTo,
    gatewayId: attachedTo === 'vpn-gateway' ? share(row.VpnGatewayId) : undefined,
    transitRouterId: attachedTo === 'transit-router' ? share(row.TransitRouterId) : undefined,
  });
}

function readTunnel(
  option: unknown,
  position: number,
  place: Place,
  bgpEnabled: boolean | undefined,
  { skip, share }: RowReading,
): Tunnel | undefined {
  const parsed = tunnelRow.safeParse(option);
  if (!parsed.success) {
    skip();
    return undefined;
  }
  const { data } = parsed;
  const { ipsec, phase } = tunnelNegotiation(data.State, data.Status);
  const { BgpStatus: status, ...addresses } = data.TunnelBgpConfig ?? {};
  const configured = data.TunnelBgpConfig && isAnyGiven(addresses);
  return frozen<Tunnel>({
    kind: 'tunnel',
    tunnelId: data.TunnelId,
    connectionId: place.connectionId,
    connectionName: place.connectionName,
    attachedTo: place.attachedTo,
    gatewayId: place.gatewayId,
    transitRouterId: place.transitRouterId,
    index: data.TunnelIndex ?? position + 1,
    role: spelled(data.Role, ROLES),
    ipsec,
    phase,
    bgp: bgpOf({ enabled: bgpEnabled, status, configured }),
    state: share(data.State),
    status: share(data.Status),
    internetIp: share(data.InternetIp),
    zone: share(data.ZoneNo),
  });
}

function singleBgp(row: Row): BgpState {
  const { EnableBgp: enabled, Status: status, ...addresses } = row.VpnBgpConfig ?? {};
  return bgpOf({ enabled, status, configured: row.VpnBgpConfig && isAnyGiven(addresses) });
}

// 0 is no AS number: it stands for none.
function isAnyGiven(fields: Readonly<Record<string, string | undefined>>): boolean {
  return Object.values(fields).some((one) => one !== undefined && one !== '0');
}
