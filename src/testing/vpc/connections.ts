import type { Connection } from '../model/topology.ts';
import type { Operation, Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';
import { type Params, required } from '../service/params.ts';
import { connectionBody } from './connection-body.ts';
import { hasTags, isWanted, pageOf, tagList } from './listing.ts';

/** The account's IPsec connections, wherever they are attached. */
export const describeVpnConnections: Operation = (params, service, requestId) => {
  const wanted = service.topology.connections.filter(
    (one) => isWanted(params, 'VpnConnectionId', one.id) && isWanted(params, 'VpnGatewayId', one.gateway?.id) && hasTags(params, one.tags),
  );
  const { items, numbers } = pageOf(params, wanted);
  const rows = items.map((one) => connectionBody(one, service.now(), 'list'));
  return JSON.stringify({ RequestId: requestId, ...numbers, VpnConnections: { VpnConnection: rows } });
};

/** One IPsec connection, its fields at the top level of the body. */
export const describeVpnConnection: Operation = (params, service, requestId) =>
  JSON.stringify({ RequestId: requestId, ...connectionBody(findConnection(params, service), service.now(), 'single') });

/** The connections attached to transit routers. Says nothing about their state. */
export const describeVpnAttachments: Operation = (params, service, requestId) => {
  const wanted = service.topology.connections.filter(
    (one) => one.attachedTo === 'transit-router' && isWanted(params, 'AttachType', 'CEN') && isWanted(params, 'VpnConnectionId', one.id),
  );
  const { items, numbers } = pageOf(params, wanted);
  const rows = items.map((one) => ({
    InstanceId: one.id,
    Name: one.name,
    Description: '',
    AttachType: 'CEN',
    CrossAccountAuthorized: false,
    TransitRouterId: one.transitRouterId,
    TransitRouterName: 'transit-router',
    TunnelBandwidth: 'Standard',
    Tag: '{"BGPSupport":"true","IDaaSNewVersion":"true"}',
    Tags: tagList(one.tags),
  }));
  return JSON.stringify({ RequestId: requestId, ...numbers, VpnAttachments: rows });
};

/** The connection a request names, or the service's 404. */
export function findConnection(params: Params, service: Service): Connection {
  const connection = service.topology.connectionById.get(required(params, 'VpnConnectionId'));
  if (!connection) {
    throw new Fault(404, 'InvalidVpnConnectionInstanceId.NotFound', 'The specified vpn connection instance id does not exist.');
  }
  return connection;
}
