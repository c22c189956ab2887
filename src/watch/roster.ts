import type { EventResource } from '../events/index.ts';
import type { Member } from '../scopes/index.ts';
import {
  type ConnectionAnnouncement,
  type ConnectionRecord,
  type Evidence,
  heardAt,
  isSameTunnels,
  recordWithoutFuture,
  timelineOf,
  type TunnelRole,
  withTunnels,
} from './connection-record.ts';
import { absentTunnels, type ContextOf, type Entry, NO_TUNNELS, phaseOf, type Remembered, REMEMBERED_MS, tunnelsOf } from './entry.ts';
import { next } from './machine.ts';
import { tunnelKeys } from './sources/observe.ts';
import { type Aspect, type Confirm, type EvaluationContext, NO_VOTES, type StampVotes } from './timeline/index.ts';
import { type WatchedAspect, watchedAspects } from './watched-aspect.ts';

/** What has changed among what is watched: ids of connections, and of tunnels that are watched without theirs. */
export interface RosterChange {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
}

/** What an update comes to. */
export interface RosterUpdate extends RosterChange {
  /** The connections that have appeared, or whose tunnels have become others. */
  readonly renewed: readonly Entry[];
}

/** The watched connections by id, each with its record. */
export class Roster {
  readonly #entries = new Map<string, Entry>();
  readonly #connectionOf = new Map<string, string>();
  #votes = NO_VOTES;
  /** Connections that another run watched, or that have vanished: a listing may lack for once what is there. */
  readonly #away = new Map<string, Remembered>();

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  /** What was learned of the timestamps of datapoints. */
  get votes(): StampVotes {
    return this.#votes;
  }

  /** Takes over what another run remembered. */
  restore(saved: ReadonlyMap<string, ConnectionRecord>, votes: StampVotes): void {
    this.#votes = votes;
    for (const [connectionId, record] of saved) this.#away.set(connectionId, { record, absent: NO_TUNNELS });
  }

