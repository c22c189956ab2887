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
 * Monitoring of the VPN gateways, IPsec connections and tunnels of one region.
 *
 * Making one sends nothing and loads nothing; the first query does.
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
  /** The region this monitor looks at. */
  readonly regionId: string;
  /** The gateways, connections, tunnels and SSL client certificates of the region, without their secrets. */
  readonly topology: Topology;
  /** The flow logs that record the traffic of IPsec connections: set up, listed, activated and deleted. */
  readonly flowLogs: FlowLogs;
  /** The threshold rules on VPN metrics, and the log of their alerts. */
  readonly alerts: Alerts;
  /** The event rules of the account in this region: which system events are sent where. */
  readonly subscriptions: Subscriptions;

  /** @throws `TypeError` or `RangeError` naming the option that cannot be used. */
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

  /** A VPN gateway, and the way to its connections and their tunnels. @param gatewayId - `vpn-…` */
  gateway(gatewayId: string): GatewayScope {
    return new GatewayScope(this.#wiring.parts.scopes, gatewayId);
  }

  /** An IPsec connection that is attached to a transit router. @param connectionId - `vco-…` */
  attachment(connectionId: string): AttachmentScope {
    return new AttachmentScope(this.#wiring.parts.scopes, connectionId);
  }

  /**
   * An IPsec connection whose attachment is not known: it is looked up once, and quantities become the
   * metrics it really has.
   *
   * @param connectionId - `vco-…`
   */
  connection(connectionId: string, options: LookupOptions = {}): LookedUpConnectionScope {
    return new LookedUpConnectionScope(this.#wiring.parts.scopes, connectionId, options);
  }

  /** A tunnel whose connection is not known: it is looked up once. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string, options: LookupOptions = {}): LookedUpTunnelScope {
    return new LookedUpTunnelScope(this.#wiring.parts.scopes, { tunnel: tunnelId }, options);
  }

  /**
   * Many resources at once: everything in the region that matches a filter, or scopes of your choice.
   *
   * @param members - Default: every gateway and connection of the region.
   * @throws `TypeError` or `RangeError` naming what cannot be used; a scope must be of this monitor.
   */
  fleet(members: FleetFilter | readonly SeriesScope[] = {}): FleetScope {
    return new FleetScope(this.#wiring.parts.scopes, members);
  }

  /**
   * The system events of the VPN resources: tunnels, health checks and certificates that changed.
   *
   * @param filter - Default: all. A `TypeError` names what cannot be filtered by.
   */
  events(filter: EventFilter = {}): EventQuery {
    const { events } = this.#wiring.parts;
    return new EventQuery(events, checkFilter(filter, events.logger));
  }

  /**
   * Watches tunnels and their connections for changes: see {@link TunnelWatch}. Nothing is asked before it is started.
   *
   * @param targets - A scope or several, or a fleet. A gateway means all its connections; one tunnel is
   * watched without its connection. Connections that appear later are picked up. Scopes must be of this monitor.
   * @throws `TypeError` or `RangeError` naming a target or an option that cannot be used.
   */
  watch(targets: SeriesScope | readonly SeriesScope[], options: WatchOptions = {}): TunnelWatch {
    const scopes = scopesIn(targets, "watch() takes scopes, such as monitor.fleet() or monitor.gateway('vpn-…')");
    assertOwn(scopes, this.#wiring.parts.scopes, 'watch()');
    return new TunnelWatch(this.#wiring.watch, membershipOf(scopes), options);
  }

  /**
   * What tunnels and their connections went through in the past, and how available they were: see {@link HistoryQuery}. Nothing is asked before it is read.
   *
   * @param targets - As for {@link watch}.
   * @throws `TypeError` or `RangeError` naming a target or an option that cannot be used.
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
   * What this set-up can do, and where the service differs from its documentation: tries every read operation that your features need, and writes nothing.
   *
   * What the service refuses is in the report. It rejects where the options cannot be used, the monitor is closed or `signal` aborts.
   */
  async preflight(options: PreflightOptions = {}): Promise<PreflightReport> {
    assertOpen(this.#closing.signal);
    const { runPreflight } = await import('./preflight/preflight.ts');
    return runPreflight(this.#wiring.preflight, options);
  }

  /**
   * The same account in another region: with the same credentials, settings, logger and clock, and with the rate limits of that region. It is made once
   * and given again until it is closed. Closing this monitor closes it; closing it closes nothing else. Each counts its own `usage()`.
   *
   * Hosts in `endpoint` that name this monitor's region name the other one there; hosts that name no region are taken to serve all regions.
   *
   * @param regionId - Such as `ap-southeast-1`; this monitor's own region gives this monitor.
   * @throws `TypeError` for what is no region, and with a `transport` of your own, of which nobody knows whether it reaches another region.
   */
  inRegion(regionId: string): VpnMonitor {
    assertOpen(this.#closing.signal);
    return regionId === this.regionId ? this : this.#regions.get(regionId);
  }

  /** What this monitor has asked of the services so far, retries included. */
  usage(): Usage {
    return this.#wiring.usage();
  }

  /** Ends every stream and watch of this monitor; watches keep their memory. Later queries fail with code `config`. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the monitor was closed', 'AbortError'));
    await Promise.all([this.#regions.close(), ...[...this.#wiring.watch.watching].map((watch) => watch.stop())]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

// Outside its class: within, bundlers rename what names itself, and stacks show `_VpnMonitor`.
function monitorOf(options: VpnMonitorOptions): VpnMonitor {
  return new VpnMonitor(options);
}
