import { setMaxListeners } from 'node:events';
import type { Alerts, Subscriptions } from './alerts/index.ts';
import { assertOpen } from './errors.ts';
import { checkFilter, type EventFilter, EventQuery } from './events/index.ts';
import type { FlowLogs } from './flow-logs/index.ts';
import { checkHistoryOptions, type HistoryOptions, HistoryQuery } from './history/index.ts';
import { checkedOptions, type VpnMonitorOptions } from './monitor-options.ts';
import { createWiring, type MonitorWiring } from './monitor-wiring.ts';
import type { PreflightOptions, PreflightReport } from './preflight/index.ts';
import { Regions } from './regions.ts';
import type { FleetFilter, LookupOptions, SeriesScope } from './scopes/index.ts';
import {
  assertOwn,
  AttachmentScope,
  FleetScope,
  GatewayScope,
  LookedUpConnectionScope,
  LookedUpTunnelScope,
  membershipOf,
  scopesIn,
} from './scopes/index.ts';
import type { Topology } from './topology/index.ts';
import { type Usage } from './transport/index.ts';
import { TunnelWatch, type WatchOptions } from './watch/index.ts';

/**
 * Monitors the VPN gateways, IPsec connections and tunnels of a region.
 *
 * The constructor sends nothing and loads nothing; the first query does.
 *
 * @example
 * ```ts
 * import { GatewayMetric, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function main(): Promise<void> {
 *   await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou' });
 *   const traffic = monitor.gateway('vpn-bp1q8bgx4xnkm2ogjabcd').metric(GatewayMetric.InboundRate);
 *   for await (const point of traffic.last('1h')) console.log(point.timestamp, point.value);
 * }
 * ```
 */
export class VpnMonitor {
  readonly #wiring: MonitorWiring;
  readonly #closing = new AbortController();
  readonly #regions: Regions<VpnMonitor>;
  /** The region of the monitored resources, such as `cn-hangzhou`. */
  readonly regionId: string;
  /** The gateways, connections, tunnels and SSL client certificates of the region, without their secrets. */
  readonly topology: Topology;
  /** Flow logs, which record the traffic of IPsec connections: to list, create, activate, deactivate and delete them. */
  readonly flowLogs: FlowLogs;
  /** Threshold rules on VPN metrics, and the log of their alerts. */
  readonly alerts: Alerts;
  /** Event rules of the account in this region, which send system events to queues, functions, webhooks and contact groups. */
  readonly subscriptions: Subscriptions;

