import type { Certificate } from '../model/topology.ts';
import type { Operation } from '../service/context.ts';
import { isWanted, pageOf } from './listing.ts';

const DAY = 86_400_000;

/** The account's SSL client certificates, without key material. */
export const describeSslVpnClientCerts: Operation = (params, service, requestId) => {
  const wanted = service.topology.certificates.filter(
    (one) => isWanted(params, 'SslVpnClientCertId', one.id) && isWanted(params, 'SslVpnServerId', one.serverId),
  );
  const { items, numbers } = pageOf(params, wanted);
  const rows = items.map((one) => ({
    SslVpnClientCertId: one.id,
    SslVpnServerId: one.serverId,
    Name: one.name,
    RegionId: service.regionId,
    ResourceGroupId: 'rg-simulated',
    CreateTime: one.endTime - 3 * 365 * DAY,
    EndTime: one.endTime,
    Status: one.status ?? statusAt(one, service.now()),
  }));
  return JSON.stringify({ RequestId: requestId, ...numbers, SslVpnClientCertKeys: { SslVpnClientCertKey: rows } });
};

function statusAt(certificate: Certificate, now: number): string {
  if (certificate.endTime <= now) return 'expired';
  return certificate.endTime - now <= 7 * DAY ? 'expiring-soon' : 'normal';
}
