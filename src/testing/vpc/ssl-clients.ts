import { instantMs } from '../../internal/time.ts';
import { makeId } from '../model/ids.ts';
import { type Sample, signalOf } from '../model/signals.ts';
import type { Gateway } from '../model/topology.ts';
import type { Operation, Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import type { SslClientSpec } from '../specs.ts';
import { findGateway } from './gateways.ts';
import { pageOf } from './listing.ts';

const MINUTE = 60_000;
// Gateways that were made before do not say their clients until they are upgraded.
const SAYS_CLIENTS_SINCE = Date.UTC(2022, 11, 10);

/** The SSL-VPN clients that are connected to a gateway. */
export const describeSslVpnClients: Operation = (params, service, requestId) => {
  const gateway = findGateway(params, service);
  // No document names the code.
  if (gateway.since < SAYS_CLIENTS_SINCE)
    throw new Fault(400, 'UnsupportedFeature', 'The VPN gateway must be upgraded to the latest version.');
  const { items, numbers } = pageOf(params, clientsOf(gateway, service));
  return JSON.stringify({ RequestId: requestId, RegionId: service.regionId, VpnGatewayId: gateway.id, ...numbers, ClientInfoList: items });
};

function clientsOf(gateway: Gateway, service: Service): readonly Record<string, unknown>[] {
  const now = service.now();
  const certificates = service.topology.certificates.filter(({ serverId }) => serverId === gateway.sslServerId).map(({ id }) => id);
  const clients = gateway.clients ?? Array.from({ length: countAt(gateway, now) }, (): SslClientSpec => ({}));
  return clients.map((client, index) => {
    const { user, certificateId = certificates[index % certificates.length] ?? makeId('vsc', gateway.seed, index) } = client;
    return {
      CommonName: user ?? `CN=${certificateId}`,
      Ip: client.address ?? `198.51.100.${1 + (index % 254)}`,
      // Text, as documented.
      Port: String(client.port ?? 40_001 + (index % 20_000)),
      PrivateIp: client.privateAddress ?? `10.10.${(index >> 8) & 255}.${index & 255}`,
      ConnectedTime:
        client.connectedAt === undefined ? Math.floor(now / MINUTE) * MINUTE - 60 * MINUTE : instantMs(client.connectedAt, 'connectedAt'),
      SendBytes: client.sentBytes ?? 57_144,
      ReceiveBytes: client.receivedBytes ?? 60_782,
      Status: 'online',
    };
  });
}

/** As many as the metric says. */
function countAt(gateway: Gateway, now: number): number {
  const sample: Sample = { average: 0, minimum: 0, maximum: 0, value: 0 };
  signalOf('sslClientCount', [], gateway)(Math.floor(now / MINUTE) * MINUTE, sample);
  return sample.value;
}
