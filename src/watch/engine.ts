import type { VpnSystemEvent } from '../events/index.ts';
import { isMeant, type Membership } from '../scopes/index.ts';
import { affectedEntries, type Batch, touchedEntries } from './affected-entries.ts';
import { transitionOf } from './announce.ts';
import { type CertificateProgress, Certificates } from './certificates.ts';
import { type Evidence, timelineOf } from './connection-record.ts';
import type { WatchContext } from './context.ts';
import { Disagreements } from './disagreements.ts';
import type { ContextOf, Entry } from './entry.ts';
import { contextsAt, type EvaluationContexts } from './horizon.ts';
import type { CheckedOptions } from './options.ts';
import type { Marks, WatchCheckpoint } from './persist/index.ts';
import type { Disagreement } from './report.ts';
import type { Roster } from './roster.ts';
import type { CertificateListing } from './sources/certificates.ts';
import { type DetailedObservation, observeEvent } from './sources/observe.ts';
import { StandingAlarms } from './standing-alarms.ts';
import { type EvaluationContext, positionOf } from './timeline/index.ts';
import type { Transition } from './transitions.ts';

interface DetailedEvidence extends Evidence {
  readonly observations: readonly DetailedObservation[];
}

type Progress = CertificateProgress & Pick<WatchCheckpoint, 'marks' | 'alarms'>;

interface EngineDependencies {
  readonly context: WatchContext;
  readonly membership: Membership;
  readonly options: CheckedOptions;
  readonly roster: Roster;
}

/** Turns observations of the watched connections, and what is said of certificates, into transitions. */
export class Engine {
  readonly #context: WatchContext;
  readonly #options: CheckedOptions;
  readonly #roster: Roster;
  readonly #certificates: Certificates;
  readonly #disagreements: Disagreements;
  /** What is raised and cleared with the transitions. */
  readonly alarms: StandingAlarms;
  #marks: Marks = {};
  /** When a whole round was evaluated last. */
  #roundAt = -Infinity;
  /** When the first round was evaluated; long ago for a run that goes on from another. */
  #beganAt = Infinity;

  constructor({ context, membership, options, roster }: EngineDependencies) {
    this.#context = context;
    this.#options = options;
    this.#roster = roster;
    this.#certificates = new Certificates({ membership, noticeDays: options.certificateNoticeDays, now: () => context.scopes.clock.now() });
    this.#disagreements = new Disagreements(context.scopes.logger);
    this.alarms = new StandingAlarms({ roster, options, now: () => context.scopes.clock.now() });
  }

  get roundAt(): number {
    return this.#roundAt;
  }

  /** Whether a round was evaluated. */
  get hasRound(): boolean {
    return this.#roundAt !== -Infinity;
  }

