import { VpnMonitorError } from '../errors.ts';
import type { Member, Membership } from '../scopes/index.ts';
import type { Connection, Topology } from '../topology/index.ts';
import { saysNotFound } from '../topology/not-found.ts';

/** What the targets are, as of a poll. */
export interface TargetsRead {
  readonly members: readonly Member[];
  /** All connections of the region, where that is what was listed. */
  readonly region: readonly Connection[] | undefined;
  /** When the service was asked, by the data clock; absent where it could not be. */
  readonly asOf: number | undefined;
  /** What keeps targets from being watched as they should be, each told once: some do not exist, or connections must not be listed. */
  readonly problems: readonly VpnMonitorError[];
}

// Of more than two pages each costs a round's wait, so that a large region takes one call a round on average.
const PAGE = 50;
const FEW = 2 * PAGE;
const LONGEST_MS = 1_200_000;

/** How often targets are listed, in milliseconds. */
export interface ListingTimes {
  readonly pollMs: number;
  /** Absent: every round for few connections, else as many rounds apart as there are pages. */
  readonly everyMs: number | undefined;
  /** The longest time apart where nothing else says what the state is: health checks have no metric. */
  readonly freshMs: number;
  readonly hasMetrics: boolean;
}

/** Lists the targets: as often as their state is wanted, and as seldom as many pages suggest. */
export class TopologySource {
  readonly #topology: Topology;
  readonly #membership: Membership;
  readonly #regionId: string;
  readonly #times: ListingTimes;
  readonly #toldMissing = new Set<string>();
  /** Gateways without connections that are known to exist. */
  readonly #empty = new Set<string>();
  #toldForbidden = false;
  #roundsLeft = 0;
  /** By the data clock: rounds need not come as often as `pollMs` says. */
  #dueAt = -Infinity;

  constructor(topology: Topology, membership: Membership, regionId: string, times: ListingTimes) {
    this.#topology = topology;
    this.#membership = membership;
    this.#regionId = regionId;
    this.#times = times;
  }

  /** `undefined` while the last answer stands. Rejects where the targets cannot be listed, and tries again the next round. */
  async read(now: number, signal: AbortSignal): Promise<TargetsRead | undefined> {
    if (this.#roundsLeft > 0 && now < this.#dueAt) {
      this.#roundsLeft--;
      return undefined;
    }
    const { filter } = this.#membership;
    const { asOf, connections, forbidden } = await this.#listed(signal);
    const members = this.#membership.select(connections);
    const everyMs = this.#everyMs(connections.length, members);
    const problems = [...this.#forbidden(forbidden), ...this.#missing(connections, members), ...(await this.#missingGateways(connections, signal))];
    this.#roundsLeft = Math.ceil(everyMs / this.#times.pollMs) - 1;
    this.#dueAt = now + everyMs;
    const isWhole = filter.gatewayId === undefined && filter.connectionIds === undefined && filter.tags === undefined;
    return { members, region: isWhole ? connections : undefined, asOf, problems };
  }

  #everyMs(listed: number, members: readonly Member[]): number {
    const { pollMs, everyMs, freshMs, hasMetrics } = this.#times;
    if (everyMs !== undefined) return everyMs;
    if (listed <= FEW) return pollMs;
    const isOnlyWord = !hasMetrics || members.some(({ connection: { health } }) => health === 'ok' || health === 'failed');
    return Math.min(isOnlyWord ? freshMs : LONGEST_MS, Math.ceil(listed / PAGE) * pollMs);
  }

