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

/** An IPsec connection whose attachment and mode are looked up: on a VPN gateway or a transit router, single-tunnel or dual-tunnel. */
export class LookedUpConnectionScope extends LookedUpScope<ConnectionRows<Attachment>> {
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;
  readonly #options: LookupOptions;

  /** @internal */
  constructor(context: ScopeContext, connectionId: string, options: LookupOptions) {
    assertResourceId('connection', connectionId);
    super(context, options);
    this.connectionId = connectionId;
    this.#options = options;
  }

  /** A tunnel of the connection. @param tunnel - `tun-…`, or 1 or 2 in the order of the console. */
  tunnel(tunnel: string | 1 | 2): LookedUpTunnelScope {
    return new LookedUpTunnelScope(this.context, { connectionId: this.connectionId, tunnel }, this.#options);
  }

  /**
   * The service's findings about each tunnel, from `DiagnoseVpnConnections`, in the service's order. If nothing is wrong, the finding is
   * `NoExceptionFound` with severity `Normal`.
   *
   * Takes one call, and one more if the connection was not looked up recently. Values that are or could be pre-shared keys are left out.
   * Rejects with a `VpnMonitorError`: `not-found` if the region has no such connection, `forbidden` without the permission
   * `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, locateIn(this.context.topology, { connectionId: this.connectionId }), options);
  }

  /**
   * The lines of the negotiation log, oldest first. Default: the last ten minutes, of all tunnels in order of time.
   *
   * It asks nothing until you iterate. It takes a call of `DescribeVpnConnectionLogs` for every 50 lines, and at least one for each tunnel and
   * ten minutes. If the service reports that its lines are incomplete, it asks again for a few seconds. Anything that looks like a key is
   * replaced by `***`.
   *
   * @throws `TypeError` or `RangeError` that names an invalid option, such as a range older than 180 days, for which logs are kept.
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
   * The BGP and static routes of the connection, with their numbers: on a VPN gateway, those of the gateway that lead through the connection; on
   * a transit router, its own. Rejects like {@link GatewayScope.routes}, and with code `not-found` if the region has no such connection.
   */
  async routes(options: RoutesOptions = {}): Promise<Routes> {
    assertRoutesOptions(options);
    const { connection } = await this.context.topology.resolve(this.connectionId as `vco-${string}`, { signal: options.signal });
    const { attachedTo, gatewayId } = connection;
    if (attachedTo !== 'vpn-gateway' || gatewayId === undefined) return await attachmentRoutes(this.context, this.connectionId, options);
    return await gatewayConnectionRoutes(this.context, () => Promise.resolve({ ...connection, gatewayId }), options);
  }

  /**
   * A query for Simple Log Service that adds up the connection's traffic, from a VPC flow log or from a transit router's flow log, depending on
   * its attachment.
   *
   * See {@link GatewayConnectionScope.flowLogQuery}. A field or option that records of its attachment lack is a `RangeError`.
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
