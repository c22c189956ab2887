import type { Gateway } from '../model/topology.ts';
import type { Operation, Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { type Params, required } from '../service/params.ts';
import { hasTags, isWanted, pageOf, tagList } from './listing.ts';

const YEAR = 365 * 86_400_000;
const SYSTEM_TAGS = '{"VpnEnableBgp":"true","VisuallySsl":"true","PbrPriority":"true","VpnNewImage":"true","VpnVersion":"v1.2.4"}';

/** The account's VPN gateways. */
export const describeVpnGateways: Operation = (params, service, requestId) => {
  const wanted = service.topology.gateways.filter(
    (one) =>
      isWanted(params, 'VpnGatewayId', one.id) &&
      isWanted(params, 'Status', 'active') &&
      isWanted(params, 'BusinessStatus', 'Normal') &&
      hasTags(params, one.tags),
  );
  const { items, numbers } = pageOf(params, wanted);
  return JSON.stringify({
    RequestId: requestId,
    ...numbers,
    VpnGateways: { VpnGateway: items.map((one) => ({ ...body(one), Spec: `${one.bandwidthMbps}M` })) },
  });
};

/** One VPN gateway. `Spec` has no unit here, unlike in the list. */
export const describeVpnGateway: Operation = (params, service, requestId) => {
  const gateway = findGateway(params, service);
  return JSON.stringify({ RequestId: requestId, ...body(gateway), Spec: String(gateway.bandwidthMbps) });
};

/** The gateway a request names, or the service's 404. */
export function findGateway(params: Params, service: Service): Gateway {
  const gateway = service.topology.gatewayById.get(required(params, 'VpnGatewayId'));
  if (!gateway) throw new Fault(404, 'InvalidVpnGatewayInstanceId.NotFound', 'The specified vpn gateway instance id does not exist.');
  return gateway;
}

function body(gateway: Gateway): Record<string, unknown> {
  return {
    VpnGatewayId: gateway.id,
    Name: gateway.name,
    Description: '',
    Status: 'active',
    BusinessStatus: 'Normal',
    ChargeType: 'POSTPAY',
    GatewayType: 'Enhanced.SiteToSite',
    NetworkType: 'public',
    VpnType: 'Normal',
    InternetIp: '203.0.113.10',
    DisasterRecoveryInternetIp: '203.0.113.11',
    SslVpnInternetIp: '203.0.113.12',
    IpsecVpn: 'enable',
    SslVpn: gateway.sslClients > 0 ? 'enable' : 'disable',
    SslMaxConnections: gateway.sslClients,
    EnableBgp: gateway.connections.some((one) => one.hasBgp),
    AutoPropagate: true,
    CreateTime: gateway.since,
    EndTime: gateway.since + 10 * YEAR,
    VpcId: gateway.id.replace('vpn-', 'vpc-'),
    VSwitchId: gateway.id.replace('vpn-', 'vsw-'),
    EniInstanceIds: { EniInstanceId: [] },
    ResourceGroupId: 'rg-simulated',
    Tag: SYSTEM_TAGS,
    Tags: { Tag: tagList(gateway.tags) },
  };
}
