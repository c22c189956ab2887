import type { VpnSystemEvent } from '../events/index.ts';
import { frozen } from '../internal/frozen.ts';
import type { Batch } from './affected-entries.ts';
import type { Outbox } from './outbox.ts';
import type { Marks } from './persist/index.ts';
import type { PollReport, WatchPart } from './report.ts';
import type { RosterChange } from './roster-update.ts';
import type { RoundDependencies } from './round-dependencies.ts';
import { RoundFailures } from './round-failures.ts';
import { addTo, Backfill } from './sources/backfill.ts';
import type { CertificateListing } from './sources/certificates.ts';
import { currentEvents } from './sources/current-events.ts';
import { UNCERTAINTY_MS } from './timeline/index.ts';

/** One round: asks all sources for all targets, evaluates what they say, saves and announces what follows. */
export class Round {
  readonly #dependencies: RoundDependencies;
  readonly #signal: AbortSignal;
  readonly #begunAt: number;
  readonly #callsBefore: Readonly<Record<string, number>>;
  readonly #correctionBefore: number;
  readonly #begunMs = performance.now();
  readonly #failures: RoundFailures;
  readonly #batch: Batch = new Map();
  #listing: CertificateListing | undefined;
  #change: RosterChange = { appeared: [], vanished: [] };
  #points = 0;
  #events = 0;
  #transitions = 0;

  constructor(dependencies: RoundDependencies, signal: AbortSignal) {
    this.#dependencies = dependencies;
    this.#signal = signal;
    this.#begunAt = dependencies.context.scopes.clock.now();
    this.#correctionBefore = this.#correctionMs();
    this.#callsBefore = dependencies.context.usage().callsByOperation;
    this.#failures = new RoundFailures(dependencies.failures, !dependencies.engine.hasRound);
  }

