import { Quantity } from '../catalog/index.ts';
import { VpnMonitorError } from '../errors.ts';
import { shown } from '../internal/shown.ts';
import type { MetricQuery, SelectedSeries, SeriesSelection } from '../metrics/index.ts';
import type { Connection } from '../topology/index.ts';
import { askedOnce, assertSomeExist, fewOf } from './existence.ts';
import { checkedFilter, filterMembership, type FleetFilter, matchesConnection, matchesGateway } from './fleet-filter.ts';
import { type Membership, membershipOf } from './membership.ts';
import { quantityMeant } from './quantity-meant.ts';
import type { MetricOf } from './rows.ts';
import type { ScopeContext } from './scope-context.ts';
import { countSeries, seriesOfConnection, seriesOfGateway } from './series-of.ts';
import { assertOwn, SeriesScope, together } from './series-scope.ts';

const GATEWAY_ONLY: ReadonlySet<string> = /* @__PURE__ */ (() =>
  new Set([Quantity.SslClientCount, Quantity.InboundBandwidthUtilization, Quantity.OutboundBandwidthUtilization] satisfies Quantity[]))();

/**
 * Many resources in one query. Their series share requests, and every point names its resource.
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
  /** Gateways without a connection that exist. */
  readonly #empty = new Set<string>();
  #hasFound = false;

  /** @internal */
  constructor(context: ScopeContext, members: FleetFilter | readonly SeriesScope[]) {
    super(context);
    this.#members = isScopes(members) ? checkedScopes(members, context) : checkedFilter(members);
  }

  /** A query for one or more quantities of every resource in the fleet that has them. */
  metric<const Asked extends Quantity>(...quantities: readonly Asked[]): MetricQuery<MetricOf<Asked>> {
    if (quantities.length === 0) throw new TypeError('metric() takes at least one quantity');
    const valid = Object.values(Quantity);
    for (const quantity of quantities) {
      if (!valid.includes(quantity))
        throw new RangeError(
          `${JSON.stringify(quantity)} is not a quantity; a fleet takes ${valid.join(', ')}${quantityMeant(quantity, valid)}`,
        );
      if (GATEWAY_ONLY.has(quantity) && !isScopes(this.#members) && this.#members.connectionIds) {
        throw new RangeError(`${JSON.stringify(quantity)} is measured of gateways, and connectionIds selects connections: use gatewayIds`);
      }
    }
    const assertExists = isScopes(this.#members)
      ? askedOnce(this.context, fleetOf(this.#members), (signal) => this.assertExists(signal))
      : undefined;
    return this.queryOf(
      [...new Set(quantities)].map((quantity) => (signal) => this.seriesOf(quantity, signal)),
      assertExists,
    );
  }

  /** @internal */
  override async assertExists(signal: AbortSignal): Promise<void> {
    if (isScopes(this.#members)) await assertSomeExist(this.#members, this.context, signal);
  }

  /** @internal */
  membership(): Membership {
    return isScopes(this.#members) ? membershipOf(this.#members) : filterMembership(this.#members);
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
    const missing = wanted?.filter((id) => !there.has(id)) ?? [];
    this.#hasFound ||= missing.length < (wanted?.length ?? 0);
    if (missing.length > 0 && !this.#hasFound) throw noneExists(missing);
    const news = missing.filter((id) => !this.#reported.has(id));
    if (news.length === 0) return;
    for (const id of news) this.#reported.add(id);
    this.context.logger.warn('resources that a fleet names do not exist in this region', { missing: news });
  }

  /** Gateways that are named and have no connection are looked up once, to distinguish a missing gateway from an empty one. */
  async #reportUnknownGateways(
    wanted: readonly string[] | undefined,
    connections: readonly Connection[],
    signal: AbortSignal,
  ): Promise<void> {
    const there = new Set(connections.map(({ gatewayId }) => gatewayId));
    const open = wanted?.filter((id) => !there.has(id) && !this.#reported.has(id) && !this.#empty.has(id)) ?? [];
    this.#hasFound ||= open.length < (wanted?.length ?? 0);
    if (open.length === 0) return;
    try {
      const gateways = await this.context.topology.allGateways({ signal });
      this.#reportUnknown(
        wanted,
        gateways.map(({ gatewayId }) => gatewayId),
      );
      for (const { gatewayId } of gateways) this.#empty.add(gatewayId);
    } catch (error) {
      if (!VpnMonitorError.isInstance(error) || error.code !== 'forbidden') throw error;
      for (const id of open) this.#empty.add(id);
      this.context.logger.warn('gateways that a fleet names have no connection, and whether they exist could not be looked up', {
        gatewayIds: open,
        error,
      });
    }
  }

  async #gatewaySeries(quantity: Quantity, filter: FleetFilter, signal: AbortSignal): Promise<SelectedSeries> {
    if (filter.attachedTo === 'transit-router') return { selections: [] };
    const gateways = await this.context.topology.allGateways({ signal });
    const wanted = gateways.filter((gateway) => matchesGateway(gateway, filter));
    this.#reportUnknown(
      filter.gatewayIds,
      gateways.map(({ gatewayId }) => gatewayId),
    );
    return { selections: wanted.flatMap((gateway) => seriesOfGateway(gateway, quantity)), regionSeries: () => gateways.length };
  }

  async #connectionSeries(quantity: Quantity, filter: FleetFilter, signal: AbortSignal): Promise<SelectedSeries> {
    const { topology } = this.context;
    const [connections, names] = await Promise.all([
      topology.allConnections({ signal }),
      filter.names ? topology.gatewayNames(signal) : Promise.resolve(new Map<string, string>()),
    ]);
    this.#reportUnknown(
      filter.connectionIds,
      connections.map(({ connectionId }) => connectionId),
    );
    await this.#reportUnknownGateways(filter.gatewayIds, connections, signal);
    const seriesOf = (list: readonly Connection[]): SeriesSelection[] =>
      list.flatMap((connection) => seriesOfConnection(connection, quantity, names, filter.per));
    return {
      selections: seriesOf(connections.filter((connection) => matchesConnection(connection, filter))),
      regionSeries: (spec) => countSeries(connections, spec),
    };
  }
}

function noneExists(missing: readonly string[]): VpnMonitorError {
  return new VpnMonitorError(
    `nothing that the fleet names exists in this region: ${fewOf(missing).join(', ')}. Check the ids, and that \`regionId\` is the region they live in.`,
    { code: 'not-found' },
  );
}

function fleetOf(scopes: readonly SeriesScope[]): string {
  const named = scopes[0]?.membership().named;
  const id = named && (named.tunnelIds[0] ?? named.connectionIds[0] ?? named.gatewayIds[0]);
  return `a fleet of ${scopes.length} scopes, such as ${id ?? 'all of the region'}`;
}

function isScopes(members: FleetFilter | readonly SeriesScope[]): members is readonly SeriesScope[] {
  return Array.isArray(members);
}

function checkedScopes(scopes: readonly SeriesScope[], context: ScopeContext): readonly SeriesScope[] {
  const isScope = (value: unknown): boolean => value instanceof SeriesScope;
  if (!scopes.every(isScope)) {
    const wrong = shown(scopes.find((scope) => !isScope(scope)));
    throw new TypeError(`fleet([…]) takes scopes, such as monitor.gateway('vpn-…').connection('vco-…'), but was given ${wrong}`);
  }
  assertOwn(scopes, context, 'fleet([…])');
  return [...scopes];
}
