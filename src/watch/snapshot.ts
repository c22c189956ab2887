import type { WatchSnapshot, WatchSnapshotJson } from './model.ts';

type States = Pick<WatchSnapshot, 'tunnels' | 'connections'>;

/** A frozen snapshot, whose `toJSON` is no field of it. Without states, that of a watch that knows nothing yet. */
export function asSnapshot(asOf?: number, tunnels: States['tunnels'] = new Map(), connections: States['connections'] = new Map()): WatchSnapshot {
  const toJSON = (): WatchSnapshotJson => ({ ...(asOf !== undefined && { asOf }), tunnels: [...tunnels.values()], connections: [...connections.values()] });
  const fields = { ...(asOf !== undefined && { asOf }), tunnels, connections, toJSON };
  return Object.freeze(Object.defineProperty(fields, 'toJSON', { enumerable: false }));
}
