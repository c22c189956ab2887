import type { Routes, RoutesOptions } from '../diagnose/index.ts';
import { gatewayConnectionRoutes } from '../diagnose/index.ts';
import { type FlowLogQuery, type FlowLogQueryOptions, type VpcFlowLogField } from '../flow-logs/index.ts';
import { KnownConnectionScope } from './known-connection-scope.ts';
import { assertPlace } from './place.ts';
import type { ScopeContext } from './scope-context.ts';
import { TunnelScope } from './tunnel-scope.ts';
/** An IPsec connection on a VPN gateway. */
export class GatewayConnectionScope extends KnownConnectionScope<'vpn-gateway'> {
  /** The VPN gateway, `vpn-…`. */
  readonly gatewayId: string;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly gatewayId: string; readonly connectionId: string }) {
    super(context, 'vpn-gateway', ids);
    this.gatewayId = ids.gatewayId;
  }

  /**
   * The BGP and static routes of the gateway that lead through this connection or its tunnels, with their numbers.
   *
   * Takes a call of `DescribeVpnRouteEntries` for each of the two sources and every 50 routes of the gateway, and looks the connection up. Routes
   * whose next hop is neither a connection nor a tunnel are left out; a warning names their number, and the numbers of their source are absent.
   *
   * Rejects like {@link GatewayScope.routes}, and with code `not-found` if the gateway has no such connection.
   */
  routes(options: RoutesOptions = {}): Promise<Routes> {
    const { gatewayId, connectionId, context } = this;
    const find = async () => {
      const { connection } = await context.topology.resolve(connectionId as `vco-${string}`, { signal: options.signal });
      assertPlace(connection, { attachedTo: 'vpn-gateway', gatewayId });
      return { ...connection, gatewayId };
    };
    return gatewayConnectionRoutes(context, find, options);
  }

  /** A tunnel of the connection. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string): TunnelScope {
    return new TunnelScope(this.context, { gatewayId: this.gatewayId, connectionId: this.connectionId, tunnelId });
  }

  /**
   * A query for Simple Log Service that adds up the connection's traffic from a VPC flow log: the traffic through a VPN gateway, between the
   * connection's address ranges, in both directions.
   *
   * Run it with a client of your choice, on the project and Logstore of the flow log. `from` and `to` are in seconds, as `GetLogsV2` expects.
   * Only the address ranges distinguish connections of the same gateway; `note` says so if they are not enough. The connection is looked up
   * (`DescribeVpnConnections`).
   *
   * Rejects with a `TypeError` or `RangeError` for an invalid option, and with a `VpnMonitorError` of code `not-found` if the gateway has no such
   * connection.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function topTalkers(monitor: VpnMonitor): Promise<string> {
   *   const connection = monitor.gateway('vpn-bp1q8bgx4xnkm2ogjabcd').connection('vco-bp1bbi27hojx80nckabcd');
   *   const { query, from, to } = await connection.flowLogQuery({ last: '1h', by: ['srcaddr', 'dstaddr'], top: 10 });
   *   return `${query} from ${from} to ${to}`;
   * }
   * ```
   */
  flowLogQuery(options: FlowLogQueryOptions<VpcFlowLogField> = {}): Promise<FlowLogQuery> {
    return this.queryOfFlowLog(options);
  }
}
