import type { Attachment, MetricSpec, Quantity } from '../catalog/index.ts';
import type { DiagnoseOptions, Diagnosis, LogLines, LogOptions, Routes, RoutesOptions } from '../diagnose/index.ts';
import { attachmentRoutes, diagnose, gatewayConnectionRoutes, logLines } from '../diagnose/index.ts';
import { VpnMonitorError } from '../errors.ts';
import {
  type FlowLogQuery,
  flowLogQuery,
  type FlowLogQueryOptions,
  type TransitRouterFlowLogField,
  type VpcFlowLogField,
} from '../flow-logs/index.ts';
import type { SelectedSeries } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { askedOnce } from './existence.ts';
import { locateIn } from './locate.ts';
import { type Membership, namedMembership } from './membership.ts';
import { MetricScope } from './metric-scope.ts';
import { assertPlace, type Place } from './place.ts';
import { assertResourceId } from './resource-id.ts';
import { type ConnectionRows, type RowsOf, specsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { seriesOfConnection } from './series-of.ts';
import { AttachmentTunnelScope, TunnelScope } from './tunnel-scope.ts';

/**
 * A connection whose attachment the caller knows. `Quantity.State` and `Quantity.BgpState` look the
 * connection up once, since a dual-tunnel connection has them per tunnel; the metric constants
 * never do.
 */
abstract class KnownConnectionScope<AttachedTo extends Attachment> extends MetricScope<
  RowsOf<'connection', AttachedTo>,
  ConnectionRows<AttachedTo>
> {
  readonly connectionId: string;

  readonly #place: Place;

  constructor(context: ScopeContext, attachedTo: AttachedTo, ids: { readonly gatewayId?: string; readonly connectionId: string }) {
    assertResourceId('connection', ids.connectionId);
    super(context, { attachedTo, ...ids }, specsOf('connection', attachedTo));
    this.connectionId = ids.connectionId;
    this.#place = { attachedTo, gatewayId: ids.gatewayId };
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
    return diagnose(this.context, locateIn(this.context.topology, { connectionId: this.connectionId, place: this.#place }), options);
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
      (tunnelId) => locateIn(this.context.topology, { connectionId: this.connectionId, place: this.#place }, tunnelId),
      options,
    );
  }

  /** @internal */
  override async seriesOf(quantity: Quantity, signal: AbortSignal): Promise<SelectedSeries> {
    const own = await super.seriesOf(quantity, signal);
    if (quantity !== 'state' && quantity !== 'bgpState') return own;
    try {
      const found = await this.context.topology.resolve(this.connectionId, { signal });
      if (found.kind !== 'connection') return own;
      assertPlace(found.connection, this.#place);
      return { selections: seriesOfConnection(found.connection, quantity, new Map()) };
    } catch (error) {
      // Metrics can be read by accounts that may not read the VPC service. Anything else may pass, and
      // a guess would read as an empty state until it does.
      if (!VpnMonitorError.isInstance(error) || error.code !== 'forbidden') throw error;
      this.context.logger.warn('the connection could not be looked up, so it is taken for a single-tunnel one', {
        connectionId: this.connectionId,
        error,
      });
      return own;
    }
  }

  /** @internal */
  override async assertExists(signal: AbortSignal, named: readonly MetricSpec[] = []): Promise<void> {
    const connection = await this.#connection(signal);
    const lacking = connection.mode === 'dual' ? named.filter(({ tunnels }) => tunnels === 'single').map(({ name }) => name) : [];
    if (lacking.length > 0)
      this.context.logger.warn(
        `${this.connectionId} has two tunnels, so it has no ${lacking.join(' and no ')}: ask for the Quantity, which reads its tunnels`,
      );
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, place: this.#place });
  }

  /** @internal */
  protected queryOfFlowLog(options: FlowLogQueryOptions): Promise<FlowLogQuery> {
    const kind = this.#place.attachedTo === 'vpn-gateway' ? 'vpc' : 'transit-router';
    return flowLogQuery(this.context, { kind, connection: (signal) => this.#connection(signal) }, options);
  }

  async #connection(signal: AbortSignal): Promise<Connection> {
    const { connection } = await this.context.topology.resolve(this.connectionId as `vco-${string}`, { signal });
    assertPlace(connection, this.#place);
    return connection;
  }
}

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
