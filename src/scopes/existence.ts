import { VpnMonitorError } from '../errors.ts';
import { linkSignals } from '../internal/abort.ts';
import type { Connection, Topology } from '../topology/index.ts';
import { type Membership, tunnelOf } from './membership.ts';
import { assertPlace, isAt, type Place, placeOf } from './place.ts';
import type { ScopeContext } from './scope-context.ts';

/** Rejects with `not-found` where what a scope names does not exist, or is somewhere else. */
export type AssertExists = (signal: AbortSignal) => Promise<void>;

// A service that cannot be asked holds up no query more often than this.
const AGAIN_MS = 60_000;
// The answer that waits for it is known: a VPC endpoint that cannot be reached would hold it up for as long as a call may take.
const LOOK_MS = 10_000;

// As many are named in a message, and asked for one by one: of more, all there are come in fewer calls.
const FEW = 3;

// By monitor, since queries are made anew: until when a lookup that failed is not tried again.
const failures = /* @__PURE__ */ new WeakMap<ScopeContext, Map<string, number>>();

function failedLookups(context: ScopeContext): Map<string, number> {
  const known = failures.get(context) ?? new Map<string, number>();
  failures.set(context, known);
  return known;
}

/**
 * What asks `look` once. That no data came is an answer, which must not be lost for a lookup that fails: where it is forbidden, or fails for
 * another reason, a warning stands for it.
 */
export function askedOnce(context: ScopeContext, named: string, look: AssertExists): AssertExists {
  let isKnown = false;
  return async (signal) => {
    const failed = failedLookups(context);
    if (isKnown || performance.now() < (failed.get(named) ?? -Infinity)) return;
    try {
      await lookFor(LOOK_MS, look, signal);
      isKnown = true;
    } catch (error) {
      signal.throwIfAborted();
      if (!VpnMonitorError.isInstance(error) || error.code === 'not-found') throw error;
      context.logger.warn(`no data of ${named}, and whether it exists could not be looked up`, { error });
      failed.set(named, error.code === 'forbidden' ? Infinity : performance.now() + AGAIN_MS);
    }
  };
}

async function lookFor(ms: number, look: AssertExists, signal: AbortSignal): Promise<void> {
  using linked = linkSignals(signal);
  const timer = setTimeout(() => {
    linked.abort(new VpnMonitorError(`the lookup was not answered within ${ms / 1000} s`, { code: 'timeout' }));
  }, ms);
  try {
    await look(linked.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The first few of a list, for a message. */
export function fewOf(all: readonly string[]): readonly string[] {
  return all.length > FEW ? [...all.slice(0, FEW), '…'] : all;
}

/** What can be named as a part of a fleet. */
interface Part {
  assertExists(signal: AbortSignal): Promise<void>;
  membership(): Membership;
}

/** Rejects with `not-found` where none of these parts exists; a warning names those that do not where others do. */
export async function assertSomeExist(parts: readonly Part[], { topology, logger }: ScopeContext, signal: AbortSignal): Promise<void> {
  if (parts.length > FEW) {
    const isOfConnections = parts.some((part) => part.membership().named.connectionIds.length > 0);
    // Kept for the lookups that follow.
    await (isOfConnections ? topology.allConnections({ signal }) : topology.allGateways({ signal }));
  }
  const missing: string[] = [];
  for (const part of parts) {
    try {
      await part.assertExists(signal);
    } catch (error) {
      if (!VpnMonitorError.isInstance(error) || error.code !== 'not-found') throw error;
      missing.push(error.message);
    }
  }
  if (missing.length === 0) return;
  const some = fewOf(missing);
  if (missing.length === parts.length) throw new VpnMonitorError(some.join('; '), { code: 'not-found' });
  logger.warn('resources that a fleet names do not exist in this region, or are somewhere else', { missing: some });
}

/** The tunnel of a connection; where the connection lacks it, `not-found` with where it is. */
export async function assertTunnel(topology: Topology, connection: Connection, tunnel: string | 1 | 2, signal: AbortSignal): Promise<void> {
  if (tunnelOf(connection, tunnel)) return;
  const { connectionId, tunnels } = connection;
  const elsewhere = typeof tunnel === 'string' ? await foundTunnel(topology, tunnel, signal) : undefined;
  const known = tunnels.map(({ tunnelId }) => tunnelId).join(', ');
  const has = known ? `its tunnels are ${known}` : 'it is a single-tunnel connection, so ask the connection itself';
  const where = elsewhere
    ? `. ${String(tunnel)} is a tunnel of ${elsewhere.connectionId}, attached to ${placeOf(elsewhere)}; monitor.tunnel('${String(tunnel)}') finds its place by itself`
    : '';
  throw new VpnMonitorError(`the connection ${connectionId} has no tunnel ${String(tunnel)}: ${has}${where}`, { code: 'not-found' });
}

/** Refuses a tunnel that is not of the connection named, or whose connection is not where the scope says. */
export async function assertTunnelAt(
  topology: Topology,
  ids: { readonly connectionId: string; readonly tunnelId: string },
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { connectionId, tunnelId } = ids;
  const { connection } = await topology.resolve(connectionId as `vco-${string}`, { signal });
  if (!isAt(connection, place) && tunnelOf(connection, tunnelId)) assertPlace(connection, place, tunnelId);
  await assertTunnel(topology, connection, tunnelId, signal);
}

async function foundTunnel(topology: Topology, tunnelId: string, signal: AbortSignal): Promise<Connection | undefined> {
  try {
    return (await topology.resolve(tunnelId as `tun-${string}`, { signal })).connection;
  } catch (error) {
    signal.throwIfAborted();
    if (VpnMonitorError.isInstance(error)) return undefined;
    throw error;
  }
}