  async run(): Promise<PollReport> {
    const { store, targets, engine, outbox } = this.#dependencies;
    if (await this.#attempt('credentials', () => store.locate(this.#signal))) await this.#attempt('store', () => this.#resume());
    let asOf = this.#begunAt;
    if (!store.isLoaded) this.#failures.allAsked();
    else {
      const backfill = new Backfill(engine, this.#dependencies.roster, this.#begunAt);
      const pulled = await this.#readSources(backfill);
      this.#failures.allAsked();
      asOf = this.#now();
      if (asOf < this.#begunAt) this.#dependencies.sources.metrics.forgetFuture(asOf);
      if (asOf < engine.roundAt - UNCERTAINTY_MS || !engine.hasRound) engine.forgetFuture(asOf);
      const events = currentEvents([...this.#dependencies.takeEarly(), ...pulled], asOf, this.#dependencies);
      this.#events = events.length;
      // Events wait for the targets: read once, they would not be read again.
      if (!targets.watched) this.#dependencies.keepEarly([...new Map(events.map((event) => [event.id, event])).values()]);
      else this.#evaluate(backfill.end(this.#batch, events), asOf);
      this.#dependencies.evaluated(asOf);
      if (targets.watched) await this.#deliver(outbox);
    }
    return this.#report(asOf);
  }

  /** Reads the sources side by side, and gives the events. */
  async #readSources(backfill: Backfill): Promise<readonly VpnSystemEvent[]> {
    const events = this.#readEvents(backfill);
    const reading = [events, this.#readTargets(backfill, events), this.#readCertificates()] as const;
    // Where one was aborted the other must not go on alone.
    await Promise.allSettled(reading);
    const [pulled] = await Promise.all(reading);
    this.#signal.throwIfAborted();
    return pulled;
  }

  async #readEvents(backfill: Backfill): Promise<readonly VpnSystemEvent[]> {
    const { options, sources } = this.#dependencies;
    const read = options.sources.has('events') ? await this.#attempt('events', () => sources.events.read(this.#signal)) : undefined;
    if (read) this.#failures.somethingRead();
    backfill.takeEvents(read ?? []);
    return read ?? [];
  }

  async #readTargets(backfill: Backfill, eventsRead: Promise<unknown>): Promise<void> {
    const { options, sources, targets, engine, roster } = this.#dependencies;
    const listed = await this.#attempt('topology', () => sources.topology.read(this.#begunAt, this.#signal));
    if (listed) {
      if (listed.asOf !== undefined || !listed.problems.some(({ code }) => code === 'forbidden')) this.#failures.somethingRead();
      for (const problem of listed.problems) this.#failures.note('topology', problem);
      this.#change = targets.take(listed, this.#begunAt, (observation) => {
        addTo(this.#batch, roster, observation);
      });
    }
    if (!options.sources.has('metrics') || !targets.watched) return;
    // What was missed is evaluated in parts only with the events of its time.
    if (engine.roundAt < this.#begunAt - options.overlapMs) await eventsRead;
    const read = await sources.metrics.read(
      targets.watched,
      this.#now(),
      (observations, stream) => {
        this.#announceLater(backfill.take(observations, stream));
      },
      this.#signal,
    );
    this.#points = read.points;
    if (read.points > 0 || read.failures.length === 0) this.#failures.somethingRead();
    for (const failure of read.failures) this.#failures.add('metrics', failure);
  }

  async #readCertificates(): Promise<void> {
    this.#listing = await this.#attempt('certificates', () => this.#dependencies.sources.certificates.read(this.#begunAt, this.#signal));
    if (this.#listing) this.#failures.somethingRead();
  }

  #evaluate(events: readonly VpnSystemEvent[], now: number): void {
    const { engine, sources } = this.#dependencies;
    if (this.#listing) sources.certificates.evaluated(now);
    this.#announceLater(engine.evaluateRound(this.#batch, events, now, this.#marks(now)));
    if (this.#listing) this.#announceLater(engine.evaluateListing(this.#listing, now));
    this.#announceLater(engine.alarms.ofRound(now));
  }

  async #attempt<T>(part: WatchPart, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failures.add(part, error);
      return undefined;
    }
  }

  /** Takes over what another run has left, also what it may not have come to announce. */
  async #resume(): Promise<void> {
    const { store, roster, engine, sources } = this.#dependencies;
    const saved = await store.load(this.#signal);
    if (!saved) return;
    roster.restore(saved.connections, saved.votes);
    engine.resume(saved);
    sources.metrics.resume(saved.marks.metrics, saved.marks.unread);
    sources.events.resume(saved.marks.events);
    sources.certificates.resume(saved.marks.certificates);
    this.#announceLater(saved.pending);
  }

  #announceLater(announceables: Parameters<Outbox['add']>[0]): void {
    this.#transitions += announceables.filter((one) => !('alarm' in one)).length;
    this.#dependencies.outbox.add(announceables);
  }

  async #deliver(outbox: Outbox): Promise<void> {
    // What another run left is announced as well, and not before this: a listener may ask for the snapshot.
    const { isSaved, announced } = await outbox.deliver();
    // Another one announces it then.
    this.#dependencies.lease?.signal.throwIfAborted();
    const isConfirmed = !isSaved || announced === 0 || (await outbox.confirm());
    if (!isSaved || !isConfirmed) this.#failures.addReported('store');
  }

  /** When the round began, by the service's time: what was known of that then may have turned out wrong. */
  #now(): number {
    return this.#begunAt + this.#correctionMs() - this.#correctionBefore;
  }

  #correctionMs(): number {
    return this.#dependencies.context.scopes.clock.correctionMs ?? 0;
  }

  #marks(now: number): Marks {
    const { metrics, events, certificates } = this.#dependencies.sources;
    const unread = metrics.unread(now);
    return frozen<Marks>({
      metrics: metrics.mark,
      unread: unread.length > 0 ? unread : undefined,
      events: events.mark,
      certificates: certificates.mark,
    });
  }

  #report(asOf: number): PollReport {
    const { context, roster, engine } = this.#dependencies;
    const calls = Object.entries(context.usage().callsByOperation).map(
      ([operation, count]) => [operation, count - (this.#callsBefore[operation] ?? 0)] as const,
    );
    return Object.freeze({
      role: 'active',
      asOf,
      durationMs: performance.now() - this.#begunMs,
      calls: Object.freeze(Object.fromEntries(calls.filter(([, count]) => count > 0))),
      ...roster.counts,
      appeared: Object.freeze(this.#change.appeared),
      vanished: Object.freeze(this.#change.vanished),
      points: this.#points,
      events: this.#events,
      transitions: this.#transitions,
      disagreements: Object.freeze(engine.takeDisagreements()),
      failed: Object.freeze(this.#failures.parts),
    });
  }
}
