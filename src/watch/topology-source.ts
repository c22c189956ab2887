import { VpnMonitorError } from '../errors.ts';
import type { Member, Membership } from '../scopes/index.ts';
import type { Connection, Topology } from '../topology/index.ts';

/** What the targets are, as of a poll. */
export interface TargetsRead {
  readonly members: readonly Member[];
  /** All connections of the region, where that is what was listed. */
  readonly region: readonly Connection[] | undefined;
  /** When the service was asked, by the data clock; absent where it could not be. */
  readonly asOf: number | undefined;
  /** Targets that do not exist, each told once. */
  readonly missing: readonly VpnMonitorError[];
}

// Of more than two pages each costs a round's wait, so that a large region takes one call a round on average.
const PAGE = 50;
const FEW = 2 * PAGE;
const LONGEST_MS = 1_200_000;

/** Lists the targets: as often as their state is wanted, and as seldom as many pages suggest. */
export class TopologySource {
  readonly #topology: Topology;
  readonly #membership: Membership;
  readonly #regionId: string;
  readonly #everyMs: number | undefined;
  readonly #pollMs: number;
  readonly #toldMissing = new Set<string>();
  #roundsLeft = 0;

  /** @param times - `everyMs` without a value: every round for few connections, else as many rounds apart as there are pages. */
  constructor(topology: Topology, membership: Membership, regionId: string, times: { readonly pollMs: number; readonly everyMs: number | undefined }) {
    this.#topology = topology;
    this.#membership = membership;
    this.#regionId = regionId;
    this.#pollMs = times.pollMs;
    this.#everyMs = times.everyMs;
  }

  /** `undefined` while the last answer stands. Rejects where the targets cannot be listed, and tries again the next round. */
  async read(signal: AbortSignal): Promise<TargetsRead | undefined> {
    if (this.#roundsLeft > 0) {
      this.#roundsLeft--;
      return undefined;
    }
    const { filter } = this.#membership;
    const { asOf, connections } = await this.#listed(signal);
    const everyMs = this.#everyMs ?? (connections.length > FEW ? Math.min(LONGEST_MS, Math.ceil(connections.length / PAGE) * this.#pollMs) : this.#pollMs);
    this.#roundsLeft = Math.ceil(everyMs / this.#pollMs) - 1;
    const members = this.#membership.select(connections);
    const isWhole = filter.gatewayId === undefined && filter.connectionIds === undefined && filter.tags === undefined;
    return { members, region: isWhole ? connections : undefined, asOf, missing: this.#missing(connections, members) };
  }

  async #listed(signal: AbortSignal): Promise<{ readonly asOf: number | undefined; readonly connections: readonly Connection[] }> {
    const { filter, assumed } = this.#membership;
    try {
      return await this.#topology.snapshot({ filter, maxAgeMs: 0, signal });
    } catch (error) {
      const code = VpnMonitorError.isInstance(error) ? error.code : undefined;
      // Asked for one connection, the service says so where there is none.
      if (code === 'not-found') return { asOf: undefined, connections: [] };
      // Metrics and events can be read by accounts that may not list connections.
      if (code === 'forbidden' && assumed.length > 0) return { asOf: undefined, connections: assumed.map(({ connection }) => connection) };
      throw error;
    }
  }

  #missing(connections: readonly Connection[], members: readonly Member[]): VpnMonitorError[] {
    const { connectionIds, tunnelIds } = this.#membership.named;
    const watched = new Set(members.flatMap(({ connection }) => [connection.connectionId, ...connection.tunnels.map(({ tunnelId }) => tunnelId)]));
    const listed = new Set(connections.flatMap(({ connectionId, tunnels }) => [connectionId, ...tunnels.map(({ tunnelId }) => tunnelId)]));
    const missing: VpnMonitorError[] = [];
    for (const id of [...connectionIds, ...tunnelIds]) {
      if (watched.has(id)) this.#toldMissing.delete(id);
      else if (!this.#toldMissing.has(id)) {
        this.#toldMissing.add(id);
        const what = listed.has(id) ? 'is not where the target says' : `does not exist in ${this.#regionId}`;
        missing.push(new VpnMonitorError(`${id} ${what}, so it cannot be watched; it is looked for again with every poll of the topology`, { code: 'not-found' }));
      }
    }
    return missing;
  }
}
