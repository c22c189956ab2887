import type { Routes, RoutesOptions } from '../diagnose/index.ts';
import { gatewayConnectionRoutes } from '../diagnose/index.ts';
import { type FlowLogQuery, type FlowLogQueryOptions, type VpcFlowLogField } from '../flow-logs/index.ts';
import { KnownConnectionScope } from './known-connection-scope.ts';
import { assertPlace } from './place.ts';
import type { ScopeContext } from './scope-context.ts';
import { TunnelScope } from './tunnel-scope.ts';
/** An IPsec connection of a known VPN gateway. */
export class GatewayConnectionScope extends KnownConnectionScope<'vpn-gateway'> {
  readonly gatewayId: string;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly gatewayId: string; readonly connectionId: string }) {
    super(context, 'vpn-gateway', ids);
    this.gatewayId = ids.gatewayId;
  }

  /**
   * The BGP and static routes of the gateway that lead through this connection or its tunnels, with their counts.
   *
   * Takes a call of `DescribeVpnRouteEntries` for each of the two sources and 50 routes of the gateway, and looks the connection up. Routes whose
   * next hop is neither a connection nor a tunnel are not among them; a warning says how many, and counts of their source are absent.
   *
   * Rejects as {@link GatewayScope.routes} does, and with code `not-found` for a connection that does not exist or is somewhere else.
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

  /** One tunnel of the connection. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string): TunnelScope {
    return new TunnelScope(this.context, { gatewayId: this.gatewayId, connectionId: this.connectionId, tunnelId });
  }

  /**
   * The query for Simple Log Service that sums up the connection's traffic from a VPC flow log: what passed a VPN gateway, between the connection's address ranges in either direction.
   *
   * You run it with a client of your own, on the project and the Logstore of the flow log. `from` and `to` are in seconds, as its `GetLogsV2` takes them. Connections of one gateway differ by
   * their ranges alone; `note` says so where that is not enough. The connection is looked up (`DescribeVpnConnections`).
   *
   * Rejects with a `TypeError` or `RangeError` for an option that cannot be meant, and with a `VpnMonitorError`: `not-found` where there is no such connection on this gateway.
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
