import type { Connection } from '../topology/index.ts';
import { tunnelKeys } from './sources/observe.ts';

/** Which connection a tunnel belongs to. */
export class TunnelIndex {
  readonly #connectionOf = new Map<string, string>();
  /** The other connections that are listed with a tunnel, newest last. No listing should show any, but what it shows for once must not be lost. */
  readonly #others = new Map<string, readonly string[]>();

  /** The id of the connection; `undefined` where none has the tunnel. */
  connectionOf(tunnel: string): string | undefined {
    return this.#connectionOf.get(tunnel);
  }

  add(connection: Connection): void {
    const { connectionId } = connection;
    for (const key of tunnelKeys(connection)) {
      const before = this.#connectionOf.get(key);
      if (before !== undefined && before !== connectionId) this.#others.set(key, [...(this.#others.get(key) ?? []), before]);
      this.#connectionOf.set(key, connectionId);
    }
  }

  remove(connection: Connection): void {
    const { connectionId } = connection;
    for (const key of tunnelKeys(connection)) {
      // Another connection may have its tunnels by now.
      const others = (this.#others.get(key) ?? []).filter((id) => id !== connectionId);
      const [owner] = this.#connectionOf.get(key) === connectionId ? others.splice(-1) : [this.#connectionOf.get(key)];
      if (owner === undefined) this.#connectionOf.delete(key);
      else this.#connectionOf.set(key, owner);
      if (others.length > 0) this.#others.set(key, others);
      else this.#others.delete(key);
    }
  }
}
