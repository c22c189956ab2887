import { createHash } from 'node:crypto';
import type { VpnSystemEvent } from '../events/index.ts';
import type { Member, Membership } from '../scopes/index.ts';
import type { Connection } from '../topology/index.ts';
import type { WatchContext } from './context.ts';
import { EventSource } from './event-source.ts';
import { readingsOfConnection, readingsOfEvent, type DetailedReading } from './evidence.ts';
import { KeptMemory } from './kept-memory.ts';
import { MetricSource, type Watched } from './metric-source.ts';
import type { Evidence, Settings } from './memory.ts';
import type { PollReport, Transition, WatchPart, WatchSnapshot } from './model.ts';
import type { CheckedOptions } from './options.ts';
import { heardOf, isKnown, Roster, type Entry, type RosterChange } from './roster.ts';
import type { SavedState } from './saved-state.ts';
import { certificateTransition, transitionOf } from './tell.ts';
import { TopologySource, type TargetsRead } from './topology-source.ts';
import { countsOf, snapshotOf } from './views.ts';

/** Where what a watch finds goes to. */
export interface Findings {
  transition(transition: Transition): void;
  error(error: unknown): void;
}

// An overlap's worth of evidence stays, and a little more for rounds that take their time.
const MEMORY_BEYOND_OVERLAP_MS = 300_000;
// A source that fails for good must not make the memory grow for good.
const LONGEST_AWAITED_MS = 86_400_000;
// The service's clock may be ahead of ours. What claims to be later than this would outrank all that follows.
const CLOCK_SKEW_MS = 300_000;
/** Readings held before they are judged: an absence of days must not have to fit into memory. */
const MOST_READINGS = 200_000;

// What a line holds of datapoints that come every minute.
const HELD_FOR_MS = 1_860_000;

type Batch = Map<string, DetailedReading[]>;

interface WatchedSeries extends Watched {
  /** Tells one set of series from another. */
  readonly key: string;
}

/** One round after another: asks all sources for all targets, judges what they say, tells it, and keeps the memory. */
export class Rounds {
  readonly #context: WatchContext;
  readonly #membership: Membership;
  readonly #options: CheckedOptions;
  readonly #findings: Findings;
  readonly #topology: TopologySource;
  readonly #metrics: MetricSource;
  readonly #events: EventSource;
  readonly #kept: KeptMemory;
  readonly #roster = new Roster();
  readonly #certificates = new Set<string>();
  /** Events that came before the targets were known, or before the first evidence of their connection was judged. */
  #early: VpnSystemEvent[] = [];
  /** Connections that the round on its way has just found. */
  #found: ReadonlySet<string> = new Set();
  /** Transitions that nobody was told yet, and whether they wait: for the store to have them, or for those before them. */
  #untold: Transition[] = [];
  #isHeld = false;
  #watched: WatchedSeries | undefined;
  #asOf: number | undefined;
  /** Up to when evidence was judged, which may be less than what was read. */
  #marks: SavedState['marks'] = {};
  #isResumed = false;
  #hasJudged = false;
  #isDirty = false;

  constructor(context: WatchContext, membership: Membership, options: CheckedOptions, findings: Findings) {
    this.#context = context;
    this.#membership = membership;
    this.#options = options;
    this.#findings = findings;
    const { sources, pollMs, topologyPollMs, overlapMs, store, storeKey } = options;
    const everyMs = topologyPollMs ?? (sources.has('topology') ? undefined : 300_000);
    this.#topology = new TopologySource(context.scopes.topology, membership, context.regionId, { pollMs, everyMs });
    this.#metrics = new MetricSource(context.scopes, overlapMs);
    this.#events = new EventSource(context.events, overlapMs);
    this.#kept = new KeptMemory(store, storeKey, context.regionId, membership.key);
  }

  /** Whether something was learned that the store does not have. */
  get hasUnsaved(): boolean {
    return this.#isDirty && this.#options.store !== undefined;
  }