  /** What another run needs beside the records to go on. */
  get progress(): Progress {
    return { marks: this.#marks, ...this.#certificates.progress, alarms: this.alarms.progress };
  }

  /** Goes on from where another run was. */
  resume(saved: Progress): void {
    this.#certificates.resume(saved);
    this.#marks = saved.marks;
    this.#beganAt = -Infinity;
    this.#disagreements.restore(this.#roster.records().values());
    this.alarms.resume(saved.alarms ?? []);
  }

  /** Forgets what is dated after now, by a clock that was ahead: it would outrank all that follows. To be called where the clock went back, and with what another run left. */
  forgetFuture(now: number): void {
    this.#roster.forgetFuture(now, this.#options.confirm);
    this.alarms.forgetFuture(now);
  }

  /** Evaluates a round: of all connections, since silence is measured too. */
  evaluateRound(batch: Batch, events: readonly VpnSystemEvent[], now: number, marks: Marks): readonly Transition[] {
    this.#beganAt = Math.min(this.#beganAt, now);
    const transitions = this.#evaluate(batch, events, now, 'all');
    this.#roundAt = now;
    this.#marks = marks;
    return transitions;
  }

  /** Of some connections, and the silence of none. */
  evaluatePart(batch: Batch, events: readonly VpnSystemEvent[], now: number): readonly Transition[] {
    return this.#evaluate(batch, events, now, 'touched');
  }

  /** Evaluates a listing of certificates, after the events: those know the instant. */
  evaluateListing(listing: CertificateListing, now: number): readonly Transition[] {
    return this.#certificates.ofListing(listing, now);
  }

  /** Moves what is held into the records, so that they have all that was known after the last round. Announces nothing. */
  settle(now: number): void {
    const contextOf = this.contextsAt(now);
    for (const entry of [...this.#roster.entries.values()]) this.#roster.settle(entry, contextOf(entry));
  }

  /** The disagreements of sources that began since this was asked last. */
  takeDisagreements(): readonly Disagreement[] {
    return this.#disagreements.take();
  }

  /** How observations of each connection are evaluated now. */
  contextsAt(now: number): ContextOf {
    return this.#contextsAt(now).of;
  }

  #contextsAt(now: number): EvaluationContexts {
    return contextsAt(now, this.#options, this.#marks);
  }

  #evaluate(batch: Batch, events: readonly VpnSystemEvent[], now: number, extent: 'all' | 'touched'): readonly Transition[] {
    const certificates = events.flatMap((event) => this.#certificates.ofEvent(event, this.#beganAt) ?? []);
    for (const event of events) this.#addEvent(event, batch);
    const contexts = this.#contextsAt(now);
    const groups: Transition[][] = [];
    for (const [entry, observations] of extent === 'all'
      ? affectedEntries(this.#roster, batch, now, contexts)
      : touchedEntries(this.#roster, batch)) {
      // Of a part of the evidence silence cannot be measured.
      const transitions = this.#evaluateEntry(entry, { asOf: extent === 'all' ? now : 0, observations }, contexts.of(entry), now);
      if (transitions.length > 0) groups.push(transitions);
      this.alarms.note(entry, observations, transitions);
      this.#disagreements.heed(this.#current(entry));
    }
    if (extent === 'all') this.#roster.endRound();
    return [...certificates, ...groups.sort(([a], [b]) => (a?.at ?? 0) - (b?.at ?? 0)).flat()];
  }

  // No buffer holds an event: each is evaluated in its own round.
  #addEvent(event: VpnSystemEvent, batch: Batch): void {
    const connection = this.#roster.entryOf(event.resource)?.connection;
    const observations = connection ? observeEvent(event, connection) : [];
    if (connection && observations.length > 0)
      batch.set(connection.connectionId, [...(batch.get(connection.connectionId) ?? []), ...observations]);
  }

  /** An event says that something changed, also where it is the first that is heard of it: it is announced, with what was known before it. */
  #evaluateEntry(entry: Entry, { asOf, observations }: DetailedEvidence, context: EvaluationContext, now: number): Transition[] {
    const { record } = entry;
    const isFirst = entry.phase === 'no baseline';
    const isOpening = (one: DetailedObservation): boolean =>
      one.source === 'event' && one.at > record.bornAt && (timelineOf(record, one)?.value ?? 'unknown') === 'unknown';
    const opening = observations.filter(isOpening).sort((a, b) => a.at - b.at);
    let others = opening.length > 0 ? observations.filter((one) => !opening.includes(one)) : observations;
    // What lies before the first observation is history, also where it is published later.
    if (isFirst)
      return [
        ...this.#step(entry, { asOf, observations: others }, { ...context, forgetBefore: now, isBaseline: true }),
        ...opening.flatMap((one) => this.#open(entry, one, context)),
      ];
    const transitions: Transition[] = [];
    for (const one of opening) {
      // What the other tunnel was then is to be known then.
      const before = others.filter((other) => positionOf(other) < one.at);
      others = others.filter((other) => !before.includes(other));
      if (before.length > 0) transitions.push(...this.#step(entry, { asOf: 0, observations: before }, context));
      transitions.push(...this.#open(entry, one, context));
    }
    return [...transitions, ...this.#step(entry, { asOf, observations: others }, context)];
  }

  #open(entry: Entry, event: DetailedObservation, context: EvaluationContext): readonly Transition[] {
    const forgetBefore = Math.max(entry.record.bornAt, context.forgetBefore ?? 0);
    return this.#step(entry, { asOf: event.at, observations: [event] }, { ...context, forgetBefore, emitInitial: true });
  }

  #step(before: Entry, evidence: DetailedEvidence, context: EvaluationContext): readonly Transition[] {
    const { entry, announcements } = this.#roster.advance(this.#current(before), evidence, context);
    const details = { observedAt: this.#context.scopes.clock.now(), observations: evidence.observations };
    return announcements.filter(({ tunnel }) => isMeant(entry, tunnel)).map((one) => transitionOf(one, entry, details));
  }

  #current(entry: Entry): Entry {
    return this.#roster.entries.get(entry.connection.connectionId) ?? entry;
  }
}
