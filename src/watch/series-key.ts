import { createHash } from 'node:crypto';
import type { Member } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';

/** Tells which series are asked for of connections: the same as long as those are the same. */
export function seriesKey(members: readonly Member[], region: readonly Connection[] | undefined): string {
  const parts = [String(region?.length)];
  for (const { connection } of members) {
    parts.push(connection.connectionId, connection.bgp === 'disabled' ? '-' : '');
    for (const { tunnelId, bgp } of connection.tunnels) parts.push(tunnelId, bgp === 'disabled' ? '-' : '');
  }
  return createHash('sha256').update(parts.join()).digest('hex');
}