  /** One round. Rejects when it is aborted, and then has judged nothing; every other failure goes to the findings and into the report. */
  async run(signal: AbortSignal): Promise<PollReport> {
    const startedAt = performance.now();
    const callsBefore = this.#context.usage().callsByOperation;
    const now = this.#context.scopes.clock.now();
    const failed = new Set<WatchPart>();
    const attempt = async <T>(part: WatchPart, work: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        failed.add(part);
        this.#findings.error(error);
        return undefined;
      }
    };
    let change: RosterChange = { appeared: [], vanished: [] };
    let events: readonly VpnSystemEvent[] = [];
    let points = 0;
    let told = 0;
    await attempt('store', async () => (told += await this.#resume(signal)));
    if (this.#kept.isLoaded) {
      const { sources } = this.#options;
      const batch: Batch = new Map();
      const readTargets = async (): Promise<void> => {
        const targets = await attempt('topology', () => this.#topology.read(signal));
        if (targets) change = this.#take(targets, batch, now);
        if (!sources.has('metrics') || !this.#watched) return;
        const read = await this.#metrics.read(this.#watched, now, this.#collector(batch, now, (count) => (told += count)), signal);
        points = read.points;
        for (const failure of read.failures) await attempt('metrics', () => Promise.reject(failure as Error));
      };
      const readEvents = async () => (sources.has('events') ? await attempt('events', () => this.#events.read(now, signal)) : undefined);
      const reading = [readEvents(), readTargets()] as const;
      // Where one was aborted the other must not go on alone.
      await Promise.allSettled(reading);
      const [eventsRead] = await Promise.all(reading);
      signal.throwIfAborted();
      events = this.#current([...this.#early, ...(eventsRead ?? [])], now);
      // Events wait for the targets: read once, they would not be read again.
      this.#early = this.#watched ? [] : [...new Map(events.map((event) => [event.id, event])).values()];
      if (this.#watched) told += this.#judge(batch, events, now);
      this.#asOf = now;
      await this.#keepAndTell(now, (save) => attempt('store', save));
    }
    const callsAfter = this.#context.usage().callsByOperation;
    const calls = Object.entries(callsAfter).map(([operation, count]) => [operation, count - (callsBefore[operation] ?? 0)] as const);
    return Object.freeze({
      asOf: now,
      durationMs: performance.now() - startedAt,
      calls: Object.freeze(Object.fromEntries(calls.filter(([, count]) => count > 0))),
      ...countsOf([...this.#roster.entries.values()]),
      appeared: Object.freeze(change.appeared),
      vanished: Object.freeze(change.vanished),
      points,
      events: events.length,
      transitions: told,
      failed: Object.freeze([...failed]),
    });
  }

  /** Judges an event that was pushed. Before the first round it waits for that, and what it tells of is part of what is found first. */
  ingest(event: VpnSystemEvent): readonly Transition[] {
    const now = this.#context.scopes.clock.now();
    const entry = this.#roster.entryOf(event.resource);
    if (!this.#hasJudged || (entry && this.#found.has(entry.connection.connectionId))) {
      this.#early.push(event);
      return [];
    }
    const transitions = this.#transitionsOf(new Map(), this.#current([event], now), now, 'touched');
    this.#untold.push(...transitions);
    if (!this.#isHeld) this.#tell();
    return transitions;
  }

  snapshot(): WatchSnapshot {
    this.#settle(this.#context.scopes.clock.now());
    return snapshotOf([...this.#roster.entries.values()], this.#asOf, this.#options.staleAfterMs);
  }

  /** Keeps what was learned since the last round. */
  async flush(): Promise<void> {
    if (!this.#isDirty) return;
    await this.#keepAndTell(this.#context.scopes.clock.now(), async (save) => {
      try {
        return await save();
      } catch (error) {
        this.#findings.error(error);
        return undefined;
      }
    });
  }

  /** Gives how many transitions it told: those that another run may not have come to tell. */
  async #resume(signal: AbortSignal): Promise<number> {
    const saved = await this.#kept.load(signal);
    if (!saved) return 0;
    this.#roster.restore(saved.connections);
    for (const id of saved.certificates) this.#certificates.add(id);
    this.#metrics.resume(saved.marks.metrics);
    this.#events.resume(saved.marks.events);
    this.#marks = saved.marks;
    this.#isResumed = true;
    const { untold = [] } = saved;
    this.#untold.push(...untold);
    this.#tell();
    return untold.length;
  }

  /**
   * Keeps what was learned and is to be told, tells it, and keeps that it was told.
   *
   * After a crash the same evidence need not be there again: what a poll has shown for a moment may come as
   * events with other times, or not at all. So what is told comes from the store, to the letter.
   */
  async #keepAndTell(now: number, attempt: (save: () => Promise<boolean>) => Promise<boolean | undefined>): Promise<void> {
    const untold = [...this.#untold];
    this.#isHeld = true;
    const isKept = await attempt(() => this.#save(now, untold));
    this.#tell();
    if (isKept && untold.length > 0) await attempt(() => this.#save(now, []));
  }

  async #save(now: number, untold: readonly Transition[]): Promise<boolean> {
    if (!this.#watched) return false;
    if (!this.#options.store) return true;
    this.#settle(now);
    const state = { savedAt: now, untold, marks: this.#marks, certificates: [...this.#certificates], connections: this.#roster.memories() };
    // What is learned while it is being written is not in it.
    this.#isDirty = false;
    try {
      await this.#kept.save(state);
      return true;
    } catch (error) {
      this.#isDirty = true;
      throw error;
    }
  }

  #take({ members, region, asOf, problems }: TargetsRead, batch: Batch, now: number): RosterChange {
    for (const error of problems) this.#findings.error(error);
    const change = this.#roster.update(members, now, this.#forgetBefore(now), this.#options);
    this.#found = new Set(change.appeared.filter((id) => heardOf(this.#roster.entries.get(id)?.memory) === 0));
    // The same object for as long as the same is asked for: what is prepared for it stays.
    const key = seriesKey(members, region);
    if (this.#watched?.key !== key) {
      const connections = members.map(({ connection }) => connection);
      this.#watched = { key, connections, region, lineOf: (tunnel, aspect) => this.#roster.lineOf(tunnel, aspect) };
    }
    if (asOf !== undefined && this.#options.sources.has('topology')) {
      for (const { connection } of members) {
        const lines = this.#roster.entries.get(connection.connectionId)?.lines ?? [];
        for (const reading of readingsOfConnection(connection, asOf)) {
          const line = lines.find(({ tunnel, aspect }) => tunnel === reading.tunnel && aspect === reading.aspect);
          if (line?.isNewsPoll(reading.says, asOf) ?? false) this.#add(batch, reading);
        }
      }
    }
    return change;
  }

  /** What a source that cannot be read now will say of this time must still find its place. */
  #forgetBefore(now: number): number {
    const { overlapMs, sources } = this.#options;
    const marks = (['metrics', 'events'] as const).map((source) => (sources.has(source) ? (this.#marks[source] ?? now) : now));
    return Math.max(Math.min(now, ...marks), now - LONGEST_AWAITED_MS) - overlapMs - MEMORY_BEYOND_OVERLAP_MS;
  }

  /** Puts datapoints into the batch; what a long absence has left is judged as it comes. */
  #collector(batch: Batch, now: number, told: (count: number) => void): (readings: readonly DetailedReading[]) => void {
    let collected = 0;
    let early: Batch = new Map();
    return (readings) => {
      collected += readings.length;
      const isLong = this.#isResumed && collected > MOST_READINGS;
      for (const reading of readings) this.#add(isLong ? early : batch, reading);
      if (!isLong) return;
      const transitions = this.#transitionsOf(early, [], now, 'touched');
      this.#untold.push(...transitions);
      this.#isHeld = true;
      told(transitions.length);
      early = new Map();
    };
  }

  #add(batch: Batch, reading: DetailedReading): void {
    const entry = this.#roster.entryOf({ tunnelId: reading.tunnel, connectionId: reading.tunnel });
    if (!entry) return;
    const { connectionId } = entry.connection;
    const readings = batch.get(connectionId);
    if (readings) readings.push(reading);
    else batch.set(connectionId, [reading]);
  }

  #current(events: readonly VpnSystemEvent[], now: number): readonly VpnSystemEvent[] {
    const [current, ahead] = [events.filter(({ at }) => at <= now + CLOCK_SKEW_MS), events.filter(({ at }) => at > now + CLOCK_SKEW_MS)];
    if (ahead.length > 0) this.#context.scopes.logger.warn('events of the future were left out', { ids: ahead.slice(0, 10).map(({ id }) => id), count: ahead.length });
    return current;
  }

  #judge(batch: Batch, events: readonly VpnSystemEvent[], now: number): number {
    const transitions = this.#transitionsOf(batch, events, now, 'all');
    this.#hasJudged = true;
    this.#found = new Set();
    const { mark: metricsMark } = this.#metrics;
    const { mark: eventsMark } = this.#events;
    this.#marks = { ...(metricsMark !== undefined && { metrics: metricsMark }), ...(eventsMark !== undefined && { events: eventsMark }) };
    this.#untold.push(...transitions);
    // A line holds little, and a source that cannot be read will have more to say of this time.
    if (this.#forgetBefore(now) < now - HELD_FOR_MS) this.#settle(now);
    return transitions.length;
  }

  /** Judges evidence: of all connections, since silence is judged too, or of those alone that there is evidence of. */
  #transitionsOf(batch: Batch, events: readonly VpnSystemEvent[], now: number, extent: 'all' | 'touched'): readonly Transition[] {
    this.#isDirty = true;
    const certificates: Transition[] = [];
    for (const event of events) {
      const certificate = this.#certificateOf(event);
      if (certificate) certificates.push(certificate);
      const entry = this.#roster.entryOf(event.resource);
      if (!entry) continue;
      const { connection } = entry;
      const readings = readingsOfEvent(event, connection);
      const known = batch.get(connection.connectionId);
      if (known) known.push(...readings);
      else if (readings.length > 0) batch.set(connection.connectionId, readings);
    }
    const groups: Transition[][] = [];
    for (const [entry, readings] of extent === 'all' ? this.#affected(batch, now) : this.#touched(batch)) {
      const transitions = this.#advance(entry, readings, now, extent);
      if (transitions.length > 0) groups.push(transitions);
    }
    return [...certificates, ...groups.sort(([a], [b]) => (a?.at ?? 0) - (b?.at ?? 0)).flat()];
  }

  #touched(batch: Batch): readonly (readonly [Entry, readonly DetailedReading[]])[] {
    return [...batch].flatMap(([id, readings]) => {
      const entry = this.#roster.entries.get(id);
      return entry ? [[entry, readings] as const] : [];
    });
  }

  /** The connections that there is news of, or that nothing has been heard of for too long. */
  #affected(batch: Batch, now: number): readonly (readonly [Entry, readonly DetailedReading[]])[] {
    const forgetBefore = this.#forgetBefore(now);
    const affected: (readonly [Entry, readonly DetailedReading[]])[] = [];
    for (const [id, entry] of this.#roster.entries) {
      const readings = batch.get(id);
      let isSilent = false;
      for (const line of entry.lines) {
        line.forget(forgetBefore);
        isSilent ||= line.isSilent(now, this.#options.staleAfterMs);
      }
      if (readings !== undefined || isSilent) affected.push([entry, readings ?? []]);
    }
    return affected;
  }

  /** Judges what is held, so that the memories have all that is known. */
  #settle(now: number): void {
    const forgetBefore = this.#forgetBefore(now);
    for (const entry of [...this.#roster.entries.values()]) this.#roster.settle(entry, forgetBefore, this.#options);
  }

  #advance(entry: Entry, readings: readonly DetailedReading[], now: number, extent: 'all' | 'touched'): Transition[] {
    const { appearedAt, memory, connection } = entry;
    // An event says that something changed, even where it is the first that is heard of it.
    const opening = readings.filter((one) => one.source === 'event' && one.at > appearedAt && !isKnown(memory, one)).sort((a, b) => a.at - b.at);
    const others = opening.length > 0 ? readings.filter((one) => !opening.includes(one)) : readings;
    // Of a part of the evidence silence cannot be judged.
    const asOf = extent === 'all' ? now : 0;
    // What lies before the first observation is history, also where it is published later.
    const forgetBefore = heardOf(memory) === 0 ? now : this.#forgetBefore(now);
    const transitions = this.#step(entry, { asOf, readings: others, forgetBefore }, this.#options);
    for (const one of opening) {
      const evidence = { asOf: one.at, readings: [one], forgetBefore: Math.max(appearedAt, this.#forgetBefore(now)) };
      transitions.push(...this.#step(this.#roster.entries.get(connection.connectionId) ?? entry, evidence, { ...this.#options, emitInitial: true }));
    }
    return transitions;
  }

  #step(entry: Entry, evidence: Evidence & { readonly readings: readonly DetailedReading[] }, settings: Settings): Transition[] {
    const { entry: advanced, told } = this.#roster.advance(entry, evidence, settings);
    // A watch that begins anew must not give ids that an earlier one may have given to something else.
    const telling = { epoch: Math.max(this.#kept.epoch, entry.appearedAt), observedAt: this.#context.scopes.clock.now(), readings: evidence.readings };
    const isWanted = (tunnel: string | undefined): boolean => entry.tunnelIds === undefined || (tunnel !== undefined && entry.tunnelIds.has(tunnel));
    return told.filter(({ tunnel }) => isWanted(tunnel)).map((one) => transitionOf(one, advanced, telling));
  }

  #certificateOf(event: VpnSystemEvent): Transition | undefined {
    const { certificateId, gatewayId } = event.resource;
    if (event.subject !== 'certificate' || certificateId === undefined || this.#certificates.has(certificateId) || !this.#membership.wantsCertificate(gatewayId)) return undefined;
    this.#certificates.add(certificateId);
    // What expired before the watch began is no transition of its.
    const isHistory = !this.#hasJudged && !this.#isResumed;
    return isHistory ? undefined : certificateTransition(event, certificateId, this.#context.scopes.clock.now());
  }

  #tell(): void {
    // A listener that hands in an event has what follows told after what is being told.
    this.#isHeld = true;
    for (let index = 0; index < this.#untold.length; index++) this.#findings.transition(this.#untold[index] as Transition);
    this.#untold = [];
    this.#isHeld = false;
  }
}

/** What decides which series are asked for. */
function seriesKey(members: readonly Member[], region: readonly Connection[] | undefined): string {
  const parts = [String(region?.length)];
  for (const { connection } of members) {
    parts.push(connection.connectionId, connection.bgp === 'disabled' ? '-' : '');
    for (const { tunnelId, bgp } of connection.tunnels) parts.push(tunnelId, bgp === 'disabled' ? '-' : '');
  }
  return createHash('sha256').update(parts.join()).digest('hex');
}
