import { finiteNumber, isRecord, text, truth } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import type { ConnectionSpec } from '../specs.ts';
import { type ListedRow, newestRows } from './listing.ts';
import { CONNECTIONS, ROUTER_ATTACHMENTS, VPN_ATTACHMENTS } from './operations.ts';
import { idIn, namedAs } from './resources.ts';

type Row = ListedRow['row'];

/** A connection of a recording, as the simulator declares it and as it was listed. */
export interface RecordedConnection {
  readonly spec: ConnectionSpec & { readonly id: string };
  readonly row: Row;
  /** The rows of its tunnels, first tunnel first. */
  readonly tunnels: readonly Row[];
  /** When it was listed. */
  readonly at: number;
}

/** @param hasBgpPoints - Whether datapoints of BGP were recorded for an id. */
export function recordedConnections(calls: readonly RecordedCall[], hasBgpPoints: (id: string) => boolean): readonly RecordedConnection[] {
  const attached = newestRows(calls, VPN_ATTACHMENTS);
  const attachments = newestRows(calls, ROUTER_ATTACHMENTS);
  return newestRows(calls, CONNECTIONS).flatMap(({ row, at }) => {
    const id = idIn(row, 'VpnConnectionId', 'vco-');
    if (id === undefined) return [];
    const tunnels = tunnelRows(row);
    const seen = {
      vpn: attached.find((one) => one.row['InstanceId'] === id)?.row,
      cen: attachments.find((one) => one.row['VpnId'] === id)?.row,
    };
    const mode = tunnels.length > 0 ? 'dual' : 'single';
    const spec = {
      id,
      mode,
      ...namedAs(row),
      ...placeOf(row, seen),
      bgp: hasBgp(row, tunnels) || [id, ...tunnels.map((one) => String(one['TunnelId']))].some(hasBgpPoints),
      healthCheck: mode === 'single' && truth(sectionOf(row, 'VcoHealthCheck')['Enable']) === true,
      ...(mode === 'dual' && { tunnels: tunnels.map((one) => ({ id: String(one['TunnelId']) })) }),
    } as const;
    return [{ spec, row, tunnels, at }];
  });
}

/** The rows of the tunnels in their order: by the index that transit routers give, else the active one first. */
function tunnelRows(row: Row): readonly Row[] {
  const options = recordsUnder(row['TunnelOptionsSpecification'], ['TunnelOptions']).filter(
    (one) => idIn(one, 'TunnelId', 'tun-') !== undefined,
  );
  const place = (one: Row): number => finiteNumber(one['TunnelIndex']) ?? (text(one['Role'])?.toLowerCase() === 'slave' ? 2 : 1);
  // The simulator's have two at most.
  return [...options].sort((a, b) => place(a) - place(b)).slice(0, 2);
}

function placeOf(row: Row, seen: { readonly vpn: Row | undefined; readonly cen: Row | undefined }): Partial<ConnectionSpec> {
  const { vpn = {}, cen = {} } = seen;
  const gatewayId = idIn(row, 'VpnGatewayId', 'vpn-');
  const transitRouterId = [row, cen, vpn].map((one) => idIn(one, 'TransitRouterId', 'tr-')).find((id) => id !== undefined);
  // Answers of 2021 have no type.
  const type = text(row['AttachType'])?.toUpperCase() ?? (gatewayId === undefined && transitRouterId !== undefined ? 'CEN' : 'VPNGW');
  if (type === 'NO_ASSOCIATED') return { unattached: true };
  if (type !== 'CEN') return gatewayId === undefined ? { unattached: true } : { gatewayId };
  // One that the recording does not name must have some name.
  return { transitRouterId: transitRouterId ?? 'tr-recorded', ...attachmentOf(row, cen) };
}

function attachmentOf(row: Row, cen: Row): Partial<ConnectionSpec> {
  const attachmentId = idIn(cen, 'TransitRouterAttachmentId', 'tr-attach-');
  const cenId = idIn(cen, 'CenId', 'cen-') ?? idIn(row, 'AttachInstanceId', 'cen-');
  return { ...(attachmentId !== undefined && { attachmentId }), ...(cenId !== undefined && { cenId }) };
}

/** Whether BGP is set up: said so, up, or with an address or AS number. */
function hasBgp(row: Row, tunnels: readonly Row[]): boolean {
  const enabled = truth(tunnels.length > 0 ? row['EnableTunnelsBgp'] : sectionOf(row, 'VpnBgpConfig')['EnableBgp']);
  if (enabled !== undefined) return enabled;
  const sections = tunnels.length > 0 ? tunnels.map((one) => sectionOf(one, 'TunnelBgpConfig')) : [sectionOf(row, 'VpnBgpConfig')];
  return sections.some((section) => {
    const isSetUp = ['LocalAsn', 'PeerAsn', 'TunnelCidr', 'LocalBgpIp', 'PeerBgpIp'].some((name) => (text(section[name]) ?? '0') !== '0');
    return isSetUp || text(section['Status'] ?? section['BgpStatus'])?.toLowerCase() === 'success';
  });
}

/** A part of a row; empty where it has none. */
export function sectionOf(row: Row, name: string): Row {
  const section = row[name];
  return isRecord(section) ? section : {};
}
