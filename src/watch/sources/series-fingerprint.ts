import { createHash } from 'node:crypto';
import type { Member } from '../../scopes/index.ts';
import type { Connection } from '../../topology/index.ts';

/** A text that is the same as long as the same series are asked for: those of these connections, out of this region. */
export function seriesFingerprint(members: readonly Member[], region: readonly Connection[] | undefined): string {
  const parts = [String(region?.length)];
  for (const { connection } of members) {
    parts.push(connection.connectionId, connection.bgp === 'disabled' ? '-' : '');
    for (const { tunnelId, bgp } of connection.tunnels) parts.push(tunnelId, bgp === 'disabled' ? '-' : '');
  }
  return createHash('sha256').update(parts.join()).digest('hex');
}
