import { withJson } from '../internal/with-json.ts';
import type { Alarm } from './alarms/index.ts';
import type { ConnectionState, TunnelState } from './model.ts';

/** The state that a watch knows at one moment. */
export interface WatchSnapshot {
  /** The start of the last round by the service's time, in milliseconds since the epoch. Absent before the first round. */
  readonly asOf?: number;
  /** States by tunnel id; for a single-tunnel connection by its connection id. */
  readonly tunnels: ReadonlyMap<string, TunnelState>;
  /** States by connection id. */
  readonly connections: ReadonlyMap<string, ConnectionState>;
  /** The alarms that are raised and not yet cleared, oldest first. Empty without the option `alarms`. */
  readonly alarms: readonly Alarm[];
  /** The JSON form, with lists instead of maps. `JSON.stringify` uses it. */
  toJSON(): WatchSnapshotJson;
}

/** The JSON form of a {@link WatchSnapshot}. */
export interface WatchSnapshotJson {
  /** The start of the last round by the service's time, in milliseconds since the epoch. Absent before the first round. */
  readonly asOf?: number;
  /** The values of {@link WatchSnapshot.tunnels}. */
  readonly tunnels: readonly TunnelState[];
  /** The values of {@link WatchSnapshot.connections}. */
  readonly connections: readonly ConnectionState[];
  /** The alarms that are raised and not yet cleared, oldest first. */
  readonly alarms: readonly Alarm[];
}

type Known = Pick<WatchSnapshot, 'tunnels' | 'connections' | 'alarms'>;

/** A frozen snapshot. Without states, that of a watch that knows nothing yet. */
export function asSnapshot(
  asOf?: number,
  { tunnels, connections, alarms }: Known = { tunnels: new Map(), connections: new Map(), alarms: Object.freeze([]) },
): WatchSnapshot {
  const fields = { ...(asOf !== undefined && { asOf }), tunnels, connections, alarms };
  return withJson(fields, () => ({ ...fields, tunnels: [...tunnels.values()], connections: [...connections.values()] }));
}
