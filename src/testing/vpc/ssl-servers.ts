import type { Operation } from '../service/context.ts';
import { isWanted, pageOf } from './listing.ts';

/** The account's SSL-VPN servers: one for each gateway that takes SSL-VPN clients. */
export const describeSslVpnServers: Operation = (params, service, requestId) => {
  const gateways = service.topology.gateways.filter(
    (one) => one.sslClients > 0 && isWanted(params, 'VpnGatewayId', one.id) && isWanted(params, 'SslVpnServerId', one.sslServerId),
  );
  const { items, numbers } = pageOf(params, gateways);
  const rows = items.map((one) => ({
    SslVpnServerId: one.sslServerId,
    VpnGatewayId: one.id,
    RegionId: service.regionId,
    ResourceGroupId: 'rg-simulated',
    Name: `ssl-${one.name}`,
    CreateTime: one.since,
    InternetIp: '203.0.113.12',
    ClientIpPool: '10.10.0.0/16',
    LocalSubnet: '10.0.0.0/8',
    Proto: 'UDP',
    Port: 1194,
    Cipher: 'AES-128-CBC',
    Compress: false,
    EnableMultiFactorAuth: false,
    MaxConnections: one.sslClients,
    Connections: one.clients?.length ?? 0,
  }));
  return JSON.stringify({ RequestId: requestId, ...numbers, SslVpnServers: { SslVpnServer: rows } });
};
