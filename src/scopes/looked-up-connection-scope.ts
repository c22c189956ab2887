import type { Attachment, Quantity } from '../catalog/index.ts';
import type { DiagnoseOptions, Diagnosis, LogLines, LogOptions, Routes, RoutesOptions } from '../diagnose/index.ts';
import { assertRoutesOptions, attachmentRoutes, diagnose, gatewayConnectionRoutes, logLines } from '../diagnose/index.ts';
import { type FlowLogQuery, flowLogQuery, type FlowLogQueryOptions } from '../flow-logs/index.ts';
import type { SelectedSeries } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { locateIn } from './locate.ts';
import { attached, LookedUpScope, type LookupOptions } from './looked-up-scope.ts';
import { LookedUpTunnelScope } from './looked-up-tunnel-scope.ts';
import { type Membership, namedMembership } from './membership.ts';
import { assertResourceId } from './resource-id.ts';
import type { ConnectionRows } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { seriesOfConnection } from './series-of.ts';

/** An IPsec connection whose attachment is looked up: on a VPN gateway or a transit router, with one tunnel or two. */
export class LookedUpConnectionScope extends LookedUpScope<ConnectionRows<Attachment>> {
  readonly connectionId: string;
  readonly #options: LookupOptions;

  /** @internal */
  constructor(context: ScopeContext, connectionId: string, options: LookupOptions) {
    assertResourceId('connection', connectionId);
    super(context, options);
    this.connectionId = connectionId;
    this.#options = options;
  }

  /** One tunnel of the connection. @param tunnel - `tun-…`, or 1 or 2 in the order of the console. */
  tunnel(tunnel: string | 1 | 2): LookedUpTunnelScope {
    return new LookedUpTunnelScope(this.context, { connectionId: this.connectionId, tunnel }, this.#options);
  }

  /**
   * Why the connection is not up, by `DiagnoseVpnConnections`: what the service finds of each of its tunnels, in its order.
   * Where nothing is wrong it says so (`Normal`, `NoExceptionFound`).
   *
   * Takes one call, and one more where the connection was not looked up lately. Pre-shared keys are withheld, and values that could be one.
   * Rejects with a `VpnMonitorError`: `not-found` where there is no such connection where the scope says,
   * `forbidden` without `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, locateIn(this.context.topology, { connectionId: this.connectionId }), options);
  }

  /**
   * The lines of the negotiation log, oldest first: of the last ten minutes unless you give a range. Without `tunnelId` those of all tunnels, joined by time.
   *
   * Nothing is asked before it is iterated. It takes a call for every 50 lines, and at least one for every tunnel and ten minutes
   * (`DescribeVpnConnectionLogs`). Where the service says that its lines are not complete it is asked again for a few seconds. What looks
   * like a key reads `***`.
   *
   * @throws `TypeError` or `RangeError` naming an option that cannot be used, such as a range older than the 180 days for which logs are kept.
   */
  logs(options: LogOptions = {}): LogLines {
    return logLines(
      this.context,
      'connection',
      (tunnelId) => locateIn(this.context.topology, { connectionId: this.connectionId }, tunnelId),
      options,
    );
  }

  /**
   * The BGP and static routes of the connection, with their counts: those of its gateway that lead through it, or its own where it is on a
   * transit router. Rejects as {@link GatewayScope.routes} does, and with code `not-found` for a connection that the region does not have.
   */
  async routes(options: RoutesOptions = {}): Promise<Routes> {
    assertRoutesOptions(options);
    const { connection } = await this.context.topology.resolve(this.connectionId as `vco-${string}`, { signal: options.signal });
    const { attachedTo, gatewayId } = connection;
    if (attachedTo !== 'vpn-gateway' || gatewayId === undefined) return await attachmentRoutes(this.context, this.connectionId, options);
    return await gatewayConnectionRoutes(this.context, () => Promise.resolve({ ...connection, gatewayId }), options);
  }

  /**
   * The query for Simple Log Service that sums up the connection's traffic, from a VPC flow log or from a transit router's: which, the lookup says.
   *
   * As `flowLogQuery()` of the scopes that say where a connection is. A field or an option that its kind of record does not have is a `RangeError`.
   */
  flowLogQuery(options: FlowLogQueryOptions = {}): Promise<FlowLogQuery> {
    const connection = async (signal: AbortSignal): Promise<Connection> =>
      (await this.context.topology.resolve(this.connectionId as `vco-${string}`, { signal })).connection;
    return flowLogQuery(this.context, { kind: undefined, connection }, options);
  }

  /** @internal */
  async seriesOf(quantity: Quantity, signal: AbortSignal): Promise<SelectedSeries> {
    const [found, names] = await Promise.all([this.context.topology.resolve(this.connectionId, { signal }), this.names(signal)]);
    if (found.kind !== 'connection') throw new TypeError(`${this.connectionId} is a ${found.kind}, not a connection`);
    return { selections: attached(found.connection, seriesOfConnection(found.connection, quantity, names)) };
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, names: this.wantsNames });
  }
}
