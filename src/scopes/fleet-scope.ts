import { METRICS, Quantity, type Attachment, type MetricRow, type MetricSpec } from '../catalog/index.ts';
import type { MetricQuery, SelectedSeries, SeriesSelection } from '../metrics/index.ts';
import type { Connection, Gateway } from '../topology/index.ts';
import { assertResourceId } from './resource-id.ts';
import type { ResolvedMetric } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { seriesOfConnection, seriesOfGateway } from './series-of.ts';
import { SeriesScope, together } from './series-scope.ts';

/** Which resources of the region belong to a fleet: those that match everything given. */
export interface FleetFilter {
  readonly gatewayIds?: readonly string[];
  readonly connectionIds?: readonly string[];
  readonly attachedTo?: Attachment;
  /** Tags that the resource itself carries: the connection, or the gateway for a gateway's quantities. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether points carry the gateways' names too, which takes one more listing. Connections' names are always there. Default: false. */
  readonly names?: boolean;
  /**
   * What a rate is measured of: each connection, or each tunnel of dual-tunnel connections. States are
   * always those of tunnels where there are two. Default: `connection`.
   */
  readonly per?: 'connection' | 'tunnel';
}

const GATEWAY_ONLY: ReadonlySet<string> = new Set([
  Quantity.SslClientCount,
  Quantity.InboundBandwidthUtilization,
  Quantity.OutboundBandwidthUtilization,
] satisfies Quantity[]);

/** Rows that a quantity of a fleet can turn out to be. */
type FleetRows = MetricRow;

/**
 * Many resources asked together: their series share requests, and every point carries its resource.
 *
 * @example
 * ```ts
 * import { Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function tunnelsDown(monitor: VpnMonitor): Promise<string[]> {
 *   const points = await monitor.fleet({ tags: { env: 'prod' } }).metric(Quantity.State).latest();
 *   return points.filter((point) => point.state === 'down').map(({ resource }) => resource.connectionName ?? resource.tunnelId ?? resource.connectionId ?? '');
 * }
 * ```
 */
export class FleetScope extends SeriesScope {
  readonly #members: FleetFilter | readonly SeriesScope[];
  readonly #reported = new Set<string>();

  /** @internal */
  constructor(context: ScopeContext, members: FleetFilter | readonly SeriesScope[]) {
    super(context);
    this.#members = isScopes(members) ? checkedScopes(members) : checkedFilter(members);
  }

  /** A query for one or more quantities of every resource in the fleet that has them. */
  metric<const Asked extends Quantity>(...quantities: readonly Asked[]): MetricQuery<ResolvedMetric<Asked, FleetRows>> {
    if (quantities.length === 0) throw new TypeError('metric() takes at least one quantity');
    const valid = Object.values(Quantity);
    for (const quantity of quantities) {
      if (!valid.includes(quantity)) throw new RangeError(`${JSON.stringify(quantity)} is not a quantity; a fleet takes ${valid.join(', ')}`);
      if (GATEWAY_ONLY.has(quantity) && !isScopes(this.#members) && this.#members.connectionIds) {
        throw new RangeError(`${JSON.stringify(quantity)} is measured of gateways, and connectionIds selects connections: use gatewayIds`);
      }
    }
    return this.queryOf([...new Set(quantities)].map((quantity) => (signal) => this.seriesOf(quantity, signal)));
  }

  /** @internal */
  async seriesOf(quantity: Quantity, signal: AbortSignal): Promise<SelectedSeries> {
    const members = this.#members;
    if (isScopes(members)) return together(await Promise.all(members.map((scope) => scope.seriesOf(quantity, signal))));
    return GATEWAY_ONLY.has(quantity) ? this.#gatewaySeries(quantity, members, signal) : this.#connectionSeries(quantity, members, signal);
  }

  /** A name that matches nothing would be silent blindness; a resource that was deleted must not end a stream. */
  #reportUnknown(wanted: readonly string[] | undefined, known: readonly string[]): void {
    const there = new Set(known);
    const missing = wanted?.filter((id) => !there.has(id) && !this.#reported.has(id)) ?? [];
    if (missing.length === 0) return;
    for (const id of missing) this.#reported.add(id);
    this.context.logger.warn('resources that a fleet names do not exist in this region', { missing });
  }

  async #gatewaySeries(quantity: Quantity, filter: FleetFilter, signal: AbortSignal): Promise<SelectedSeries> {
    if (filter.attachedTo === 'transit-router') return { selections: [] };
    const gateways = await this.context.topology.allGateways({ signal });
    const wanted = gateways.filter((gateway) => matchesGateway(gateway, filter));
    this.#reportUnknown(filter.gatewayIds, gateways.map(({ gatewayId }) => gatewayId));
    return { selections: wanted.flatMap((gateway) => seriesOfGateway(gateway, quantity)), regionSeries: () => gateways.length };
  }

