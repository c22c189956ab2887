import { setMaxListeners } from 'node:events';
import type { Alerts, Subscriptions } from './alerts/index.ts';
import { assertOpen } from './errors.ts';
import { checkFilter, type EventContext, type EventFilter, EventQuery } from './events/index.ts';
import type { FlowLogs } from './flow-logs/index.ts';
import { checkHistoryOptions, type HistoryOptions, HistoryQuery } from './history/index.ts';
import { checkedClock, systemClock } from './internal/clock.ts';
import { safeLogger, SILENT } from './internal/logger.ts';
import { ServiceClock } from './internal/service-clock.ts';
import { checkedOptions, type VpnMonitorOptions } from './monitor-options.ts';
import { createCallerOver, createParts } from './monitor-parts.ts';
import type { MonitorParts, PreflightContext, PreflightOptions, PreflightReport } from './preflight/index.ts';
import { Regions } from './regions.ts';
import type { FleetFilter, LookupOptions, ScopeContext, SeriesScope } from './scopes/index.ts';
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
import { httpsTransport, type ServiceCaller, type Transport, type Usage } from './transport/index.ts';
import { TunnelWatch, type WatchContext, type WatchOptions } from './watch/index.ts';

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
  readonly #caller: ServiceCaller;
  readonly #transport: Transport;
  readonly #context: ScopeContext;
  readonly #events: EventContext;
  readonly #preflight: PreflightContext;
  readonly #closing = new AbortController();
  readonly #watching: WatchContext['watching'] = new Set();
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
    const { regionId, metadata = 'live' } = checkedOptions(options);
    this.regionId = regionId;
    const logger = safeLogger(options.logger);
    const localClock = checkedClock(options.clock ?? systemClock);
    const clock = new ServiceClock(localClock, logger);
    this.#regions = new Regions<VpnMonitor>(options, monitorOf, (monitor) => monitor.#closing.signal.aborted);
    const { endpoint, agent, proxy, userAgent } = options;
    const transport = (this.#transport =
      options.transport ?? httpsTransport({ regionId, credentials: this.#regions.credentials, endpoint, agent, proxy, userAgent }));
    this.#caller = createCallerOver(transport, options, { logger, localClock, clock });
    const closed = this.#closing.signal;
    // Every running query listens to it; a hundred at once are no leak.
    setMaxListeners(0, closed);
    const own = { regionId, clock, logger, closed, metadata, ttlMs: options.topologyTtlMs ?? 300_000 };
    const parts = createParts({ ...own, caller: this.#caller });
    this.topology = parts.scopes.topology;
    this.#context = parts.scopes;
    this.#events = parts.events;
    this.flowLogs = parts.flowLogs;
    this.alerts = parts.alerts;
    this.subscriptions = parts.subscriptions;
    const partsOver = (caller: ServiceCaller): MonitorParts => createParts({ ...own, caller, metadata: 'live', logger: SILENT });
    this.#preflight = { regionId, caller: this.#caller, transport, clock, closed, partsOver };
  }

  /** A VPN gateway, and the way to its connections and their tunnels. @param gatewayId - `vpn-…` */
  gateway(gatewayId: string): GatewayScope {
    return new GatewayScope(this.#context, gatewayId);
  }

  /** An IPsec connection that is attached to a transit router. @param connectionId - `vco-…` */
  attachment(connectionId: string): AttachmentScope {
    return new AttachmentScope(this.#context, connectionId);
  }

  /**
   * An IPsec connection whose attachment is not known: it is looked up once, and quantities become the
   * metrics it really has.
   *
   * @param connectionId - `vco-…`
   */
  connection(connectionId: string, options: LookupOptions = {}): LookedUpConnectionScope {
    return new LookedUpConnectionScope(this.#context, connectionId, options);
  }

  /** A tunnel whose connection is not known: it is looked up once. @param tunnelId - `tun-…` */
  tunnel(tunnelId: string, options: LookupOptions = {}): LookedUpTunnelScope {
    return new LookedUpTunnelScope(this.#context, { tunnel: tunnelId }, options);
  }

  /**
   * Many resources at once: everything in the region that matches a filter, or scopes of your choice.
   *
   * @param members - Default: every gateway and connection of the region.
   * @throws `TypeError` or `RangeError` naming what cannot be used; a scope must be of this monitor.
   */
  fleet(members: FleetFilter | readonly SeriesScope[] = {}): FleetScope {
    return new FleetScope(this.#context, members);
  }

  /**
   * The system events of the VPN resources: tunnels, health checks and certificates that changed.
   *
   * @param filter - Default: all. A `TypeError` names what cannot be filtered by.
   */
  events(filter: EventFilter = {}): EventQuery {
    return new EventQuery(this.#events, checkFilter(filter, this.#events.logger));
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
    assertOwn(scopes, this.#context, 'watch()');
    const context: WatchContext = {
      regionId: this.regionId,
      scopes: this.#context,
      events: this.#events,
      watching: this.#watching,
      usage: () => this.#caller.usage(),
      accountKey: async (signal) => this.#transport.accountKey?.(signal),
    };
    return new TunnelWatch(context, membershipOf(scopes), options);
  }

  /**
   * What tunnels and their connections went through in the past, and how available they were: see {@link HistoryQuery}. Nothing is asked before it is read.
   *
   * @param targets - As for {@link watch}.
   * @throws `TypeError` or `RangeError` naming a target or an option that cannot be used.
   */
  history(targets: SeriesScope | readonly SeriesScope[], options: HistoryOptions = {}): HistoryQuery {
    const scopes = scopesIn(targets, "history() takes scopes, such as monitor.fleet() or monitor.gateway('vpn-…')");
    assertOwn(scopes, this.#context, 'history()');
    return new HistoryQuery({
      context: { scopes: this.#context, events: this.#events },
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
    return runPreflight(this.#preflight, options);
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
    return this.#caller.usage();
  }

  /** Ends every stream and watch of this monitor; watches keep their memory. Later queries fail with code `config`. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the monitor was closed', 'AbortError'));
    await Promise.all([this.#regions.close(), ...[...this.#watching].map((watch) => watch.stop())]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

// Outside its class: within, bundlers rename what names itself, and stacks show `_VpnMonitor`.
function monitorOf(options: VpnMonitorOptions): VpnMonitor {
  return new VpnMonitor(options);
}
