import type { RecordedConnection } from './connections.ts';

/** One IPsec path of the recording: a tunnel, or a single-tunnel connection. */
export interface RecordedLink {
  readonly id: string;
  readonly connection: RecordedConnection;
  /** Which of its tunnels; `undefined` for a single-tunnel connection. */
  readonly tunnel: number | undefined;
}

/** The paths of the connections, by the id that names each. */
export function linksById(connections: readonly RecordedConnection[]): ReadonlyMap<string, RecordedLink> {
  const links = connections.flatMap((connection): readonly RecordedLink[] => {
    const { id, tunnels = [] } = connection.spec;
    return connection.spec.mode === 'single'
      ? [{ id, connection, tunnel: undefined }]
      : tunnels.flatMap((one, tunnel) => (one.id === undefined ? [] : [{ id: one.id, connection, tunnel }]));
  });
  return new Map(links.map((link) => [link.id, link]));
}
