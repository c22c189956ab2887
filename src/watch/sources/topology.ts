import type { VpnMonitorError } from '../../errors.ts';
import { isWholeRegion, type Member, type Membership } from '../../scopes/index.ts';
import type { Connection, Topology } from '../../topology/index.ts';
import { completeRow, type KnownTunnels } from './complete-rows.ts';
import { listTargets, withNames } from './list-targets.ts';
import { TargetProblems } from './target-problems.ts';

/** What the targets are, as of a poll. */
export interface TargetsRead {
  readonly members: readonly Member[];
  /** All connections of the region, where that is what was listed. */
  readonly region: readonly Connection[] | undefined;
  /** When the service was asked, by the service's time; absent where it could not be. */
  readonly asOf: number | undefined;
  /** What keeps targets from being watched as they should be, each reported once: some do not exist, or connections must not be listed. */
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

interface TopologyDependencies {
  readonly topology: Topology;
  readonly membership: Membership;
  readonly regionId: string;
  readonly times: ListingTimes;
  readonly knownTunnels: KnownTunnels;
}

/** Lists the targets: as often as their state is wanted, and as seldom as many pages suggest. */
export class TopologySource {
  readonly #topology: Topology;
  readonly #membership: Membership;
  readonly #times: ListingTimes;
  readonly #problems: TargetProblems;
  readonly #knownTunnels: KnownTunnels;
  #roundsLeft = 0;
  /** By the service's time: rounds need not come as often as `pollMs` says. */
  #dueAt = -Infinity;

  constructor({ topology, membership, regionId, times, knownTunnels }: TopologyDependencies) {
    this.#topology = topology;
    this.#membership = membership;
    this.#times = times;
    this.#problems = new TargetProblems(topology, membership, regionId);
    this.#knownTunnels = knownTunnels;
  }

  /** `undefined` while the last answer stands. Rejects where the targets cannot be listed, and tries again the next round. */
  async read(now: number, signal: AbortSignal): Promise<TargetsRead | undefined> {
    if (this.#roundsLeft > 0 && now < this.#dueAt) {
      this.#roundsLeft--;
      return undefined;
    }
    const { asOf, connections: rows, forbidden } = await listTargets(this.#topology, this.#membership, { maxAgeMs: 0, signal });
    const connections = rows.map((connection) => completeRow(connection, this.#knownTunnels));
    const members = await withNames(this.#topology, this.#membership, this.#membership.select(connections), signal);
    const everyMs = this.#everyMs(connections.length, members);
    const problems = await this.#problems.find(connections, members, forbidden, signal);
    this.#roundsLeft = Math.ceil(everyMs / this.#times.pollMs) - 1;
    this.#dueAt = now + everyMs;
    return { members, region: isWholeRegion(this.#membership) ? connections : undefined, asOf, problems };
  }

  #everyMs(listed: number, members: readonly Member[]): number {
    const { pollMs, everyMs, freshMs, hasMetrics } = this.#times;
    if (everyMs !== undefined) return everyMs;
    if (listed <= FEW) return pollMs;
    const isOnlyWord = !hasMetrics || members.some(({ connection: { health } }) => health === 'ok' || health === 'failed');
    return Math.min(isOnlyWord ? freshMs : LONGEST_MS, Math.ceil(listed / PAGE) * pollMs);
  }
}
