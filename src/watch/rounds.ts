import type { VpnSystemEvent } from '../events/index.ts';
import type { Membership } from '../scopes/index.ts';
import { createAnnouncing } from './announcing.ts';
import type { WatchContext } from './context.ts';
import type { Diagnoses } from './diagnoses.ts';
import type { EarlyEvents } from './early-events.ts';
import { Engine } from './engine.ts';
import { withHeldTimes } from './entry.ts';
import type { Findings } from './findings.ts';
import { Keeper } from './keeper.ts';
import type { CheckedOptions } from './options.ts';
import type { Outbox } from './outbox.ts';
import { CheckpointStore, type WatchCheckpoint } from './persist/index.ts';
import { PushedEvents } from './pushed-events.ts';
import type { Lease } from './replicas/index.ts';
import type { PollReport } from './report.ts';
import { Roster } from './roster.ts';
import { Round } from './round.ts';
import type { RoundDependencies } from './round-dependencies.ts';
import { createSources } from './round-sources.ts';
import type { WatchSnapshot } from './snapshot.ts';
import { StandingErrors } from './standing-errors.ts';
import type { StoreAccess } from './store-access.ts';
import { WatchedTargets } from './targets.ts';
import type { Transition } from './transitions.ts';
import { snapshotOf } from './views.ts';

// One may be slow.
const ROUNDS_MISSED = 2;

/** What lasts between the rounds of a watch: who is watched, what is known, how far the sources were read. */
export class Rounds {
  readonly #context: WatchContext;
  readonly #options: CheckedOptions;
  readonly #errors: StandingErrors;
  readonly #giveUp: Findings['giveUp'];
  readonly #store: CheckpointStore;
  readonly #lease: Lease | undefined;
  readonly #roster = new Roster();
  readonly #engine: Engine;
  readonly #keeper: Keeper;
  readonly #outbox: Outbox;
  readonly #targets: WatchedTargets;
  readonly #diagnoses: Diagnoses | undefined;
  readonly #sources: RoundDependencies['sources'];
  readonly #early: EarlyEvents;
  readonly #pushed: PushedEvents;
  #asOf: number | undefined;
  #isEmptySaid = false;

  constructor(
    context: WatchContext,
    membership: Membership,
    options: CheckedOptions,
    findings: Findings,
    { key, lease, kept }: StoreAccess,
    early: EarlyEvents,
  ) {
    this.#lease = lease;
    this.#early = early;
    this.#context = context;
    this.#options = options;
    this.#giveUp = (error) => findings.giveUp(error);
    this.#errors = new StandingErrors((error) => {
      findings.error(error);
    });
    const { store } = options;
    this.#store = new CheckpointStore(store, key, kept);
    this.#engine = new Engine({ context, membership, options, roster: this.#roster });
    this.#targets = new WatchedTargets(this.#roster, this.#engine, options.sources.has('topology'));
    this.#sources = createSources(context, membership, options, this.#roster);
    this.#keeper = new Keeper({
      store: store && this.#store,
      lease,
      errors: this.#errors,
      isReady: () => this.#targets.watched !== undefined,
      state: () => this.#state(),
    });
    const parts = { context, options, roster: this.#roster, keeper: this.#keeper, lease };
    const { outbox, diagnoses } = createAnnouncing({ ...parts, early, errors: this.#errors, findings });
    this.#outbox = outbox;
    this.#diagnoses = diagnoses;
    this.#pushed = new PushedEvents({ ...parts, early, engine: this.#engine, outbox });
  }

  #sayEmpty({ connections, tunnels, failed }: PollReport): void {
    if (this.#isEmptySaid || connections + tunnels + failed.length > 0) return;
    this.#isEmptySaid = true;
    this.#context.scopes.logger.warn('no connection matches the targets of the watch; it picks up those that come');
  }

  /** Whether something was learned that the store does not have, or a diagnosis is on its way. */
  get isBusy(): boolean {
    return this.#keeper.isBusy || this.#diagnoses?.isRunning === true;
  }

  /** Whether a round was evaluated. */
  get hasBegun(): boolean {
    return this.#engine.hasRound;
  }

  /** Once no diagnosis is on its way. */
  async diagnosed(): Promise<void> {
    await this.#diagnoses?.settled();
  }

  /** Ends the diagnoses that are on their way. */
  async endDiagnoses(): Promise<void> {
    await this.#diagnoses?.stop();
  }

  /** One round. Rejects when it is aborted, and then has evaluated nothing; every other failure goes to the findings and into the report. */
  async run(signal: AbortSignal): Promise<PollReport> {
    const round = new Round(
      {
        context: this.#context,
        options: this.#options,
        roster: this.#roster,
        engine: this.#engine,
        outbox: this.#outbox,
        targets: this.#targets,
        sources: this.#sources,
        store: this.#store,
        lease: this.#lease,
        failures: {
          report: (part, error) => {
            this.#errors.meet(part, error);
          },
          giveUp: this.#giveUp,
        },
        takeEarly: () => this.#early.take(),
        keepEarly: (events) => {
          this.#early.add(events);
        },
        evaluated: (now) => {
          this.#asOf = now;
          this.#keeper.learned();
        },
      },
      signal,
    );
    try {
      const report = await round.run();
      this.#sayEmpty(report);
      return report;
    } finally {
      this.#errors.roundEnded();
    }
  }

  /** See {@link PushedEvents.ingest}. */
  ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    return this.#pushed.ingest(event);
  }

  snapshot(): WatchSnapshot {
    const now = this.#context.scopes.clock.now();
    return snapshotOf([...this.#roster.entries.values()].map(withHeldTimes), this.#engine.alarms.standing, {
      asOf: this.#asOf,
      silence: { until: this.#silenceUntil(now), staleAfterMs: this.#options.staleAfterMs },
    });
  }

  /** Between two rounds nobody asks the sources: silence begins to count where a round should have come and did not. */
  #silenceUntil(now: number): number {
    const { roundAt } = this.#engine;
    return now - roundAt > ROUNDS_MISSED * this.#options.pollMs ? now : roundAt;
  }

  /** Saves what was learned since the last round, and ends the diagnoses that it, or what it announces, has begun. */
  async end(): Promise<void> {
    await this.flush();
    await this.endDiagnoses();
  }

  /** Saves what was learned since the last round. */
  async flush(): Promise<void> {
    await this.#outbox.settled();
    if (!this.#keeper.isDirty) return;
    const { isSaved, announced } = await this.#outbox.deliver();
    if (isSaved && announced > 0) await this.#outbox.confirm();
  }

  #state(): Omit<WatchCheckpoint, 'pending'> {
    const now = this.#context.scopes.clock.now();
    this.#engine.settle(now);
    return { savedAt: now, ...this.#engine.progress, votes: this.#roster.votes, connections: this.#roster.records() };
  }
}
