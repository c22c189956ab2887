import type { EventResource } from '../events/index.ts';
import type { Member } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';
import { tunnelKeys } from './evidence.ts';
import { next } from './machine.ts';
import type { ConnectionMemory, Evidence, Settings, Told, TunnelMemory } from './memory.ts';

/** A watched connection and what is remembered of it. */
export interface Entry {
  readonly connection: Connection;
  /** The tunnels that were asked for; all without it. */
  readonly tunnelIds: ReadonlySet<string> | undefined;
  readonly memory: ConnectionMemory;
}

/** What has changed among the watched connections. */
export interface RosterChange {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
}

/** The watched connections by id, each with its memory. */
export class Roster {
  readonly #entries = new Map<string, Entry>();
  readonly #connectionOf = new Map<string, string>();
  /** Memories of another run, until their connections are seen. */
  #saved: ReadonlyMap<string, ConnectionMemory> = new Map();

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  get tunnelCount(): number {
    return this.#connectionOf.size;
  }

  /** Takes over what another run remembered. */
  restore(saved: ReadonlyMap<string, ConnectionMemory>): void {
    this.#saved = saved;
  }

  /** Makes these the watched connections. Those that stay keep their memory. */
  update(members: readonly Member[]): RosterChange {
    const appeared: string[] = [];
    const vanished = new Set(this.#entries.keys());
    this.#connectionOf.clear();
    for (const { connection, tunnelIds } of members) {
      const { connectionId } = connection;
      const known = this.#entries.get(connectionId);
      if (!known) appeared.push(connectionId);
      vanished.delete(connectionId);
      const memory = withTunnels(known?.memory ?? this.#saved.get(connectionId), tunnelsOf(connection));
      this.#entries.set(connectionId, { connection, tunnelIds, memory });
      for (const key of tunnelKeys(connection)) this.#connectionOf.set(key, connectionId);
    }
    for (const connectionId of vanished) this.#entries.delete(connectionId);
    this.#saved = new Map();
    return { appeared, vanished: [...vanished] };
  }

  /** The connection that an event or datapoint is about, where it is watched. */
  entryOf({ connectionId, tunnelId }: Pick<EventResource, 'connectionId' | 'tunnelId'>): Entry | undefined {
    const id = (tunnelId === undefined ? undefined : this.#connectionOf.get(tunnelId)) ?? connectionId;
    return id === undefined ? undefined : this.#entries.get(id);
  }

  /** Takes evidence in and gives what that tells. */
  advance(entry: Entry, evidence: Evidence, settings: Settings): { readonly entry: Entry; readonly told: readonly Told[] } {
    const { state, transitions } = next(entry.memory, evidence, settings);
    if (state === entry.memory) return { entry, told: transitions };
    const advanced = { ...entry, memory: state };
    this.#entries.set(entry.connection.connectionId, advanced);
    return { entry: advanced, told: transitions };
  }

  /** What another run needs to go on. */
  memories(): ReadonlyMap<string, ConnectionMemory> {
    const memories = new Map(this.#saved);
    for (const [connectionId, { memory }] of this.#entries) memories.set(connectionId, memory);
    return memories;
  }
}

function tunnelsOf(connection: Connection): readonly Pick<TunnelMemory, 'key' | 'role'>[] {
  const roles = new Map(connection.tunnels.map(({ tunnelId, role }) => [tunnelId, role]));
  return tunnelKeys(connection).map((key) => ({ key, role: roles.get(key) }));
}

/** A connection of which nothing is known yet, or whose tunnels have changed: those that stay keep what is known of them. */
export function withTunnels(state: ConnectionMemory | undefined, tunnels: readonly Pick<TunnelMemory, 'key' | 'role'>[]): ConnectionMemory {
  const isSame = state?.tunnels.length === tunnels.length && tunnels.every(({ key, role }, index) => state.tunnels[index]?.key === key && state.tunnels[index].role === role);
  if (state && isSame) return state;
  const { said = 'unknown', since = 0, failedOver = false, told = 0 } = state ?? {};
  return { said, since, failedOver, told, tunnels: tunnels.map(({ key, role }) => ({ ...state?.tunnels.find((one) => one.key === key), key, role })) };
}
