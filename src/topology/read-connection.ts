import type { z } from 'zod';
import { attachmentOf, bgpOf, healthOf, rolledUp, rolledUpBgp, singleNegotiation, tunnelNegotiation } from './classify.ts';
import { frozen } from './frozen.ts';
import type { BgpState, Connection, Tunnel } from './models.ts';
import { spelled, tagsOf, type ReadRow } from './read-row.ts';
import { connectionRow, tunnelRow } from './schemas.ts';

type Row = z.infer<typeof connectionRow>;
type Place = Pick<Tunnel, 'connectionId' | 'connectionName' | 'attachedTo' | 'gatewayId' | 'transitRouterId'>;

const ROLES = ['master', 'slave'];

/** A row of `DescribeVpnConnections`. */
export const readConnection: ReadRow<Connection> = (row, skip) => {
  const parsed = connectionRow.safeParse(row);
  if (!parsed.success) {
    skip();
    return undefined;
  }
  const { data } = parsed;
  const options = data.TunnelOptionsSpecification ?? [];
  const dual = options.length > 0;
  const place = placeOf(data);
  const tunnels = options.map((option, position) => readTunnel(option, position, place, data.EnableTunnelsBgp, skip));
  const { ipsec, phase } = dual ? rolledUp(tunnels.map((one) => one ?? { ipsec: 'unknown' })) : singleNegotiation(data.State, data.Status);
  return frozen<Connection>({
    kind: 'connection',
    connectionId: data.VpnConnectionId,
    name: data.Name,
    attachedTo: place.attachedTo,
    mode: dual ? 'dual' : 'single',
    gatewayId: place.gatewayId,
    transitRouterId: place.transitRouterId,
    customerGatewayId: data.CustomerGatewayId,
    ipsec,
    phase,
    bgp: dual ? rolledUpBgp(tunnels.map((one) => one?.bgp ?? 'unknown')) : singleBgp(data),
    health: healthOf(data.VcoHealthCheck?.Enable, data.VcoHealthCheck?.Status),
    state: data.State,
    status: data.Status,
    tunnels: Object.freeze(tunnels.filter((one) => one !== undefined)),
    createdAt: data.CreateTime,
    tags: tagsOf(data),
  });
};

// A connection on a transit router may name a gateway too; its metrics and its filter are not that gateway's.
function placeOf(row: Row): Place {
  const attachedTo = attachmentOf(row.AttachType, row.VpnGatewayId, row.TransitRouterId);
  return frozen<Place>({
    connectionId: row.VpnConnectionId,
    connectionName: row.Name,
    attachedTo,
    gatewayId: attachedTo === 'vpn-gateway' ? row.VpnGatewayId : undefined,
    transitRouterId: attachedTo === 'transit-router' ? row.TransitRouterId : undefined,
  });
}

function readTunnel(option: unknown, position: number, place: Place, bgpEnabled: boolean | undefined, skip: () => void): Tunnel | undefined {
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
    state: data.State,
    status: data.Status,
    internetIp: data.InternetIp,
    zone: data.ZoneNo,
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
