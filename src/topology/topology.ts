import type { Clock } from '../internal/clock.ts';
import { CachedList, type ReadOptions } from './cached-list.ts';
import { type ConnectionFilter, filterParams, matches } from './connection-filter.ts';
import { findResource } from './find-resource.ts';
import { type Listing, wholeListing } from './listing.ts';
import type { Certificate, Connection, Gateway, SslServer, Tunnel } from './models.ts';
import { CERTIFICATES, CONNECTIONS, GATEWAYS, SSL_SERVERS } from './operations.ts';
import { assertFilter, assertReading, type TopologyOptions } from './options.ts';
import type { ListDependencies } from './read-list.ts';
import type { ResolvedConnection, ResolvedGateway, ResolvedResource, ResolvedTunnel } from './resolved-resource.ts';

/** What a {@link Topology} is made of. @internal */
export interface TopologyDeps extends ListDependencies {
  readonly clock: Clock;
  /** How long answers are kept, in milliseconds. @defaultValue 300_000 */
  readonly ttlMs?: number | undefined;
}

/** Which connections a poller wants, and how old they may be. @internal */
export interface SnapshotOptions {
  readonly filter?: ConnectionFilter | undefined;
  /** In milliseconds; 0 asks the service, or joins a request that is on its way. @defaultValue The topology's own. */
  readonly maxAgeMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Connections and when they were asked for. @internal */
export interface ConnectionSnapshot {
  /** Milliseconds since the epoch, by the service's time as the answer itself shows it; of several pages, when the first was asked for. */
  readonly asOf: number;
  readonly connections: readonly Connection[];
}

/** Certificates and when they were asked for, by the service's time in milliseconds since the epoch. @internal */
export interface CertificateSnapshot {
  readonly asOf: number;
  readonly certificates: readonly Certificate[];
}

/**
 * The gateways, connections, tunnels and certificates of one region, as typed models.
 *
 * Answers are cached for five minutes (`topologyTtlMs`). Concurrent reads of the same list share one request. Models are frozen and contain
 * no keys, certificates or negotiation settings.
 *
 * Reads reject with a `VpnMonitorError`: `forbidden` if the access key may not list VPN resources, `protocol` if the answer contains no list,
 * `config` after the monitor was closed, or the failure of the service or the network.
 *
 * @example
 * ```ts
 * import { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function downTunnels(monitor: VpnMonitor): Promise<string[]> {
 *   const down: string[] = [];
 *   for await (const tunnel of monitor.topology.tunnels({ attachedTo: 'vpn-gateway' })) {
 *     if (tunnel.ipsec === 'down') down.push(`${tunnel.connectionName ?? tunnel.connectionId} ${tunnel.tunnelId}: ${tunnel.phase ?? ''}`);
 *   }
 *   return down;
 * }
 * ```
 */
export class Topology {
  readonly #deps: TopologyDeps;
  readonly #ttlMs: number;
  readonly #gateways: CachedList<Gateway>;
  readonly #connections: CachedList<Connection>;
  readonly #certificates: CachedList<Certificate>;
  readonly #sslServers: CachedList<SslServer>;

  /** @internal */
  constructor(deps: TopologyDeps) {
    const { ttlMs = 300_000 } = deps;
    if (!(ttlMs >= 0)) throw new RangeError(`ttlMs ${String(ttlMs)} must be 0 or more milliseconds`);
    this.#deps = deps;
    this.#ttlMs = ttlMs;
    this.#gateways = new CachedList(GATEWAYS, deps, deps.clock);
    this.#connections = new CachedList(CONNECTIONS, deps, deps.clock);
    this.#certificates = new CachedList(CERTIFICATES, deps, deps.clock);
    this.#sslServers = new CachedList(SSL_SERVERS, deps, deps.clock);
  }

  /** All VPN gateways, from `DescribeVpnGateways`. @throws `TypeError` that names an unknown option. */
  gateways(options: TopologyOptions = {}): Listing<Gateway> {
    assertReading(options, 'topology.gateways()');
    return this.#listing(options, (read) => this.allGateways(read));
  }

  /**
   * The IPsec connections that match the filter, whatever they are attached to; without a filter, all of them. Calls `DescribeVpnConnections`.
   *
   * @throws `TypeError` that names an invalid or unknown field of the filter.
   */
  connections(filter: ConnectionFilter & TopologyOptions = {}): Listing<Connection> {
    assertFilter(filter, 'topology.connections()');
    return this.#listing(filter, (read) => this.allConnections({ filter, ...read }));
  }

