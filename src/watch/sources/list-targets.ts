import { VpnMonitorError } from '../../errors.ts';
import type { Member, Membership } from '../../scopes/index.ts';
import { type Connection, saysNotFound, type Topology } from '../../topology/index.ts';

/** The connections that a membership selects from, as the service lists them now. */
export interface ListedTargets {
  /** Absent where the service does not list them. */
  readonly asOf: number | undefined;
  readonly connections: readonly Connection[];
  /** Why they could not be listed, and are those that the targets name. */
  readonly forbidden?: VpnMonitorError;
}

interface Listing {
  readonly maxAgeMs?: number;
  readonly signal: AbortSignal;
}

/** Lists what targets are selected from; those that the targets name by their place, where listing is forbidden. */
export async function listTargets(topology: Topology, { filter, assumed }: Membership, listing: Listing): Promise<ListedTargets> {
  try {
    return await topology.snapshot({ filter, ...listing });
  } catch (error) {
    // Asked for one connection or gateway, the service says so where there is none.
    const isNarrow = filter.gatewayId !== undefined || filter.connectionIds !== undefined;
    if (isNarrow && saysNotFound(error)) return { asOf: undefined, connections: [] };
    // Metrics and events can be read by accounts that may not list connections.
    const isForbidden = VpnMonitorError.isInstance(error) && error.code === 'forbidden';
    if (isForbidden && assumed.length > 0)
      return { asOf: undefined, connections: assumed.map(({ connection }) => connection), forbidden: error };
    throw error;
  }
}

/** The members with their gateways' names, where those are wanted and may be read. */
export async function withNames(
  topology: Topology,
  { names: areWanted }: Membership,
  members: readonly Member[],
  signal: AbortSignal,
): Promise<readonly Member[]> {
  if (!areWanted) return members;
  try {
    const names = await topology.gatewayNames(signal);
    return members.map((member) => ({ ...member, gatewayName: names.get(member.connection.gatewayId ?? '') }));
  } catch {
    // Names are an extra: the next listing asks again.
    signal.throwIfAborted();
    return members;
  }
}
