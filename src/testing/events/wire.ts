import type { EventOptions } from '../options.ts';
import type { SimulatedEvent } from './model.ts';
import type { RecordedEvents } from './recorded.ts';

/** An event as a row of `DescribeSystemEventAttribute`: one that was recorded as it was. */
export function wireEvent(
  event: SimulatedEvent,
  account: { readonly accountId: string; readonly regionId: string; readonly recordedEvents?: RecordedEvents },
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
    ...account.recordedEvents?.rowOf(event.id),
    ...options.shape?.(event),
  };
}
