import { listIn } from '../../internal/list-in.ts';
import { finiteNumber, tagPairs, text, truth } from '../../internal/records.ts';
import { serviceTime } from '../../internal/service-time.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import type { CertificateSpec, GatewaySpec } from '../specs.ts';
import { type ListedRow, newestRows } from './listing.ts';
import { CERTIFICATES, GATEWAYS, SSL_SERVERS } from './operations.ts';

type Row = ListedRow['row'];

const DAY = 86_400_000;
const STATUSES = ['normal', 'expiring-soon', 'expired'] as const;

/** The gateways of a recording. */
export function gatewaySpecs(calls: readonly RecordedCall[]): readonly GatewaySpec[] {
  const servers = newestRows(calls, SSL_SERVERS);
  return newestRows(calls, GATEWAYS).flatMap(({ row }) => {
    const id = idIn(row, 'VpnGatewayId', 'vpn-');
    return id === undefined ? [] : [gatewaySpec(id, row, servers.find((one) => one.row['VpnGatewayId'] === id)?.row)];
  });
}

function gatewaySpec(id: string, row: Row, server: Row | undefined): GatewaySpec {
  const bandwidthMbps = finiteNumber((text(row['Spec']) ?? '').replace(/m(?:bps)?$/i, ''));
  const sslClients =
    truth(row['SslVpn']) === false ? 0 : (finiteNumber(server?.['MaxConnections']) ?? finiteNumber(row['SslMaxConnections']));
  const sslServerId = server && idIn(server, 'SslVpnServerId', 'vss-');
  return {
    id,
    ...namedAs(row),
    ...(bandwidthMbps !== undefined && bandwidthMbps > 0 && { bandwidthMbps }),
    ...(sslClients !== undefined && sslClients >= 0 && { sslClients }),
    ...(sslServerId !== undefined && { sslServerId }),
  };
}

/** The SSL client certificates of a recording. @param now - When it ended. */
export function certificateSpecs(calls: readonly RecordedCall[], now: number): readonly CertificateSpec[] {
  const servers = newestRows(calls, SSL_SERVERS);
  return newestRows(calls, CERTIFICATES).flatMap(({ row }) => {
    const id = idIn(row, 'SslVpnClientCertId', 'vsc-');
    const endTime = serviceTime(row['EndTime']);
    if (id === undefined || endTime === undefined) return [];
    const sslServerId = idIn(row, 'SslVpnServerId', 'vss-');
    const gatewayId = servers.map((one) => one.row).find((one) => sslServerId !== undefined && one['SslVpnServerId'] === sslServerId)?.[
      'VpnGatewayId'
    ];
    const status = STATUSES.find((one) => one === text(row['Status'])?.toLowerCase());
    return [
      {
        id,
        name: text(row['Name']) ?? '',
        endTime,
        ...(sslServerId !== undefined && { sslServerId }),
        ...(typeof gatewayId === 'string' && { gatewayId }),
        // One that goes by its time goes on to do so.
        ...(status !== undefined && status !== statusAt(endTime, now) && { status }),
      },
    ];
  });
}

function statusAt(endTime: number, now: number): string {
  if (endTime <= now) return 'expired';
  return endTime - now <= 7 * DAY ? 'expiring-soon' : 'normal';
}

/** What rows of all resources have: a name, which may be none, tags and the time of creation. */
export function namedAs(row: Row): { readonly name: string; readonly tags: Readonly<Record<string, string>>; readonly since?: number } {
  const tags = tagPairs(listIn(row['Tags'], 'Tag') ?? listIn(row['Tag'], 'Tag') ?? []);
  const since = serviceTime(row['CreateTime']);
  return {
    name: text(row['Name']) ?? '',
    tags: Object.fromEntries(tags.filter(([key]) => key.trim() !== '')),
    ...(since !== undefined && { since }),
  };
}

/** An id of the kind that belongs in a field. */
export function idIn(row: Row, field: string, prefix: string): string | undefined {
  const id = text(row[field]);
  return id?.startsWith(prefix) === true ? id : undefined;
}
