import { withJson } from '../internal/with-json.ts';
import type { Alarm } from './alarms/index.ts';
import type { ConnectionState, TunnelState } from './model.ts';

/** What a watch knows at one moment. */
export interface WatchSnapshot {
  /** When the last round began, by the service's time, in milliseconds since the epoch; absent before the first one. */
  readonly asOf?: number;
  /** By tunnel id; a single-tunnel connection by its connection id. */
  readonly tunnels: ReadonlyMap<string, TunnelState>;
  /** By connection id. */
  readonly connections: ReadonlyMap<string, ConnectionState>;
  /** The alarms that stand, in the order in which they were raised. Without the option `alarms` there is none. */
  readonly alarms: readonly Alarm[];
  /** The same with lists, which is what `JSON.stringify` writes: a map would be an empty object. */
  toJSON(): WatchSnapshotJson;
}

/** A {@link WatchSnapshot} as JSON. */
export interface WatchSnapshotJson {
  readonly asOf?: number;
  readonly tunnels: readonly TunnelState[];
  readonly connections: readonly ConnectionState[];
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
