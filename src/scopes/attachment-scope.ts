import type { Routes, RoutesOptions } from '../diagnose/index.ts';
import { attachmentRoutes } from '../diagnose/index.ts';
import { type FlowLogQuery, type FlowLogQueryOptions, type TransitRouterFlowLogField } from '../flow-logs/index.ts';
import { askedOnce } from './existence.ts';
import { KnownConnectionScope } from './known-connection-scope.ts';
import type { ScopeContext } from './scope-context.ts';
import { AttachmentTunnelScope } from './tunnel-scope.ts';
/** An IPsec connection on a transit router. */
export class AttachmentScope extends KnownConnectionScope<'transit-router'> {
  /** @internal */
  constructor(context: ScopeContext, connectionId: string) {
    super(context, 'transit-router', { connectionId });
  }

  /**
   * The BGP and static routes of the connection, with their numbers.
   *
   * Takes a call of `DescribeVcoRouteEntries` for each of the two sources and every 50 routes. Nothing is cached. The service counts only the routes
   * of dual-tunnel connections; for others the rows are counted.
   *
   * Rejects like {@link GatewayScope.routes}, and with code `not-found` if the connection does not exist, or has no routes and is not on a
   * transit router.
   */
  async routes(options: RoutesOptions = {}): Promise<Routes> {
    const found = await attachmentRoutes(this.context, this.connectionId, options);
    if (found.routes.length === 0)
      await askedOnce(this.context, this.connectionId, (waiting) => this.assertExists(waiting))(options.signal ?? this.context.closed);
    return found;
  }

  /** A tunnel of the connection. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string): AttachmentTunnelScope {
    return new AttachmentTunnelScope(this.context, { connectionId: this.connectionId, tunnelId });
  }

  /**
   * A query for Simple Log Service that adds up the connection's traffic from its transit router's flow log: the traffic through its attachment,
   * between its address ranges, in both directions.
   *
   * See {@link GatewayConnectionScope.flowLogQuery}; the fields are those of a transit router's records. Without `attachmentId`, the attachment is
   * looked up (`ListTransitRouterVpnAttachments` of the CEN API). If that is forbidden or does not list it, the query does without, and `note`
   * says so.
   */
  flowLogQuery(options: FlowLogQueryOptions<TransitRouterFlowLogField> = {}): Promise<FlowLogQuery> {
    return this.queryOfFlowLog(options);
  }
}
