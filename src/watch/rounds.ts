import type { VpnSystemEvent } from '../events/index.ts';
import { latestPresent } from '../internal/clock.ts';
import type { Membership } from '../scopes/index.ts';
import { addTo, CatchUp } from './catch-up.ts';
import type { WatchContext } from './context.ts';
import { EventSource } from './event-source.ts';
import { readingsOfConnection, type DetailedReading } from './evidence.ts';
import { Judge, type Batch } from './judge.ts';
import { KeptMemory } from './kept-memory.ts';
import { MetricSource } from './sources/metrics.ts';
import type { Watched } from './sources/state-series.ts';
import type { PollReport, Transition, WatchPart, WatchSnapshot } from './model.ts';
import type { CheckedOptions } from './options.ts';
import { heardOf, Roster, type RosterChange } from './roster.ts';
import { seriesKey } from './series-key.ts';
import { TopologySource, type TargetsRead } from './topology-source.ts';
import { countsOf, snapshotOf } from './views.ts';

/** Where what a watch finds goes to. */
export interface Findings {
  transition(transition: Transition): void;
  error(error: unknown): void;
}

/** Tries to keep a state: whether the store has it, or `undefined` where it failed. */
type Keep = (save: () => Promise<boolean>) => Promise<boolean | undefined>;

interface WatchedSeries extends Watched {
  /** Tells one set of series from another. */
  readonly key: string;
}

/** One round after another: asks all sources for all targets, judges what they say, tells it, and keeps the memory. */
export class Rounds {
  readonly #context: WatchContext;
  readonly #options: CheckedOptions;
  readonly #findings: Findings;
  readonly #topology: TopologySource;
  readonly #metrics: MetricSource;
  readonly #events: EventSource;
  readonly #kept: KeptMemory;
  readonly #roster = new Roster();
  readonly #judge: Judge;
  /** Events that came before the targets were known, or before the first evidence of their connection was judged. */
  #early: VpnSystemEvent[] = [];
  /** Connections that the round on its way has just found. */
  #found: ReadonlySet<string> = new Set();
  /** Transitions that nobody was told yet: they wait for the store to have them. */
  #untold: Transition[] = [];
  /** One state is kept after another. */
  #keeping: Promise<unknown> = Promise.resolve();
  #watched: WatchedSeries | undefined;
  #asOf: number | undefined;
  #isResumed = false;
  #isDirty = false;

