import type { Attachment, MetricSpec, Quantity } from '../catalog/index.ts';
import type { DiagnoseOptions, Diagnosis, LogLines, LogOptions } from '../diagnose/index.ts';
import { diagnose, logLines } from '../diagnose/index.ts';
import { VpnMonitorError } from '../errors.ts';
import { type FlowLogQuery, flowLogQuery, type FlowLogQueryOptions } from '../flow-logs/index.ts';
import type { SelectedSeries } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { locateIn } from './locate.ts';
import { type Membership, namedMembership } from './membership.ts';
import { MetricScope } from './metric-scope.ts';
import { assertPlace, type Place } from './place.ts';
import { assertResourceId } from './resource-id.ts';
import { type ConnectionRows, type RowsOf, specsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { seriesOfConnection } from './series-of.ts';

/**
 * A connection whose attachment you know. `Quantity.State` and `Quantity.BgpState` look the connection up once, because a dual-tunnel connection has
 * them per tunnel. The metric constants never look it up.
 */
export abstract class KnownConnectionScope<AttachedTo extends Attachment> extends MetricScope<
  RowsOf<'connection', AttachedTo>,
  ConnectionRows<AttachedTo>
> {
  /** The IPsec connection, `vco-…`. */
  readonly connectionId: string;

  readonly #place: Place;

  constructor(context: ScopeContext, attachedTo: AttachedTo, ids: { readonly gatewayId?: string; readonly connectionId: string }) {
    assertResourceId('connection', ids.connectionId);
    super(context, { attachedTo, ...ids }, specsOf('connection', attachedTo));
    this.connectionId = ids.connectionId;
    this.#place = { attachedTo, gatewayId: ids.gatewayId };
  }

  /**
   * The service's findings about each tunnel, from `DiagnoseVpnConnections`, in the service's order. If nothing is wrong, the finding is
   * `NoExceptionFound` with severity `Normal`.
   *
   * Takes one call, and one more if the connection was not looked up recently. Values that are or could be pre-shared keys are left out.
   * Rejects with a `VpnMonitorError`: `not-found` if there is no such connection at this place, `forbidden` without the permission
   * `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, locateIn(this.context.topology, { connectionId: this.connectionId, place: this.#place }), options);
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
