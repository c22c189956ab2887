import type { EventOptions } from '../options.ts';
import type { SimulatedEvent } from './model.ts';

/** An event as a row of `DescribeSystemEventAttribute`. */
export function wireEvent(
  event: SimulatedEvent,
  account: { readonly accountId: string; readonly regionId: string },
  options: EventOptions,
): Record<string, unknown> {
  const product = options.product ?? 'vpngw';
  const content = {
    resourceId: event.resourceId,
    resourceType: 'ALIYUN::VPC::VpnConnection',
    vpnGatewayId: event.gatewayId,
    vpnConnectionId: event.connectionId,
    tunnelId: event.tunnelId,
    state: event.status,
  };
  return {
    Id: event.id,
    Name: event.name,
    Product: product,
    EventType: event.type,
    Level: event.level,
    Status: event.status,
    RegionId: account.regionId,
    ResourceId: `acs:${product}:${account.regionId}:${account.accountId}:instance/${event.resourceId}`,
    InstanceName: event.resourceName,
    GroupId: '',
    Time: event.at,
    Content: JSON.stringify(content),
    ...options.shape?.(event),
  };
}
