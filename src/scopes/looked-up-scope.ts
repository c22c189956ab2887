import type { Attachment, Quantity } from '../catalog/index.ts';
import { assertRoutesOptions, attachmentRoutes, gatewayConnectionRoutes, type RoutesOptions, type Routes } from '../diagnose/index.ts';
import { VpnMonitorError } from '../errors.ts';
import { assertBoolean } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { flowLogQuery, type FlowLogQuery, type FlowLogQueryOptions } from '../flow-logs/index.ts';
import type { MetricQuery, SelectedSeries, SeriesSelection } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { assertTunnel } from './existence.ts';
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
    const connection = async (signal: AbortSignal): Promise<Connection> => (await this.context.topology.resolve(this.connectionId as `vco-${string}`, { signal })).connection;
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
