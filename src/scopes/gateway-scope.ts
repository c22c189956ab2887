import { GatewayConnectionScope } from './connection-scope.ts';
import type { Membership } from './membership.ts';
import { MetricScope } from './metric-scope.ts';
import { isAt } from './place.ts';
import { assertResourceId } from './resource-id.ts';
import { specsOf, type RowsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';

/**
 * A VPN gateway: the metrics of the gateway as a whole, and the way to its connections.
 *
 * @example
 * ```ts
 * import { GatewayMetric, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function busiestMinute(monitor: VpnMonitor, gatewayId: string): Promise<number> {
 *   const points = await monitor.gateway(gatewayId).metric(GatewayMetric.InboundRate).last('1d').toArray({ limit: 1440 });
 *   return Math.max(...points.map((point) => point.value));
 * }
 * ```
 */
export class GatewayScope extends MetricScope<RowsOf<'gateway', 'vpn-gateway'>> {
  readonly gatewayId: string;

  /** @internal */
  constructor(context: ScopeContext, gatewayId: string) {
    assertResourceId('gateway', gatewayId);
    super(context, { attachedTo: 'vpn-gateway', gatewayId }, specsOf('gateway', 'vpn-gateway'));
    this.gatewayId = gatewayId;
  }

  /** One of the gateway's IPsec connections. @param connectionId - `vco-…` */
  connection(connectionId: string): GatewayConnectionScope {
    return new GatewayConnectionScope(this.context, { gatewayId: this.gatewayId, connectionId });
  }

  /** @internal */
  override async assertExists(signal: AbortSignal): Promise<void> {
    await this.context.topology.resolve(this.gatewayId, { signal });
  }

  /** @internal */
  membership(): Membership {
    const { gatewayId } = this;
    return {
      filter: { gatewayId },
      select: (connections) => connections.filter((one) => isAt(one, { attachedTo: 'vpn-gateway', gatewayId })).map((connection) => ({ connection })),
      named: { gatewayIds: [gatewayId], connectionIds: [], tunnelIds: [] },
      wantsCertificate: (id) => id === gatewayId,
      names: false,
      key: JSON.stringify([gatewayId]),
      assumed: [],
    };
  }
}
