import { VpnMonitorError } from '../../errors.ts';
import type { Member, Membership } from '../../scopes/index.ts';
import type { Connection, Topology } from '../../topology/index.ts';

/** Finds what keeps targets from being watched as they should be, and reports each problem once. */
export class TargetProblems {
  readonly #topology: Topology;
  readonly #membership: Membership;
  readonly #regionId: string;
  readonly #consequence: string;
  readonly #reportedMissing = new Set<string>();
  /** Gateways without connections that are known to exist. */
  readonly #empty = new Set<string>();
  #isForbiddenReported = false;

  /** @param consequence - What follows for a target that does not exist. */
  constructor(
    topology: Topology,
    membership: Membership,
    regionId: string,
    consequence = 'so it cannot be watched; it is looked for again with every poll of the topology',
  ) {
    this.#topology = topology;
    this.#membership = membership;
    this.#regionId = regionId;
    this.#consequence = consequence;
  }

  /** The problems that are new with a listing. */
  async find(
    connections: readonly Connection[],
    members: readonly Member[],
    forbidden: VpnMonitorError | undefined,
    signal: AbortSignal,
  ): Promise<readonly VpnMonitorError[]> {
    return [...this.#forbidden(forbidden), ...this.#missing(connections, members), ...(await this.#missingGateways(connections, signal))];
  }

  #forbidden(error: VpnMonitorError | undefined): readonly VpnMonitorError[] {
    const isNews = error !== undefined && !this.#isForbiddenReported;
    this.#isForbiddenReported = error !== undefined;
    return isNews ? [error] : [];
  }

  #missing(connections: readonly Connection[], members: readonly Member[]): readonly VpnMonitorError[] {
    const { connectionIds, tunnelIds } = this.#membership.named;
    if (connectionIds.length + tunnelIds.length === 0) return [];
    const watched = new Set(members.flatMap(({ connection }) => idsOf(connection)));
    const listed = new Map(connections.flatMap((connection) => idsOf(connection).map((id) => [id, connection] as const)));
    return [...connectionIds, ...tunnelIds].flatMap((id) => {
      if (watched.has(id)) this.#reportedMissing.delete(id);
      else if (!this.#reportedMissing.has(id)) {
        this.#reportedMissing.add(id);
        const connection = listed.get(id);
        return [this.#notFound(id, connection ? `is ${foundAs(id, connection)}, which does not match the target` : this.#absence(id))];
      }
      return [];
    });
  }

  /** What is not listed need not be missing in the region, where only some connections were asked for. */
  #absence(id: string): string {
    const { named, filter } = this.#membership;
    const isNarrow = filter.connectionIds !== undefined && named.tunnelIds.includes(id);
    return isNarrow ? `is no tunnel of ${filter.connectionIds.join(' or ')}` : `does not exist in ${this.#regionId}`;
  }

  /** Gateways that are named and have no connection are asked for once, to distinguish a missing gateway from an empty one. */
  async #missingGateways(connections: readonly Connection[], signal: AbortSignal): Promise<readonly VpnMonitorError[]> {
    const listed = new Set(connections.map(({ gatewayId }) => gatewayId));
    const { gatewayIds } = this.#membership.named;
    for (const id of gatewayIds.filter((one) => listed.has(one))) {
      this.#reportedMissing.delete(id);
      this.#empty.delete(id);
    }
    const open = gatewayIds.filter((id) => !listed.has(id) && !this.#empty.has(id) && !this.#reportedMissing.has(id));
    if (open.length === 0) return [];
    try {
      const existing = new Set((await this.#topology.allGateways({ maxAgeMs: 0, signal })).map(({ gatewayId }) => gatewayId));
      for (const id of open) (existing.has(id) ? this.#empty : this.#reportedMissing).add(id);
      return open.filter((id) => !existing.has(id)).map((id) => this.#notFound(id, `does not exist in ${this.#regionId}`));
    } catch (error) {
      signal.throwIfAborted();
      // That connections were listed is what counts.
      if (VpnMonitorError.isInstance(error) && error.code === 'forbidden') for (const id of open) this.#empty.add(id);
      return [];
    }
  }

  #notFound(id: string, what: string): VpnMonitorError {
    return new VpnMonitorError(`${id} ${what}, ${this.#consequence}`, { code: 'not-found' });
  }
}

const idsOf = ({ connectionId, tunnels }: Connection): readonly string[] => [connectionId, ...tunnels.map(({ tunnelId }) => tunnelId)];

/** What a connection, or a tunnel of it, has turned out to be. */
function foundAs(id: string, { connectionId, attachedTo, gatewayId, transitRouterId, mode, tunnels }: Connection): string {
  const place = attachedTo === undefined ? 'attached to nothing' : `on ${gatewayId ?? transitRouterId ?? `a ${attachedTo}`}`;
  if (id !== connectionId) return `a tunnel of ${connectionId} ${place}`;
  return `${place} with ${mode === 'single' ? 'a single tunnel' : `the tunnels ${tunnels.map(({ tunnelId }) => tunnelId).join(' and ')}`}`;
}