  async #connectionSeries(quantity: Quantity, filter: FleetFilter, signal: AbortSignal): Promise<SelectedSeries> {
    const { topology } = this.context;
    const [connections, names] = await Promise.all([
      topology.allConnections({ signal }),
      filter.names ? topology.gatewayNames(signal) : Promise.resolve(new Map<string, string>()),
    ]);
    this.#reportUnknown(filter.connectionIds, connections.map(({ connectionId }) => connectionId));
    const seriesOf = (list: readonly Connection[]): SeriesSelection[] =>
      list.flatMap((connection) => seriesOfConnection(connection, quantity, names, filter.per));
    return { selections: seriesOf(connections.filter((connection) => matchesConnection(connection, filter))), regionSeries: (spec) => countSeries(connections, spec) };
  }
}

const KEYS: readonly string[] = ['gatewayIds', 'connectionIds', 'attachedTo', 'tags', 'names', 'per'] satisfies (keyof FleetFilter)[];

function matchesGateway({ gatewayId, tags }: Gateway, filter: FleetFilter): boolean {
  return (filter.gatewayIds?.includes(gatewayId) ?? true) && hasTags(tags, filter.tags);
}

function matchesConnection({ connectionId, gatewayId, attachedTo, tags }: Connection, filter: FleetFilter): boolean {
  return (
    (filter.connectionIds?.includes(connectionId) ?? true) &&
    (filter.gatewayIds === undefined || (gatewayId !== undefined && attachedTo === 'vpn-gateway' && filter.gatewayIds.includes(gatewayId))) &&
    (filter.attachedTo === undefined || filter.attachedTo === attachedTo) &&
    hasTags(tags, filter.tags)
  );
}

function hasTags(tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

/** Series of a metric in the region: what an account-wide answer would hold. */
function countSeries(connections: readonly Connection[], { resource, attachedTo, tunnels }: MetricSpec): number {
  const there = connections.filter((connection) => connection.attachedTo === attachedTo);
  if (resource === 'tunnel') return there.reduce((sum, connection) => sum + connection.tunnels.length, 0);
  return there.filter((connection) => tunnels === 'any' || connection.mode === tunnels).length;
}

function isScopes(members: FleetFilter | readonly SeriesScope[]): members is readonly SeriesScope[] {
  return Array.isArray(members);
}

function checkedScopes(scopes: readonly SeriesScope[]): readonly SeriesScope[] {
  const wrong: unknown = scopes.find((scope) => !((scope as unknown) instanceof SeriesScope));
  if (wrong !== undefined) throw new TypeError(`fleet([…]) takes scopes, such as monitor.gateway('vpn-…').connection('vco-…'), but was given ${JSON.stringify(wrong)}`);
  return [...scopes];
}

function checkedFilter(filter: FleetFilter): FleetFilter {
  if (typeof (filter as unknown) !== 'object' || (filter as unknown) === null) throw new TypeError(`fleet() takes a filter or a list of scopes, not ${JSON.stringify(filter)}`);
  // A key that is not understood would widen the fleet to the whole region.
  const unknown = Object.keys(filter).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new TypeError(`fleet() has no filter ${JSON.stringify(unknown)}; it has ${KEYS.join(', ')}`);
  if (filter.per !== undefined && !['connection', 'tunnel'].includes(filter.per)) throw new RangeError(`per ${JSON.stringify(filter.per)} must be 'connection' or 'tunnel'`);
  for (const id of filter.gatewayIds ?? []) assertResourceId('gateway', id);
  for (const id of filter.connectionIds ?? []) assertResourceId('connection', id);
  const { attachedTo } = filter;
  if (attachedTo !== undefined && !METRICS.some((spec) => spec.attachedTo === attachedTo)) {
    throw new RangeError(`attachedTo ${JSON.stringify(attachedTo)} must be 'vpn-gateway' or 'transit-router'`);
  }
  return filter;
}
