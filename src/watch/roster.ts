import type { EventResource } from '../events/index.ts';
import type { Member } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';
import { tunnelKeys } from './evidence.ts';
import { Line } from './line.ts';
import { next, presentOf, standsIn } from './machine.ts';
import type { Aspect, ConnectionMemory, Evidence, Reading, Settings, Told, Track, TunnelMemory, Value } from './memory.ts';
import { shownBy } from './time-line.ts';

/** A watched connection and what is remembered of it. */
export interface Entry {
  readonly connection: Connection;
  /** The tunnels that were asked for; all without it. */
  readonly tunnelIds: ReadonlySet<string> | undefined;
  readonly memory: ConnectionMemory;
  /** What is remembered of tunnels that the connection lacks: a row may lack for once what is there. */
  readonly absent: readonly TunnelMemory[];
  /** When it, or the newest of its tunnels, came to be watched, by the data clock; 0 where another run remembered it. */
  readonly appearedAt: number;
  /** One for each aspect of each tunnel. */
  readonly lines: readonly Line[];
}

/** What has changed among what is watched: ids of connections, and of tunnels that are watched without theirs. */
export interface RosterChange {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
}

// Shared, since nearly every connection lacks none.
const NO_TUNNELS: readonly TunnelMemory[] = [];

/** The watched connections by id, each with its memory. */
export class Roster {
  readonly #entries = new Map<string, Entry>();
  readonly #connectionOf = new Map<string, string>();
  /** Of connections that another run watched, or that have vanished: a listing may lack for once what is there. */
  readonly #away = new Map<string, Pick<Entry, 'memory' | 'absent' | 'appearedAt'>>();

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  /** Takes over what another run remembered. */
  restore(saved: ReadonlyMap<string, ConnectionMemory>): void {
    for (const [connectionId, memory] of saved) this.#away.set(connectionId, { memory, absent: NO_TUNNELS, appearedAt: 0 });
  }