  constructor(context: WatchContext, membership: Membership, options: CheckedOptions, findings: Findings) {
    this.#context = context;
    this.#options = options;
    this.#findings = findings;
    const { sources, pollMs, topologyPollMs, overlapMs, store, storeKey } = options;
    const everyMs = topologyPollMs ?? (sources.has('topology') ? undefined : 300_000);
    const times = { pollMs, everyMs, freshMs: options.staleAfterMs / 2, hasMetrics: sources.has('metrics') };
    this.#topology = new TopologySource(context.scopes.topology, membership, context.regionId, times);
    this.#metrics = new MetricSource(context.scopes, overlapMs);
    this.#events = new EventSource(context.events, overlapMs);
    this.#kept = new KeptMemory(store, storeKey, context.regionId, membership.key);
    this.#judge = new Judge({ context, membership, options, roster: this.#roster, kept: this.#kept });
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
      // What a run that goes on from another has missed may be more than fits into memory.
      const catchUp = this.#isResumed ? new CatchUp(this.#judge, this.#roster, now) : undefined;
      const take = (readings: readonly DetailedReading[]): void => {
        if (!catchUp) for (const reading of readings) addTo(batch, this.#roster, reading);
        const transitions = catchUp?.take(readings) ?? [];
        this.#untold.push(...transitions);
        told += transitions.length;
      };
      const readTargets = async (): Promise<void> => {
        const targets = await attempt('topology', () => this.#topology.read(now, signal));
        if (targets) change = this.#take(targets, batch, now);
        if (!sources.has('metrics') || !this.#watched) return;
        // What was missed is judged in parts only with the events of its time.
        if (catchUp && !this.#judge.hasJudged) await eventsRead;
        const read = await this.#metrics.read(this.#watched, now, take, signal);
        points = read.points;
        for (const failure of read.failures) await attempt('metrics', () => Promise.reject(failure as Error));
      };
      const readEvents = async (): Promise<readonly VpnSystemEvent[]> => {
        const read = sources.has('events') ? await attempt('events', () => this.#events.read(now, signal)) : undefined;
        catchUp?.takeEvents(read ?? []);
        return read ?? [];
      };
      const eventsRead = readEvents();
      const reading = [eventsRead, readTargets()] as const;
      // Where one was aborted the other must not go on alone.
      await Promise.allSettled(reading);
      const [pulled] = await Promise.all(reading);
      signal.throwIfAborted();
      events = this.#current([...this.#early, ...pulled], now);
      // Events wait for the targets: read once, they would not be read again.
      this.#early = this.#watched ? [] : [...new Map(events.map((event) => [event.id, event])).values()];
      if (this.#watched) told += this.#judgeRound(batch, catchUp?.end(batch, events) ?? events, now);
      this.#asOf = now;
      const keep: Keep = (save) => attempt('store', save);
      // What another run has left untold waits as well: whoever is told asks what is known now.
      if (this.#watched && (await this.#keepAndTell(now, keep))) await this.#keepTold(now, keep);
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

  /**
   * Judges an event that was pushed, and resolves when what follows is kept and told. Before the first round
   * it waits for that, and what it tells of is part of what is found first.
   */
  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    const now = this.#context.scopes.clock.now();
    const entry = this.#roster.entryOf(event.resource);
    if (!this.#judge.hasJudged || (entry && this.#found.has(entry.connection.connectionId))) {
      this.#early.push(event);
      return [];
    }
    const transitions = this.#judge.part(new Map(), this.#current([event], now), now);
    this.#isDirty = true;
    if (transitions.length === 0) return transitions;
    this.#untold.push(...transitions);
    // That it was told is kept with the next round: until then a crash has it told again, with the same id.
    if (await this.#keepAndTell(now, (save) => this.#keepReporting(save))) this.#isDirty = true;
    return transitions;
  }

  snapshot(): WatchSnapshot {
    this.#judge.settle(this.#context.scopes.clock.now());
    return snapshotOf([...this.#roster.entries.values()], this.#asOf, this.#options.staleAfterMs);
  }

  /** Keeps what was learned since the last round. */
  async flush(): Promise<void> {
    await this.#keeping;
    if (!this.#isDirty) return;
    const now = this.#context.scopes.clock.now();
    const keep: Keep = (save) => this.#keepReporting(save);
    if (await this.#keepAndTell(now, keep)) await this.#keepTold(now, keep);
  }

  /** Gives how many transitions are to be told that another run may not have come to tell. */
  async #resume(signal: AbortSignal): Promise<number> {
    const saved = await this.#kept.load(signal);
    if (!saved) return 0;
    this.#roster.restore(saved.connections);
    this.#judge.resume(saved);
    this.#metrics.resume(saved.marks.metrics);
    this.#events.resume(saved.marks.events);
    this.#isResumed = true;
    const { untold = [] } = saved;
    this.#untold.push(...untold);
    return untold.length;
  }

  /**
   * Keeps what was learned and is to be told, and tells it.
   *
   * After a crash the same evidence need not be there again: what a poll has shown for a moment may come as
   * events with other times, or not at all. So what is told comes from the store, to the letter.
   */
  #keepAndTell(now: number, keep: Keep): Promise<boolean> {
    return this.#inTurn(async () => {
      const count = this.#untold.length;
      const isKept = await keep(() => this.#save(now));
      this.#tell(count);
      return isKept === true && count > 0;
    });
  }

  /** Keeps that what was kept was told, so that another run does not tell it again. */
  async #keepTold(now: number, keep: Keep): Promise<void> {
    await this.#inTurn(() => keep(() => this.#save(now)));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#keeping.then(work);
    this.#keeping = turn.catch(() => undefined);
    return turn;
  }

  async #keepReporting(save: () => Promise<boolean>): Promise<boolean> {
    try {
      return await save();
    } catch (error) {
      this.#findings.error(error);
      return false;
    }
  }

  async #save(now: number): Promise<boolean> {
    if (!this.#watched) return false;
    if (!this.#options.store) return true;
    this.#judge.settle(now);
    const { marks, certificates } = this.#judge;
    const state = { savedAt: now, untold: [...this.#untold], marks, certificates, connections: this.#roster.memories() };
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
    const known = new Set(this.#roster.entries.keys());
    const change = this.#roster.update(members, now, this.#judge.forgetBefore(now), this.#options);
    this.#found = new Set([...this.#roster.entries].filter(([id, { memory }]) => !known.has(id) && heardOf(memory) === 0).map(([id]) => id));
    // The same object for as long as the same is asked for: what is prepared for it stays.
    const key = seriesKey(members, region);
    if (this.#watched?.key !== key) {
      const connections = members.map(({ connection }) => connection);
      this.#watched = { key, connections, region, evidenceOf: (tunnel, aspect) => this.#roster.lineOf(tunnel, aspect) };
    }
    if (asOf !== undefined && this.#options.sources.has('topology')) {
      for (const { connection } of members) {
        const lines = this.#roster.entries.get(connection.connectionId)?.lines ?? [];
        for (const reading of readingsOfConnection(connection, asOf)) {
          const line = lines.find(({ tunnel, aspect }) => tunnel === reading.tunnel && aspect === reading.aspect);
          if (line?.isNewsPoll(reading.says, asOf) ?? false) addTo(batch, this.#roster, reading);
        }
      }
    }
    return change;
  }

  #current(events: readonly VpnSystemEvent[], now: number): readonly VpnSystemEvent[] {
    // They would outrank all that follows.
    const latest = latestPresent(now);
    const ahead = events.filter(({ at }) => at > latest);
    if (ahead.length === 0) return events;
    this.#context.scopes.logger.warn('events of the future were left out', { ids: ahead.slice(0, 10).map(({ id }) => id), count: ahead.length });
    return events.filter((event) => !ahead.includes(event));
  }

  #judgeRound(batch: Batch, events: readonly VpnSystemEvent[], now: number): number {
    const { mark: metrics } = this.#metrics;
    const { mark: eventsMark } = this.#events;
    const marks = { ...(metrics !== undefined && { metrics }), ...(eventsMark !== undefined && { events: eventsMark }) };
    const transitions = this.#judge.round(batch, events, now, marks);
    this.#isDirty = true;
    this.#found = new Set();
    this.#untold.push(...transitions);
    return transitions.length;
  }

  #tell(count: number): void {
    for (const transition of this.#untold.splice(0, count)) this.#findings.transition(transition);
  }
}
