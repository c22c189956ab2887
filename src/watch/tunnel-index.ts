import type { Connection } from '../topology/index.ts';
import { tunnelKeys } from './sources/observe.ts';

/** Which connection a tunnel belongs to. */
export class TunnelIndex {
  readonly #connectionOf = new Map<string, string>();

  /** The id of the connection; `undefined` where none has the tunnel. */
  connectionOf(tunnel: string): string | undefined {
    return this.#connectionOf.get(tunnel);
  }

  add(connection: Connection): void {
    for (const key of tunnelKeys(connection)) this.#connectionOf.set(key, connection.connectionId);
  }

  remove(connection: Connection): void {
    // Another connection may have its tunnels by now.
    for (const key of tunnelKeys(connection)) if (this.#connectionOf.get(key) === connection.connectionId) this.#connectionOf.delete(key);
  }
}
