import type { DiagnoseTarget, Locate } from '../diagnose/index.ts';
import type { Connection, Topology } from '../topology/index.ts';
import { assertTunnel } from './existence.ts';
import { tunnelOf } from './membership.ts';
import { assertPlace, isAt, type Place } from './place.ts';

/** A connection, and where the scope says that it is; without `place` it may be anywhere. */
export interface Named {
  readonly connectionId: string;
  readonly place?: Place | undefined;
}

/** Looks up a connection, or one tunnel of it: `not-found` where it does not exist, or is somewhere else than the scope says. */
export function locateIn(topology: Topology, { connectionId, place }: Named, tunnel?: string | 1 | 2): Locate {
  return async (signal) => {
    const { connection } = await topology.resolve(connectionId as `vco-${string}`, { signal });
    const found = tunnel === undefined ? undefined : tunnelOf(connection, tunnel);
    if (place && !isAt(connection, place)) assertPlace(connection, place, found?.tunnelId);
    return tunnel === undefined ? { connection } : await targetOf(topology, connection, tunnel, signal);
  };
}

/** Looks up a tunnel of which the connection is not known. */
export function locateTunnel(topology: Topology, tunnelId: string): Locate {
  return async (signal) => {
    const { connection } = await topology.resolve(tunnelId as `tun-${string}`, { signal });
    return { connection, tunnelId };
  };
}

async function targetOf(topology: Topology, connection: Connection, tunnel: string | 1 | 2, signal: AbortSignal): Promise<DiagnoseTarget> {
  await assertTunnel(topology, connection, tunnel, signal);
  return { connection, tunnelId: tunnelOf(connection, tunnel)?.tunnelId };
}