  /** The tunnels that a connection is known to have. */
  knownTunnels(connectionId: string): readonly TunnelRole[] {
    return (this.#entries.get(connectionId) ?? this.#away.get(connectionId))?.record.tunnels ?? [];
  }

  /** Whether something is known of a connection, or of its tunnel of this key: what is gone may come back. */
  remembers(connectionId: string, tunnel: string | undefined): boolean {
    const known = this.#entries.get(connectionId) ?? this.#away.get(connectionId);
    return known !== undefined && (tunnel === undefined || [...known.record.tunnels, ...known.absent].some(({ key }) => key === tunnel));
  }

  /** Makes these the watched connections. Those that stay, or come back, keep their record. */
  update(members: readonly Member[], now: number, contextOf: ContextOf): RosterUpdate {
    const before = this.#watchedIds();
    const vanished = new Map(this.#entries);
    const renewed: Entry[] = [];
    this.#connectionOf.clear();
    for (const member of members) {
      vanished.delete(member.connection.connectionId);
      const known = this.#entries.get(member.connection.connectionId);
      const entry = this.#watch(member, now, contextOf);
      if (!known || !isSameTunnels(known.record.tunnels, entry.record.tunnels)) renewed.push(entry);
    }
    for (const [connectionId, entry] of vanished) {
      this.#away.set(connectionId, this.settle(entry, contextOf(entry)));
      this.#entries.delete(connectionId);
    }
    for (const [connectionId, { record }] of this.#away) if (heardAt(record) < now - REMEMBERED_MS) this.#away.delete(connectionId);
    const after = this.#watchedIds();
    return { appeared: [...after].filter((id) => !before.has(id)), vanished: [...before].filter((id) => !after.has(id)), renewed };
  }

  /** The connection that an event or datapoint is about, where it is watched. */
  entryOf({ connectionId, tunnelId }: Pick<EventResource, 'connectionId' | 'tunnelId'>): Entry | undefined {
    const id = (tunnelId === undefined ? undefined : this.#connectionOf.get(tunnelId)) ?? connectionId;
    return id === undefined ? undefined : this.#entries.get(id);
  }

  aspectOf(tunnel: string, aspect: Aspect): WatchedAspect | undefined {
    return this.entryOf({ tunnelId: tunnel, connectionId: tunnel })?.aspects.find((one) => one.tunnel === tunnel && one.aspect === aspect);
  }

  /** Takes evidence in, after what was held in earlier rounds, and gives what is to be announced. */
  advance(
    entry: Entry,
    evidence: Evidence,
    context: EvaluationContext,
  ): { readonly entry: Entry; readonly announcements: readonly ConnectionAnnouncement[] } {
    const { forgetBefore = 0 } = context;
    const held = entry.aspects.flatMap((one) => one.held.release());
    let { record } = entry;
    let { observations } = evidence;
    if (held.length > 0) {
      // It confirms what is known and announces nothing, but it was known before what comes now.
      const settled = next(record, { asOf: 0, observations: held }, context);
      record = settled.state;
      this.#learn(settled.votes);
      // No more is known of times before than what there was to know of them.
      observations = observations.filter((one) => one.at > Math.min(forgetBefore, timelineOf(record, one)?.asOf ?? 0));
    }
    const step = next(record, { ...evidence, observations }, context);
    this.#learn(step.votes);
    for (const { held: evidenceHeld, tunnel, aspect } of entry.aspects) evidenceHeld.learn(timelineOf(step.state, { tunnel, aspect }));
    const advanced: Entry = { ...entry, record: step.state, phase: entry.phase === 'watched' ? 'watched' : phaseOf(step.state) };
    this.#entries.set(entry.connection.connectionId, advanced);
    return { entry: advanced, announcements: step.transitions };
  }

  /** Evaluates what was held in earlier rounds, which announces nothing: so that the record has all that was known then. */
  settle(entry: Entry, context: EvaluationContext): Entry {
    return this.advance(entry, { asOf: 0, observations: [] }, context).entry;
  }

  /** Forgets what is dated after an instant, by a clock that was ahead. */
  forgetFuture(latest: number, confirm: Confirm): void {
    for (const [connectionId, entry] of this.#entries) {
      for (const { held } of entry.aspects) held.forgetFuture(latest);
      const record = recordWithoutFuture(entry.record, latest, confirm);
      for (const { held, tunnel, aspect } of entry.aspects) held.learn(timelineOf(record, { tunnel, aspect }));
      this.#entries.set(connectionId, { ...entry, record });
    }
    for (const [connectionId, remembered] of this.#away)
      this.#away.set(connectionId, { ...remembered, record: recordWithoutFuture(remembered.record, latest, confirm) });
  }

  /** What another run needs to go on. What is held is to be settled first. */
  records(): ReadonlyMap<string, ConnectionRecord> {
    return new Map(
      [...this.#away, ...this.#entries].map(([connectionId, { record, absent }]) => [
        connectionId,
        absent.length > 0 ? { ...record, tunnels: [...record.tunnels, ...absent] } : record,
      ]),
    );
  }

  #watch({ connection, tunnelIds, gatewayName }: Member, now: number, contextOf: ContextOf): Entry {
    const { connectionId } = connection;
    const tunnels = tunnelsOf(connection);
    let entry = this.#entries.get(connectionId);
    // What is held belongs to the tunnels as they were.
    if (entry && withTunnels(entry.record, tunnels) !== entry.record) entry = this.settle(entry, contextOf(entry));
    const known = entry ?? this.#away.get(connectionId);
    this.#away.delete(connectionId);
    const record = withTunnels(known?.record, tunnels, { absent: known?.absent ?? NO_TUNNELS, now });
    const aspects = entry?.record === record ? entry.aspects : watchedAspects(connection, record, entry?.aspects);
    const watched: Entry = {
      connection,
      gatewayName,
      tunnelIds,
      phase: phaseOf(record),
      record,
      absent: absentTunnels(known, tunnels, now),
      aspects,
    };
    this.#entries.set(connectionId, watched);
    for (const key of tunnelKeys(connection)) this.#connectionOf.set(key, connectionId);
    return watched;
  }

  #learn({ start, end }: StampVotes): void {
    if (start + end > 0) this.#votes = { start: this.#votes.start + start, end: this.#votes.end + end };
  }

  #watchedIds(): ReadonlySet<string> {
    return new Set(
      [...this.#entries.values()].flatMap(({ connection, tunnelIds }) => (tunnelIds ? [...tunnelIds] : [connection.connectionId])),
    );
  }
}
