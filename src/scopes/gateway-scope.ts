import { gatewayRoutes, type Routes, type RoutesOptions, type SslClient, sslClients, type SslClientsOptions } from '../diagnose/index.ts';
import { askedOnce } from './existence.ts';
import { GatewayConnectionScope } from './gateway-connection-scope.ts';
import type { Membership } from './membership.ts';
import { MetricScope } from './metric-scope.ts';
import { isAt } from './place.ts';
import { assertResourceId } from './resource-id.ts';
import { type RowsOf, specsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';

/**
 * A VPN gateway: its own metrics, routes and SSL-VPN clients, and its connections.
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
  /** The VPN gateway, `vpn-…`. */
  readonly gatewayId: string;

  /** @internal */
  constructor(context: ScopeContext, gatewayId: string) {
    assertResourceId('gateway', gatewayId);
    super(context, { attachedTo: 'vpn-gateway', gatewayId }, specsOf('gateway', 'vpn-gateway'));
    this.gatewayId = gatewayId;
  }

  /** An IPsec connection of the gateway. @param connectionId - `vco-…` */
  connection(connectionId: string): GatewayConnectionScope {
    return new GatewayConnectionScope(this.context, { gatewayId: this.gatewayId, connectionId });
  }

  /**
   * The BGP and static routes of the gateway, with their numbers. Policy-based routes are not included.
   *
   * Takes a call of `DescribeVpnRouteEntries` for each of the two sources and every 50 routes. Nothing is cached.
   *
   * Rejects with a `TypeError` or `RangeError` for an unknown or invalid option, and with a `VpnMonitorError`: `not-found` if the region has no such
   * gateway, `forbidden` if the access key may not read routes, `config` after the monitor was closed.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function learnedByBgp(monitor: VpnMonitor, gatewayId: string): Promise<string[]> {
   *   const { routes } = await monitor.gateway(gatewayId).routes({ kind: 'bgp' });
   *   return routes.filter(({ origin }) => origin === 'customer-gateway').map(({ destination, asPath = [] }) => `${destination} via ${asPath.join(' ')}`);
   * }
   * ```
   */
  async routes(options: RoutesOptions = {}): Promise<Routes> {
    const found = await gatewayRoutes(this.context, this.gatewayId, options);
    if (found.routes.length === 0) await this.#assertThere(options.signal);
    return found;
  }

  /**
   * The clients that are connected to the gateway through SSL-VPN now, in the service's order.
   *
   * Takes a call of `DescribeSslVpnClients` for every 50 clients. Nothing is cached.
   *
   * Rejects with a `TypeError` for an unknown option, and with a `VpnMonitorError`: `not-found` if the region has no such gateway, `forbidden` if the
   * access key may not read clients, `config` after the monitor was closed. For a gateway that was created before 10 December 2022 and not upgraded
   * since, the service does not list clients; the error explains it.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function certificatesInUse(monitor: VpnMonitor, gatewayId: string): Promise<ReadonlySet<string>> {
   *   const clients = await monitor.gateway(gatewayId).sslClients();
   *   return new Set(clients.flatMap(({ certificateId }) => certificateId ?? []));
   * }
   * ```
   */
  async sslClients(options: SslClientsOptions = {}): Promise<readonly SslClient[]> {
    const clients = await sslClients(this.context, this.gatewayId, options);
    if (clients.length === 0) await this.#assertThere(options.signal);
    return clients;
  }

  /** Nothing is an answer, but not of a gateway that does not exist. */
  async #assertThere(signal: AbortSignal | undefined): Promise<void> {
    await askedOnce(this.context, this.gatewayId, (waiting) => this.assertExists(waiting))(signal ?? this.context.closed);
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
      select: (connections) =>
        connections.filter((one) => isAt(one, { attachedTo: 'vpn-gateway', gatewayId })).map((connection) => ({ connection })),
      named: { gatewayIds: [gatewayId], connectionIds: [], tunnelIds: [] },
      wantsCertificate: (id) => id === gatewayId,
      names: false,
      key: JSON.stringify([gatewayId]),
      areNamed: true,
      areTunnels: false,
      assumed: [],
    };
  }
}
