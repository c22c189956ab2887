import type { Routes, RoutesOptions } from '../diagnose/index.ts';
import { attachmentRoutes } from '../diagnose/index.ts';
import { type FlowLogQuery, type FlowLogQueryOptions, type TransitRouterFlowLogField } from '../flow-logs/index.ts';
import { askedOnce } from './existence.ts';
import { KnownConnectionScope } from './known-connection-scope.ts';
import type { ScopeContext } from './scope-context.ts';
import { AttachmentTunnelScope } from './tunnel-scope.ts';
/** An IPsec connection attached to a transit router. */
export class AttachmentScope extends KnownConnectionScope<'transit-router'> {
  /** @internal */
  constructor(context: ScopeContext, connectionId: string) {
    super(context, 'transit-router', { connectionId });
  }

  /**
   * The BGP and static routes of the connection, with their counts.
   *
   * Takes a call of `DescribeVcoRouteEntries` for each of the two sources and 50 routes. Nothing is kept: each call asks anew. The service counts
   * the routes of dual-tunnel connections alone; those of others are counted from the rows.
   *
   * Rejects as {@link GatewayScope.routes} does, and with code `not-found` for a connection that does not exist or, where it has no routes, is
   * somewhere else.
   */
  async routes(options: RoutesOptions = {}): Promise<Routes> {
    const found = await attachmentRoutes(this.context, this.connectionId, options);
    if (found.routes.length === 0)
      await askedOnce(this.context, this.connectionId, (waiting) => this.assertExists(waiting))(options.signal ?? this.context.closed);
    return found;
  }

  /** One tunnel of the connection. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string): AttachmentTunnelScope {
    return new AttachmentTunnelScope(this.context, { connectionId: this.connectionId, tunnelId });
  }

  /**
   * The query for Simple Log Service that sums up the connection's traffic from its transit router's flow log: what passed its attachment, between its address ranges in either direction.
   *
   * As `flowLogQuery()` of a connection on a VPN gateway, with the fields of a transit router's records. Unless you give `attachmentId`, it is looked up (`ListTransitRouterVpnAttachments`
   * of the CEN API); where that is forbidden, or does not list it, the query goes without and `note` says so.
   */
  flowLogQuery(options: FlowLogQueryOptions<TransitRouterFlowLogField> = {}): Promise<FlowLogQuery> {
    return this.queryOfFlowLog(options);
  }
}