  async #listed(signal: AbortSignal): Promise<Listed> {
    const { filter, assumed } = this.#membership;
    try {
      return await this.#topology.snapshot({ filter, maxAgeMs: 0, signal });
    } catch (error) {
      // Asked for one connection or gateway, the service says so where there is none.
      const isNarrow = filter.gatewayId !== undefined || filter.connectionIds !== undefined;
      if (isNarrow && saysNotFound(error)) return { asOf: undefined, connections: [] };
      // Metrics and events can be read by accounts that may not list connections.
      const isForbidden = VpnMonitorError.isInstance(error) && error.code === 'forbidden';
      if (isForbidden && assumed.length > 0) return { asOf: undefined, connections: assumed.map(({ connection }) => connection), forbidden: error };
      throw error;
    }
  }

  #forbidden(error: VpnMonitorError | undefined): VpnMonitorError[] {
    const isNews = error !== undefined && !this.#toldForbidden;
    this.#toldForbidden = error !== undefined;
    return isNews ? [error] : [];
  }

  #missing(connections: readonly Connection[], members: readonly Member[]): VpnMonitorError[] {
    const { connectionIds, tunnelIds } = this.#membership.named;
    const watched = new Set(members.flatMap(({ connection }) => [connection.connectionId, ...connection.tunnels.map(({ tunnelId }) => tunnelId)]));
    const listed = new Map(connections.flatMap((connection) => [connection.connectionId, ...connection.tunnels.map(({ tunnelId }) => tunnelId)].map((id) => [id, connection] as const)));
    const missing: VpnMonitorError[] = [];
    for (const id of [...connectionIds, ...tunnelIds]) {
      if (watched.has(id)) this.#toldMissing.delete(id);
      else if (!this.#toldMissing.has(id)) {
        this.#toldMissing.add(id);
        const connection = listed.get(id);
        missing.push(this.#notFound(id, connection ? `is ${foundAs(id, connection)}, other than the target says` : this.#absence(id)));
      }
    }
    return missing;
  }

  /** What is not listed need not be missing in the region, where only some connections were asked for. */
  #absence(id: string): string {
    const { named, filter } = this.#membership;
    const isNarrow = filter.connectionIds !== undefined && named.tunnelIds.includes(id);
    return isNarrow ? `is no tunnel of ${filter.connectionIds.join(' or ')}` : `does not exist in ${this.#regionId}`;
  }

  /** Gateways that are named and have no connection are asked for once: a wrong id would be watched in silence. */
  async #missingGateways(connections: readonly Connection[], signal: AbortSignal): Promise<VpnMonitorError[]> {
    const listed = new Set(connections.map(({ gatewayId }) => gatewayId));
    const { gatewayIds } = this.#membership.named;
    const [found, open] = [gatewayIds.filter((id) => listed.has(id)), gatewayIds.filter((id) => !listed.has(id) && !this.#empty.has(id) && !this.#toldMissing.has(id))];
    for (const id of found) {
      this.#toldMissing.delete(id);
      this.#empty.delete(id);
    }
    if (open.length === 0) return [];
    try {
      const existing = new Set((await this.#topology.allGateways({ maxAgeMs: 0, signal })).map(({ gatewayId }) => gatewayId));
      for (const id of open) (existing.has(id) ? this.#empty : this.#toldMissing).add(id);
      return open.filter((id) => !existing.has(id)).map((id) => this.#notFound(id, `does not exist in ${this.#regionId}`));
    } catch (error) {
      signal.throwIfAborted();
      // That connections were listed is what counts.
      if (VpnMonitorError.isInstance(error) && error.code === 'forbidden') for (const id of open) this.#empty.add(id);
      return [];
    }
  }

  #notFound(id: string, what: string): VpnMonitorError {
    return new VpnMonitorError(`${id} ${what}, so it cannot be watched; it is looked for again with every poll of the topology`, { code: 'not-found' });
  }
}

/** What a connection, or a tunnel of it, has turned out to be. */
function foundAs(id: string, { connectionId, attachedTo, gatewayId, transitRouterId, mode, tunnels }: Connection): string {
  const place = attachedTo === undefined ? 'attached to nothing' : `on ${gatewayId ?? transitRouterId ?? `a ${attachedTo}`}`;
  if (id !== connectionId) return `a tunnel of ${connectionId} ${place}`;
  return `${place} with ${mode === 'single' ? 'a single tunnel' : `the tunnels ${tunnels.map(({ tunnelId }) => tunnelId).join(' and ')}`}`;
}

interface Listed {
  readonly asOf: number | undefined;
  readonly connections: readonly Connection[];
  /** Why they could not be listed, and are those that the targets name. */
  readonly forbidden?: VpnMonitorError;
}