  /** Creates a monitor for a region. @throws `TypeError` or `RangeError` that names an invalid option. */
  constructor(options: VpnMonitorOptions) {
    const { regionId } = checkedOptions(options);
    this.regionId = regionId;
    this.#regions = new Regions<VpnMonitor>(options, monitorOf, (monitor) => monitor.#closing.signal.aborted);
    const closed = this.#closing.signal;
    // Every running query listens to it; a hundred at once are no leak.
    setMaxListeners(0, closed);
    const wiring = createWiring(options, { closed, credentials: () => this.#regions.credentials });
    this.#wiring = wiring;
    this.topology = wiring.parts.scopes.topology;
    this.flowLogs = wiring.parts.flowLogs;
    this.alerts = wiring.parts.alerts;
    this.subscriptions = wiring.parts.subscriptions;
  }

  /** A VPN gateway, from which you reach its connections and their tunnels. @param gatewayId - `vpn-…` */
  gateway(gatewayId: string): GatewayScope {
    return new GatewayScope(this.#wiring.parts.scopes, gatewayId);
  }

  /** An IPsec connection on a transit router. @param connectionId - `vco-…` */
  attachment(connectionId: string): AttachmentScope {
    return new AttachmentScope(this.#wiring.parts.scopes, connectionId);
  }

  /**
   * An IPsec connection whose attachment you do not know. It is looked up once, and quantities become the metrics that it has.
   *
   * @param connectionId - `vco-…`
   */
  connection(connectionId: string, options: LookupOptions = {}): LookedUpConnectionScope {
    return new LookedUpConnectionScope(this.#wiring.parts.scopes, connectionId, options);
  }

  /** A tunnel whose connection you do not know. It is looked up once. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string, options: LookupOptions = {}): LookedUpTunnelScope {
    return new LookedUpTunnelScope(this.#wiring.parts.scopes, { tunnel: tunnelId }, options);
  }

  /**
   * Many resources at once: all in the region that match a filter, or scopes of your choice.
   *
   * @param members - A filter, or a list of scopes of this monitor. Default: every gateway and connection of the region.
   * @throws `TypeError` or `RangeError` that names an invalid filter or a scope of another monitor.
   */
  fleet(members: FleetFilter | readonly SeriesScope[] = {}): FleetScope {
    return new FleetScope(this.#wiring.parts.scopes, members);
  }

  /**
   * System events of VPN resources: changes of tunnels, health checks and certificates.
   *
   * @param filter - Default: all events.
   * @throws `TypeError` that names an invalid field of the filter.
   */
  events(filter: EventFilter = {}): EventQuery {
    const { events } = this.#wiring.parts;
    return new EventQuery(events, checkFilter(filter, events.logger));
  }

  /**
   * Watches tunnels and their connections for changes: see {@link TunnelWatch}. It sends nothing before you start it.
   *
   * @param targets - A scope, several scopes, or a fleet, all of this monitor. A gateway stands for all its connections, including those that appear
   * later. A tunnel is watched without its connection.
   * @throws `TypeError` or `RangeError` that names an invalid target or option.
   */
  watch(targets: SeriesScope | readonly SeriesScope[], options: WatchOptions = {}): TunnelWatch {
    const scopes = scopesIn(targets, "watch() takes scopes, such as monitor.fleet() or monitor.gateway('vpn-…')");
    assertOwn(scopes, this.#wiring.parts.scopes, 'watch()');
    return new TunnelWatch(this.#wiring.watch, membershipOf(scopes), options);
  }

  /**
   * The past transitions and the availability of tunnels and connections: see {@link HistoryQuery}. It sends nothing before you read it.
   *
   * @param targets - The same as for {@link watch}.
   * @throws `TypeError` or `RangeError` that names an invalid target or option.
   */
  history(targets: SeriesScope | readonly SeriesScope[], options: HistoryOptions = {}): HistoryQuery {
    const scopes = scopesIn(targets, "history() takes scopes, such as monitor.fleet() or monitor.gateway('vpn-…')");
    assertOwn(scopes, this.#wiring.parts.scopes, 'history()');
    return new HistoryQuery({
      context: this.#wiring.parts,
      membership: membershipOf(scopes),
      options: checkHistoryOptions(options),
    });
  }

  /**
   * Reports what this set-up can do, and where the service differs from its documentation. It tries every read operation that your features need, and
   * writes nothing.
   *
   * Refusals of the service are part of the report. It rejects only for an invalid option, after the monitor was closed, and when `signal` aborts.
   */
  async preflight(options: PreflightOptions = {}): Promise<PreflightReport> {
    assertOpen(this.#closing.signal);
    const { runPreflight } = await import('./preflight/preflight.ts');
    return runPreflight(this.#wiring.preflight, options);
  }

  /**
   * A monitor for the same account in another region, with the same credentials, settings, logger and clock, and with that region's own rate limits.
   * Further calls return the same monitor until it is closed. Closing this monitor closes it too, but not the other way round. Each counts its own
   * `usage()`.
   *
   * In hosts of `endpoint` the name of this region is replaced by that of the other one. Hosts without a region are used for all regions.
   *
   * @param regionId - A region, such as `ap-southeast-1`. For this monitor's own region you get this monitor.
   * @throws `TypeError` for an invalid region, and for a monitor with a `transport` of your own, because it may not reach other regions.
   */
  inRegion(regionId: string): VpnMonitor {
    assertOpen(this.#closing.signal);
    return regionId === this.regionId ? this : this.#regions.get(regionId);
  }

  /** The calls that this monitor has made so far, including retries. */
  usage(): Usage {
    return this.#wiring.usage();
  }

  /** Ends every stream and watch of this monitor; watches save their state. Later queries fail with code `config`. You may call it twice. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the monitor was closed', 'AbortError'));
    await Promise.all([this.#regions.close(), ...[...this.#wiring.watch.watching].map((watch) => watch.stop())]);
  }

  /** Closes the monitor, like {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

// Outside its class: within, bundlers rename what names itself, and stacks show `_VpnMonitor`.
function monitorOf(options: VpnMonitorOptions): VpnMonitor {
  return new VpnMonitor(options);
}