  /**
   * The tunnels of the dual-tunnel connections that match the filter; without a filter, all of them. They come from the list of connections.
   *
   * @throws `TypeError` that names an invalid or unknown field of the filter.
   */
  tunnels(filter: ConnectionFilter & TopologyOptions = {}): Listing<Tunnel> {
    assertFilter(filter, 'topology.tunnels()');
    return this.#listing(filter, async (read) => (await this.allConnections({ filter, ...read })).flatMap((one) => one.tunnels));
  }

  /** All SSL-VPN client certificates, from `DescribeSslVpnClientCerts`. @throws `TypeError` that names an unknown option. */
  certificates(options: TopologyOptions = {}): Listing<Certificate> {
    assertReading(options, 'topology.certificates()');
    return this.#listing(options, async (read) => (await this.#certificates.read({}, read)).value);
  }

  /**
   * Looks up the resource of an id, with its attachment and its tunnels.
   *
   * Rejects with a `TypeError` for any other text, and with a `VpnMonitorError` of code `not-found` if the region has no such resource.
   *
   * @param id - `vpn-…`, `vco-…` or `tun-…`
   */
  resolve(id: `vpn-${string}`, options?: TopologyOptions): Promise<ResolvedGateway>;
  resolve(id: `vco-${string}`, options?: TopologyOptions): Promise<ResolvedConnection>;
  resolve(id: `tun-${string}`, options?: TopologyOptions): Promise<ResolvedTunnel>;
  resolve(id: string, options?: TopologyOptions): Promise<ResolvedResource>;
  async resolve(id: string, options: TopologyOptions = {}): Promise<ResolvedResource> {
    assertReading(options, 'topology.resolve()');
    return await findResource(
      id,
      { gateways: this.#gateways, connections: this.#connections, regionId: this.#deps.regionId },
      this.#readOptions(options),
    );
  }

  /** Clears the cache, so the next read asks the service. */
  refresh(): void {
    this.#gateways.clear();
    this.#connections.clear();
    this.#certificates.clear();
    this.#sslServers.clear();
  }

  /** The connections that match, and when they were asked for: for pollers that decide themselves how fresh is fresh. @internal */
  async snapshot({ filter = {}, maxAgeMs = this.#ttlMs, signal }: SnapshotOptions = {}): Promise<ConnectionSnapshot> {
    if (filter.connectionIds?.length === 0) return { asOf: this.#deps.clock.now(), connections: [] };
    const { asOf, value } = await this.#connections.read(filterParams(filter), { maxAgeMs, signal });
    return { asOf, connections: value.filter((one) => matches(one, filter)) };
  }

  /** The connections of a {@link snapshot}. @internal */
  async allConnections(options?: SnapshotOptions): Promise<readonly Connection[]> {
    return (await this.snapshot(options)).connections;
  }

  /** All VPN gateways. @internal */
  async allGateways({ maxAgeMs = this.#ttlMs, signal }: Omit<SnapshotOptions, 'filter'> = {}): Promise<readonly Gateway[]> {
    return (await this.#gateways.read({}, { maxAgeMs, signal })).value;
  }

  /** The names of the gateways that have one, by id. @internal */
  async gatewayNames(signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const gateways = await this.allGateways({ signal });
    return new Map(gateways.flatMap(({ gatewayId, name }) => (name === undefined ? [] : [[gatewayId, name] as const])));
  }

  /** All SSL-VPN client certificates, and when they were asked for. @internal */
  async certificateSnapshot({ maxAgeMs = this.#ttlMs, signal }: Omit<SnapshotOptions, 'filter'> = {}): Promise<CertificateSnapshot> {
    const { asOf, value } = await this.#certificates.read({}, { maxAgeMs, signal });
    return { asOf, certificates: value };
  }

  /** The gateways of the SSL-VPN servers, by the servers' ids; asked for anew. @internal */
  async gatewaysOfSslServers(signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const { value } = await this.#sslServers.read({}, { maxAgeMs: 0, signal });
    return new Map(value.flatMap(({ serverId, gatewayId }) => (gatewayId === undefined ? [] : [[serverId, gatewayId] as const])));
  }

  #listing<T>(options: TopologyOptions, read: (options: ReadOptions) => Promise<readonly T[]>): Listing<T> {
    return wholeListing((signal) => read({ ...this.#readOptions(options), signal }), options.signal, this.#deps.closed);
  }

  #readOptions({ signal, refresh = false }: TopologyOptions): ReadOptions {
    return { maxAgeMs: refresh ? 0 : this.#ttlMs, signal };
  }
}
