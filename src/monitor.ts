import { setMaxListeners } from 'node:events';
import { EventProducts, EventQuery, checkFilter, type EventContext, type EventFilter } from './events/index.ts';
import { safeLogger, type Logger } from './internal/logger.ts';
import { shown } from './internal/shown.ts';
import { checkedClock, systemClock, type Clock } from './internal/clock.ts';
import { isMetadataRow, metadataSource, type MetadataOption } from './metadata/index.ts';
import { FilterMemory } from './metrics/index.ts';
import {
  assertOwn,
  AttachmentScope,
  FleetScope,
  GatewayScope,
  LookedUpConnectionScope,
  LookedUpTunnelScope,
  membershipOf,
  SeriesScope,
  type FleetFilter,
  type LookupOptions,
  type ScopeContext,
} from './scopes/index.ts';
import { Topology } from './topology/index.ts';
import {
  assertRegionId,
  createCaller,
  credentialProvider,
  openApiTransport,
  type CredentialSource,
  type EndpointOptions,
  type ServiceCaller,
  type Transport,
  type Usage,
} from './transport/index.ts';
import { TunnelWatch, type WatchContext, type WatchOptions } from './watch/index.ts';

/** How a {@link VpnMonitor} is set up. Only `regionId` is required. */
export interface VpnMonitorOptions {
  /** The region of the VPN resources, such as `cn-hangzhou`. */
  readonly regionId: string;
  /**
   * An access key, or anything with `getCredential()`.
   *
   * @defaultValue The chain of `@alicloud/credentials`: environment, OIDC, CLI profile, credentials file, instance role.
   */
  readonly credentials?: CredentialSource | undefined;
  /**
   * Hosts to use instead of the public ones, without scheme; `protocol: 'http'` is for a local stand-in.
   *
   * @defaultValue The rules of Alibaba Cloud's own clients.
   */
  readonly endpoint?: EndpointOptions | undefined;
  /** How requests are signed and sent. `credentials` and `endpoint` are then the transport's affair. */
  readonly transport?: Transport | undefined;
  /** The longest one attempt may take, in milliseconds. @defaultValue 10_000 */
  readonly attemptTimeoutMs?: number | undefined;
  /** The longest one request may take with all its retries, in milliseconds. @defaultValue 60_000 */
  readonly totalTimeoutMs?: number | undefined;
  /** Retries of one request after its first attempt; 0 turns them off. @defaultValue 4 */
  readonly maxRetries?: number | undefined;
  /**
   * Requests per second for each operation. The service's own limit of 50 is shared by the whole account.
   * `DescribeMetricData` and `DescribeMetricTop` are held to a fifth.
   *
   * @defaultValue 40
   */
  readonly requestsPerSecond?: number | undefined;
  /**
   * Where metric names, dimensions and statistics come from: the service, the documents, or given rows.
   *
   * @defaultValue `'live'`
   */
  readonly metadata?: MetadataOption | undefined;
  /** How long gateways and connections that were listed are used before they are listed again, in milliseconds. @defaultValue 300_000 */
  readonly topologyTtlMs?: number | undefined;
  /** Where the SDK writes what it works around. @defaultValue Silence. */
  readonly logger?: Partial<Logger> | undefined;
  /** The time that data is judged by; waiting is always real time. @defaultValue The machine's clock. */
  readonly clock?: Clock | undefined;
}

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
  readonly #context: ScopeContext;
  readonly #events: EventContext;
  readonly #closing = new AbortController();
  readonly #watching: WatchContext['watching'] = new Set();
  /** The region this monitor looks at. */
  readonly regionId: string;
  /** The gateways, connections, tunnels and SSL client certificates of the region, without their secrets. */
  readonly topology: Topology;

  /** @throws `TypeError` or `RangeError` naming the option that cannot be used. */
  constructor(options: VpnMonitorOptions) {
    const { regionId, metadata = 'live' } = checked(options);
    const clock = checkedClock(options.clock ?? systemClock);
    this.regionId = regionId;
    const logger = safeLogger(options.logger);
    const transport =
      options.transport ??
      openApiTransport({
        regionId,
        credentials: credentialProvider(options.credentials),
        ...(options.endpoint ? { endpoint: options.endpoint } : {}),
      });
    this.#caller = createCaller({
      transport,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 10_000,
      totalTimeoutMs: options.totalTimeoutMs ?? 60_000,
      maxRetries: options.maxRetries ?? 4,
      requestsPerSecond: options.requestsPerSecond ?? 40,
      logger,
      clock,
    });
    const closed = this.#closing.signal;
    // Every running query listens to it; a hundred at once are no leak.
    setMaxListeners(0, closed);
    const caller = this.#caller;
    this.topology = new Topology({ caller, regionId, clock, logger, closed, ttlMs: options.topologyTtlMs ?? 300_000 });
    this.#context = {
      caller,
      metadata: metadataSource(metadata, caller, logger, closed),
      memory: new FilterMemory(),
      topology: this.topology,
      clock,
      logger,
      closed,
    };
    this.#events = { caller, products: new EventProducts(caller, logger, closed), clock, logger, closed };
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
    return new EventQuery(this.#events, checkFilter(filter));
  }

  /**
   * Watches tunnels and their connections for changes: see {@link TunnelWatch}. Nothing is asked before it is started.
   *
   * @param targets - A scope or several, or a fleet. A gateway means all its connections; one tunnel is
   * watched without its connection. Connections that appear later are picked up. Scopes must be of this monitor.
   * @throws `TypeError` or `RangeError` naming a target or an option that cannot be used.
   */
  watch(targets: SeriesScope | readonly SeriesScope[], options: WatchOptions = {}): TunnelWatch {
    const scopes: readonly unknown[] = Array.isArray(targets) ? targets : [targets];
    if (scopes.length === 0 || !scopes.every(isScope)) {
      const wrong = scopes.length === 0 ? 'an empty list' : shown(scopes.find((scope) => !isScope(scope)));
      throw new TypeError(`watch() takes scopes, such as monitor.fleet() or monitor.gateway('vpn-…'), but was given ${wrong}`);
    }
    assertOwn(scopes, this.#context, 'watch()');
    const context: WatchContext = { regionId: this.regionId, scopes: this.#context, events: this.#events, watching: this.#watching, usage: () => this.#caller.usage() };
    return new TunnelWatch(context, membershipOf(scopes), options);
  }

  /** What this monitor has asked of the services so far, retries included. */
  usage(): Usage {
    return this.#caller.usage();
  }

  /** Ends every stream and watch of this monitor; watches keep their memory. Later queries fail with code `config`. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the monitor was closed', 'AbortError'));
    await Promise.all([...this.#watching].map((watch) => watch.stop()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function isScope(value: unknown): value is SeriesScope {
  return value instanceof SeriesScope;
}

function checked(options: VpnMonitorOptions): VpnMonitorOptions {
  // JavaScript callers reach this without the compiler's help.
  const given = options as Partial<VpnMonitorOptions> | undefined;
  assertRegionId(given?.regionId);
  const { metadata, clock, transport, topologyTtlMs } = options;
  if (metadata !== undefined && metadata !== 'live' && metadata !== 'catalog' && !(Array.isArray(metadata) && metadata.every(isMetadataRow))) {
    throw new TypeError("metadata must be 'live', 'catalog' or rows as DescribeMetricMetaList answers them, with MetricName, Dimensions and Statistics");
  }
  if (clock !== undefined && typeof (clock as Partial<Clock> | null)?.now !== 'function') throw new TypeError('clock must have a now() that returns milliseconds');
  if (transport !== undefined && typeof (transport as Partial<Transport> | null)?.call !== 'function') throw new TypeError('transport must have a call(request, options)');
  const { endpoint } = options as { readonly endpoint?: unknown };
  if (endpoint !== undefined) assertEndpoint(endpoint);
  if (topologyTtlMs !== undefined && !(topologyTtlMs >= 0)) throw new RangeError(`topologyTtlMs ${String(topologyTtlMs)} must be 0 or more milliseconds`);
  return options;
}

const ENDPOINT_KEYS = ['cms', 'vpc', 'protocol'];

/** An endpoint that is not understood must not be ignored: requests would go to the public service. */
function assertEndpoint(endpoint: unknown): void {
  const keys = typeof endpoint === 'object' && endpoint !== null ? Object.keys(endpoint) : undefined;
  if (keys?.every((key) => ENDPOINT_KEYS.includes(key))) return;
  const given = typeof endpoint === 'string' ? JSON.stringify(endpoint) : keys ? `keys ${keys.join(', ')}` : String(endpoint);
  throw new TypeError(`endpoint must be an object of cms, vpc and protocol, such as { cms: '127.0.0.1:8080', vpc: '127.0.0.1:8080', protocol: 'http' }, but it was given ${given}`);
}
