import type { EventResource } from '../events/index.ts';
import type { Member } from '../scopes/index.ts';
import {
  type ConnectionAnnouncement,
  type ConnectionRecord,
  type Evidence,
  heardAt,
  isUnannounced,
  recordWithoutFuture,
  timelineOf,
  type TunnelRole,
  withTunnels,
} from './connection-record.ts';
import {
  absentTunnels,
  type ContextOf,
  countsOf,
  type Entry,
  isEntryOf,
  NO_TUNNELS,
  phaseOf,
  type Remembered,
  REMEMBERED_MS,
  tunnelsOf,
  type WatchedCounts,
} from './entry.ts';
import { HeldRounds } from './held/index.ts';
import { next } from './machine.ts';
import { releaseHeld } from './release-held.ts';
import { type RosterUpdate, RosterUpdateInProgress } from './roster-update.ts';
import { addVotes, type Aspect, type Confirm, type EvaluationContext, findAspect, NO_VOTES, type StampVotes } from './timeline/index.ts';
import { TunnelIndex } from './tunnel-index.ts';
import { type WatchedAspect, watchedAspects } from './watched-aspect.ts';

/** The watched connections by id, each with its record. */
export class Roster {
  readonly #entries = new Map<string, Entry>();
  readonly #tunnels = new TunnelIndex();
  /** The rounds in which evidence of all of them is held. */
  readonly rounds = new HeldRounds();
  /** The horizon of the round that was evaluated last, by which what is held is known. */
  #heldSince = -Infinity;
  #votes = NO_VOTES;
  #counts: WatchedCounts | undefined;
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

  /** How many connections and tunnels are watched. */
  get counts(): WatchedCounts {
    return (this.#counts ??= countsOf([...this.#entries.values()]));
  }

  /** Makes these the watched connections. Those that stay, or come back, keep their record. */
  update(members: readonly Member[], now: number, contextOf: ContextOf): RosterUpdate {
    const change = new RosterUpdateInProgress();
    const gone = new Map(this.#entries);
    for (const member of members) {
      const { connectionId } = member.connection;
      const known = gone.get(connectionId);
      gone.delete(connectionId);
      // Of thousands of connections most listings change few.
      if (known && isEntryOf(member, known)) continue;
      if (known) this.#tunnels.remove(known.connection);
      change.replace(known, this.#watch(member, now, contextOf));
    }
    for (const [connectionId, entry] of gone) {
      this.#tunnels.remove(entry.connection);
      change.replace(entry, undefined);
      this.#away.set(connectionId, this.settle(entry, contextOf(entry)));
      this.#entries.delete(connectionId);
    }
    for (const [connectionId, { record }] of this.#away) if (heardAt(record) < now - REMEMBERED_MS) this.#away.delete(connectionId);
    if (change.isAny) this.#counts = undefined;
    return change.result;
  }

  /** The connection that an event or datapoint is about, where it is watched. */
  entryOf({ connectionId, tunnelId }: Pick<EventResource, 'connectionId' | 'tunnelId'>): Entry | undefined {
    const id = (tunnelId === undefined ? undefined : this.#tunnels.connectionOf(tunnelId)) ?? connectionId;
    return id === undefined ? undefined : this.#entries.get(id);
  }

  aspectOf(tunnel: string, aspect: Aspect): WatchedAspect | undefined {
    return findAspect(this.entryOf({ tunnelId: tunnel, connectionId: tunnel })?.aspects ?? [], tunnel, aspect);
  }

  /** Takes evidence in, after what was held in earlier rounds, and gives what is to be announced. */
  advance(
    entry: Entry,
    evidence: Evidence,
    context: EvaluationContext,
  ): { readonly entry: Entry; readonly announcements: readonly ConnectionAnnouncement[] } {
    const step = next(this.#release(entry, context), evidence, context);
    this.#votes = addVotes(this.#votes, step.votes);
    return { entry: this.#put(entry, step.state), announcements: step.transitions };
  }

  /** Moves what was held in earlier rounds into the record, so that it has all that was known then. Announces nothing. */
  settle(entry: Entry, context: EvaluationContext): Entry {
    const record = this.#release(entry, context);
    return record === entry.record ? entry : this.#put(entry, record);
  }

  /** Ends the evaluation of a round: what it has brought, and is held, is known by its horizon. */
  endRound(): void {
    this.#heldSince = this.rounds.forgetBefore;
  }

  #release(entry: Entry, context: EvaluationContext): ConnectionRecord {
    const forgetBefore = Math.min(this.#heldSince, context.forgetBefore ?? -Infinity);
    const { record, votes } = releaseHeld(entry, { ...context, forgetBefore });
    this.#votes = addVotes(this.#votes, votes);
    return record;
  }

  #put(entry: Entry, record: ConnectionRecord): Entry {
    for (const { held, tunnel, aspect } of entry.aspects) held.learn(timelineOf(record, { tunnel, aspect }));
    const advanced: Entry = { ...entry, record, phase: entry.phase === 'watched' ? 'watched' : phaseOf(record) };
    this.#entries.set(entry.connection.connectionId, advanced);
    return advanced;
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
    const aspects = entry?.record === record ? entry.aspects : watchedAspects(connection, record, this.rounds, entry?.aspects);
    const watched: Entry = {
      connection,
      gatewayName,
      tunnelIds,
      phase: phaseOf(record),
      record,
      absent: absentTunnels(known, tunnels, now),
      aspects,
    };
    if (isUnannounced(record)) this.rounds.noteDue();
    this.#entries.set(connectionId, watched);
    this.#tunnels.add(connection);
    return watched;
  }
}