  /** Makes these the watched connections. Those that stay, or come back while what is known of them is newer than `forgetBefore`, keep their memory. */
  update(members: readonly Member[], now: number, forgetBefore: number, settings: Settings): RosterChange {
    const before = this.#watchedIds();
    const vanished = new Map(this.#entries);
    this.#connectionOf.clear();
    for (const { connection, tunnelIds } of members) {
      const { connectionId } = connection;
      vanished.delete(connectionId);
      const tunnels = tunnelsOf(connection);
      let entry = this.#entries.get(connectionId);
      // What is held belongs to the tunnels as they were.
      if (entry && withTunnels(entry.memory, tunnels) !== entry.memory) entry = this.settle(entry, forgetBefore, settings);
      const known = entry ?? this.#away.get(connectionId);
      this.#away.delete(connectionId);
      const remembered = [...(known?.memory.tunnels ?? []), ...(known?.absent ?? [])];
      const memory = withTunnels(known?.memory, tunnels, known?.absent);
      const lacking = remembered.filter((tunnel) => !tunnels.some(({ key }) => key === tunnel.key) && heardOfTunnel(tunnel) > forgetBefore);
      const absent = lacking.length > 0 ? lacking : NO_TUNNELS;
      const isRemembered = tunnels.every(({ key }) => remembered.some((one) => one.key === key));
      const appearedAt = known && isRemembered ? known.appearedAt : now;
      const lines = entry?.memory === memory ? entry.lines : linesOf(connection, memory, entry?.lines);
      this.#entries.set(connectionId, { connection, tunnelIds, memory, absent, appearedAt, lines });
      for (const key of tunnelKeys(connection)) this.#connectionOf.set(key, connectionId);
    }
    for (const [connectionId, entry] of vanished) {
      this.#away.set(connectionId, this.settle(entry, forgetBefore, settings));
      this.#entries.delete(connectionId);
    }
    for (const [connectionId, { memory }] of this.#away) if (heardOf(memory) <= forgetBefore) this.#away.delete(connectionId);
    const after = this.#watchedIds();
    return { appeared: [...after].filter((id) => !before.has(id)), vanished: [...before].filter((id) => !after.has(id)) };
  }

  #watchedIds(): ReadonlySet<string> {
    return new Set([...this.#entries.values()].flatMap(({ connection, tunnelIds }) => (tunnelIds ? [...tunnelIds] : [connection.connectionId])));
  }

  /** The connection that an event or datapoint is about, where it is watched. */
  entryOf({ connectionId, tunnelId }: Pick<EventResource, 'connectionId' | 'tunnelId'>): Entry | undefined {
    const id = (tunnelId === undefined ? undefined : this.#connectionOf.get(tunnelId)) ?? connectionId;
    return id === undefined ? undefined : this.#entries.get(id);
  }

  /** What is known of an aspect of a tunnel. */
  lineOf(tunnel: string, aspect: Aspect): Line | undefined {
    return this.entryOf({ tunnelId: tunnel, connectionId: tunnel })?.lines.find((line) => line.tunnel === tunnel && line.aspect === aspect);
  }

  /** Takes evidence in, after what was held in rounds before, and gives what that tells. */
  advance(entry: Entry, evidence: Evidence, settings: Settings): { readonly entry: Entry; readonly told: readonly Told[] } {
    const { forgetBefore = 0 } = evidence;
    const held = entry.lines.flatMap((line) => line.release());
    let { memory } = entry;
    let { readings } = evidence;
    if (held.length > 0) {
      // It says what is known and tells nothing, but what it says was known before what comes now.
      memory = next(memory, { asOf: 0, readings: held, forgetBefore }, settings).state;
      // No more is known of times before than what there was to know of them.
      readings = readings.filter((one) => one.at > Math.min(forgetBefore, trackOf(memory, one)?.asOf ?? 0));
    }
    const { state, transitions } = next(memory, { ...evidence, readings }, settings);
    for (const line of entry.lines) line.learn(trackOf(state, line));
    const advanced = { ...entry, memory: state };
    this.#entries.set(entry.connection.connectionId, advanced);
    return { entry: advanced, told: transitions };
  }

  /** Judges what was held in rounds before, which tells nothing: so that the memory has all that was known then. */
  settle(entry: Entry, forgetBefore: number, settings: Settings): Entry {
    return this.advance(entry, { asOf: 0, readings: [], forgetBefore }, settings).entry;
  }

  /** What another run needs to go on. What is held is to be settled first. */
  memories(): ReadonlyMap<string, ConnectionMemory> {
    return new Map([...this.#away, ...this.#entries].map(([connectionId, { memory, absent }]) => [connectionId, absent.length > 0 ? { ...memory, tunnels: [...memory.tunnels, ...absent] } : memory]));
  }
}

/** The time of the newest evidence; 0 where there was none. */
export function heardOf(memory: ConnectionMemory | undefined): number {
  return Math.max(0, ...(memory?.tunnels ?? []).map(heardOfTunnel));
}

function heardOfTunnel({ ipsec, bgp, health }: TunnelMemory): number {
  return Math.max(ipsec?.asOf ?? 0, bgp?.asOf ?? 0, health?.asOf ?? 0);
}

/** Whether anything is known of what a reading is about. */
export function isKnown(memory: ConnectionMemory, about: Reading): boolean {
  const track = trackOf(memory, about);
  return track !== undefined && track.value !== 'unknown';
}

function trackOf({ tunnels }: ConnectionMemory, { tunnel, aspect }: Pick<Reading, 'tunnel' | 'aspect'>): Track | undefined {
  return tunnels.find(({ key }) => key === tunnel)?.[aspect];
}

function tunnelsOf({ mode, connectionId, tunnels }: Connection): readonly Pick<TunnelMemory, 'key' | 'role'>[] {
  if (mode === 'single') return [{ key: connectionId, role: undefined }];
  return tunnels.map(({ tunnelId, role }) => ({ key: tunnelId, role }));
}

/** A health check is a matter of connections with a single tunnel. */
const ASPECTS = { single: ['ipsec', 'bgp', 'health'], dual: ['ipsec', 'bgp'] } as const;

/** Those that stay are the same: whoever reads datapoints knows them, and goes on handing them what comes. */
function linesOf(connection: Connection, { tunnels }: ConnectionMemory, known: readonly Line[] = []): readonly Line[] {
  return tunnels.flatMap((tunnel) =>
    ASPECTS[connection.mode].map((aspect) => {
      const line = known.find((one) => one.tunnel === tunnel.key && one.aspect === aspect) ?? lineOf(tunnel.key, aspect, tunnel[aspect]);
      line.learn(tunnel[aspect]);
      return line;
    }),
  );
}

/** One that knows which datapoints another run has read, and so which ones are missing. */
function lineOf(tunnel: string, aspect: Aspect, track: Track | undefined): Line {
  const line = new Line(tunnel, aspect);
  const { readings = [], periodMs = 0 } = track ?? {};
  for (const { source, at } of readings.map(shownBy)) if (source === 'metric') line.seen.note(at + periodMs, periodMs);
  return line;
}

/** A connection of which nothing is known yet, or whose tunnels have changed: those that stay, or come back, keep what is known of them. */
export function withTunnels(state: ConnectionMemory | undefined, wanted: readonly Pick<TunnelMemory, 'key' | 'role'>[], absent: readonly TunnelMemory[] = []): ConnectionMemory {
  const isSame = state?.tunnels.length === wanted.length && wanted.every(({ key, role }, index) => state.tunnels[index]?.key === key && state.tunnels[index].role === role);
  if (state && isSame) return state;
  const { said = 'unknown', since = 0, told = 0 } = state ?? {};
  const known = [...(state?.tunnels ?? []), ...absent];
  const tunnels = wanted.map(({ key, role }): TunnelMemory => ({ ...known.find((one) => one.key === key), key, role }));
  const presentOfRole = (role: string): Value | undefined => presentOf(tunnels.find((one) => one.role === role)?.ipsec);
  // That others are active and standby now is no failover.
  const failedOver = standsIn(presentOfRole('master'), presentOfRole('slave')) ?? state?.failedOver ?? false;
  return { said, since, failedOver, told, tunnels };
}
