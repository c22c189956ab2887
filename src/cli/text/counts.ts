import type { WatchSnapshot } from 'alicloud-vpn-monitor';

/** How many connections and tunnels are in which state. */
export interface StateCounts {
  readonly connections: Readonly<Record<'up' | 'degraded' | 'down' | 'unknown', number>>;
  readonly tunnels: Readonly<Record<'up' | 'down' | 'unknown', number>>;
}

/** Counts what is in which state. */
export function countStates({ connections, tunnels }: WatchSnapshot): StateCounts {
  const counts = { connections: { up: 0, degraded: 0, down: 0, unknown: 0 }, tunnels: { up: 0, down: 0, unknown: 0 } };
  for (const { state } of connections.values()) counts.connections[state]++;
  for (const { ipsec } of tunnels.values()) counts.tunnels[ipsec]++;
  return counts;
}

/** The counts as a sentence, without those that are zero. */
export function countsLine({ connections, tunnels }: StateCounts): string {
  return `Connections: ${listed(connections)}. Tunnels: ${listed(tunnels)}.`;
}

function listed(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ') || 'none'
  );
}
