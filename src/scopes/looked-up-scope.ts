import type { Attachment, Quantity } from '../catalog/index.ts';
import { diagnose, logLines, type DiagnoseOptions, type Diagnosis, type Locate, type LogLine, type LogOptions, type TunnelLogOptions } from '../diagnose/index.ts';
import { VpnMonitorError } from '../errors.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import type { MetricQuery, SelectedSeries, SeriesSelection } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { assertTunnel } from './existence.ts';
import { locateIn, locateTunnel } from './locate.ts';
import { namedMembership, tunnelOf, type Membership } from './membership.ts';
import { assertResourceId } from './resource-id.ts';
import { specsOf, type ConnectionRows, type ResolvedMetric, type RowsOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { seriesOfConnection, seriesOfTunnel, type GatewayNames } from './series-of.ts';
import { SeriesScope } from './series-scope.ts';

/** The quantities that connections and tunnels have. */
export type ConnectionQuantity = RowsOf<'connection', Attachment>['quantity'];

/** Options of a looked-up scope. */
export interface LookupOptions {
  /** Whether points carry the gateway's name too, which takes one more call. The connection's name is always there. Default: false. */
  readonly names?: boolean | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<LookupOptions>({ names: true });

/** A resource that is looked up when it is first asked about, and remembered. */
abstract class LookedUpScope<Rows extends ConnectionRows<Attachment> | RowsOf<'tunnel', Attachment>> extends SeriesScope {
  readonly #options: LookupOptions;

  constructor(context: ScopeContext, options: LookupOptions) {
    super(context);
    assertOptions(options, KEYS, 'a scope that is looked up');
    assertBoolean('names', options.names);
    this.#options = options;
  }

  /**
   * A query for one or more quantities: the metrics that the resource really has are found when it runs.
   *
   * Fails with code `not-found` when there is no such resource in the region.
   */
  metric<const Asked extends ConnectionQuantity>(...quantities: readonly Asked[]): MetricQuery<ResolvedMetric<Asked, Rows>> {
    assertConnectionQuantities(quantities);
    return this.queryOf([...new Set(quantities)].map((quantity) => (signal) => this.seriesOf(quantity, signal)));
  }

  /** @internal */
  protected get wantsNames(): boolean {
    return this.#options.names ?? false;
  }

  /** @internal */
  protected names(signal: AbortSignal): Promise<GatewayNames> {
    return this.wantsNames ? this.context.topology.gatewayNames(signal) : Promise.resolve(new Map());
  }
}

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
  logs(options: LogOptions = {}): AsyncGenerator<LogLine, void, undefined> {
    return logLines(this.context, 'connection', (tunnelId) => locateIn(this.context.topology, { connectionId: this.connectionId }, tunnelId), options);
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

/** One tunnel of a dual-tunnel connection, looked up by its id or by its place in the connection. */
export class LookedUpTunnelScope extends LookedUpScope<RowsOf<'tunnel', Attachment>> {
  /** `tun-…`, or its number in the connection. */
  readonly tunnel: string | 1 | 2;
  readonly connectionId: string | undefined;

  /** @internal */
  constructor(context: ScopeContext, ids: { readonly connectionId?: string; readonly tunnel: string | 1 | 2 }, options: LookupOptions) {
    if (ids.connectionId === undefined || typeof ids.tunnel !== 'number') assertResourceId('tunnel', ids.tunnel);
    else if (![1, 2].includes(ids.tunnel)) throw new RangeError(`tunnel ${String(ids.tunnel)} must be 1, 2 or an id (tun-…)`);
    super(context, options);
    this.tunnel = ids.tunnel;
    this.connectionId = ids.connectionId;
  }

  /**
   * Why the tunnel is not up, by `DiagnoseVpnConnections`: what the service finds, in its order. Where nothing is wrong it says so (`Normal`, `NoExceptionFound`).
   *
   * Takes one call, and one more where the connection was not looked up lately. Pre-shared keys are withheld, and values that could be one.
   * Rejects with a `VpnMonitorError`: `not-found` where there is no such tunnel where the scope says,
   * `forbidden` without `vpc:DiagnoseVpnConnections`; and with the signal's reason.
   */
  diagnose(options: DiagnoseOptions = {}): Promise<readonly Diagnosis[]> {
    return diagnose(this.context, this.#locate(), options);
  }

  /** The lines of the tunnel's negotiation log, oldest first: see {@link GatewayConnectionScope.logs}. */
  logs(options: TunnelLogOptions = {}): AsyncGenerator<LogLine, void, undefined> {
    return logLines(this.context, 'tunnel', () => this.#locate(), options);
  }

  /** @internal */
  async seriesOf(quantity: Quantity, signal: AbortSignal): Promise<SelectedSeries> {
    const id = this.connectionId ?? String(this.tunnel);
    const [found, names] = await Promise.all([this.context.topology.resolve(id, { signal }), this.names(signal)]);
    if (found.kind === 'gateway') throw new TypeError(`${id} is a gateway, not a tunnel`);
    const { connection } = found;
    const tunnel = tunnelOf(connection, this.tunnel);
    await assertTunnel(this.context.topology, connection, this.tunnel, signal);
    return { selections: tunnel ? attached(connection, seriesOfTunnel(tunnel, connection, quantity, names)) : [] };
  }

  /** @internal */
  membership(): Membership {
    return namedMembership({ connectionId: this.connectionId, tunnel: this.tunnel, names: this.wantsNames });
  }

  #locate(): Locate {
    const { topology } = this.context;
    return this.connectionId === undefined ? locateTunnel(topology, String(this.tunnel)) : locateIn(topology, { connectionId: this.connectionId }, this.tunnel);
  }
}

/** Refuses quantities that neither a connection nor a tunnel has. */
function assertConnectionQuantities(quantities: readonly string[]): void {
  if (quantities.length === 0) throw new TypeError('metric() takes at least one quantity');
  const valid = specsOf('connection', 'vpn-gateway').map((spec): string => spec.quantity);
  const wrong = quantities.find((quantity) => !valid.includes(quantity));
  if (wrong !== undefined) throw new RangeError(`${JSON.stringify(wrong)} is not a quantity of a connection or tunnel; they have ${valid.join(', ')}`);
}

function attached(connection: Connection, selections: readonly SeriesSelection[]): readonly SeriesSelection[] {
  if (connection.attachedTo) return selections;
  throw new VpnMonitorError(`the connection ${connection.connectionId} is attached to neither a VPN gateway nor a transit router, so it has no metrics`, {
    code: 'not-found',
  });
}
