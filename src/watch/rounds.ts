import { VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import { Diagnoses, type DiagnosisFindings } from './diagnoses.ts';
import { Engine } from './engine.ts';
import type { Findings } from './findings.ts';
import { Keeper } from './keeper.ts';
import type { CheckedOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { CheckpointStore, type WatchCheckpoint } from './persist/index.ts';
import type { Lease } from './replicas/index.ts';
import type { PollReport } from './report.ts';
import { Roster } from './roster.ts';
import { Round } from './round.ts';
import type { RoundDependencies } from './round-dependencies.ts';
import type { WatchSnapshot } from './snapshot.ts';
import { CertificateSource } from './sources/certificates.ts';
import { EventSource } from './sources/events.ts';
import { MetricSource } from './sources/metrics.ts';
import { TopologySource } from './sources/topology.ts';
import { StandingErrors } from './standing-errors.ts';
import type { StoreAccess } from './store-access.ts';
import { WatchedTargets } from './targets.ts';
import { UNCERTAINTY_MS } from './timeline/index.ts';
import type { Transition } from './transitions.ts';
import { snapshotOf } from './views.ts';

/** Where nothing but the topology is asked, its answers are needed more often. */
const TARGETS_EVERY_MS = 300_000;

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
  /** Events that came before the targets were known, or before the first evidence of their connection was evaluated. */
  #early: VpnSystemEvent[] = [];
  #asOf: number | undefined;
  #isEmptySaid = false;

  constructor(
    context: WatchContext,
    membership: Membership,
    options: CheckedOptions,
    findings: Findings,
    { key, lease, kept }: StoreAccess,
  ) {
    this.#lease = lease;
    this.#context = context;
    this.#options = options;
    this.#giveUp = (error) => findings.giveUp(error);
    this.#errors = new StandingErrors((error) => {
      findings.error(error);
    });
    const { sources, pollMs, topologyPollMs, overlapMs, staleAfterMs, store } = options;
    const { topology } = context.scopes;
    const times = {
      pollMs,
      everyMs: topologyPollMs ?? (sources.has('topology') ? undefined : TARGETS_EVERY_MS),
      freshMs: staleAfterMs / 2,
      hasMetrics: sources.has('metrics'),
    };
    this.#store = new CheckpointStore(store, key, kept);
    this.#engine = new Engine({ context, membership, options, roster: this.#roster });
    this.#targets = new WatchedTargets(this.#roster, this.#engine, sources.has('topology'));
    this.#sources = {
      topology: new TopologySource({
        topology,
        membership,
        regionId: context.regionId,
        times,
        knownTunnels: (connectionId) => this.#roster.knownTunnels(connectionId),
      }),
      metrics: new MetricSource(context.scopes, overlapMs, () => this.#roster.votes),
      events: new EventSource(context.events, overlapMs),
      certificates: new CertificateSource({ topology, membership, noticeDays: options.certificateNoticeDays }),
    };
    this.#keeper = new Keeper({ store: store && this.#store, lease, errors: this.#errors, state: () => this.#state() });
    this.#outbox = new Outbox({
      save: (pending) => this.#keeper.save(pending),
      mayAnnounce: (isSaved) => this.#keeper.mayAnnounce(isSaved),
      announce: (one) => {
        if ('alarm' in one) findings.alarm(one);
        else {
          findings.transition(one);
          this.#diagnoses?.add(one);
        }
      },
    });
    const spoken: DiagnosisFindings = {
      diagnosis: (one) => {
        if (lease?.isHeld !== false) findings.diagnosis(one);
      },
      idle: () => {
        findings.idle();
      },
    };
    this.#diagnoses = options.diagnose
      ? new Diagnoses({ context, options, roster: this.#roster, outbox: this.#outbox, errors: this.#errors, findings: spoken })
      : undefined;
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
        takeEarly: () => this.#early.splice(0),
        keepEarly: (events) => this.#early.push(...events),
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

  /**
   * Evaluates an event that was pushed, and resolves when what follows is saved and announced. Before the first
   * round it waits for that, and what it shows is part of what is found first.
   */
  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    const now = this.#context.scopes.clock.now();
    const entry = this.#roster.entryOf(event.resource);
    if (this.#isEarly(event, now, entry?.record.bornAt)) {
      // Another that takes over would not know of it.
      if (this.#lease && !this.#options.sources.has('events'))
        throw tryAgain('the event comes before the first round of the watch, or of its connection');
      this.#early.push(event);
      return [];
    }
    const { transitions, announced } = this.#engine.alarms.ofEvent(entry?.connection.connectionId, now, () =>
      this.#engine.evaluatePart(new Map(), [event], now),
    );
    this.#keeper.learned();
    if (announced.length === 0 && !(this.#lease && this.#outbox.hasPending)) {
      // It may repeat one that is being saved: its sender must not get an answer before that.
      await this.#outbox.settled();
      return transitions;
    }
    this.#outbox.add(announced);
    // That it was announced is saved with the next round: until then a crash has it announced again, with the same id.
    const { isSaved } = await this.#outbox.deliver();
    this.#keeper.learned();
    if (this.#lease && !isSaved) throw tryAgain('the store does not have what follows from the event, so it is not announced yet');
    return transitions;
  }

  #isEarly({ at }: VpnSystemEvent, now: number, bornAt = -Infinity): boolean {
    return this.#engine.roundAt === -Infinity || bornAt > this.#engine.roundAt || at > now + UNCERTAINTY_MS;
  }

  snapshot(): WatchSnapshot {
    this.#engine.settle(this.#context.scopes.clock.now());
    return snapshotOf([...this.#roster.entries.values()], this.#engine.alarms.standing, {
      asOf: this.#asOf,
      staleAfterMs: this.#options.staleAfterMs,
    });
  }

  /** Saves what was learned since the last round, and ends the diagnoses that it, or what it announces, has begun. */
  async end(): Promise<void> {
    await this.#flush();
    await this.endDiagnoses();
  }

  async #flush(): Promise<void> {
    await this.#outbox.settled();
    if (!this.#keeper.isDirty) return;
    const { isSaved, announced } = await this.#outbox.deliver();
    if (isSaved && announced > 0) await this.#outbox.confirm();
  }

  /** Nothing before the targets are known: it would take the place of what another run has saved. */
  #state(): Omit<WatchCheckpoint, 'pending'> | undefined {
    if (!this.#targets.watched) return undefined;
    const now = this.#context.scopes.clock.now();
    if (this.#options.store) this.#engine.settle(now);
    return { savedAt: now, ...this.#engine.progress, votes: this.#roster.votes, connections: this.#roster.records() };
  }
}

function tryAgain(why: string): VpnMonitorError {
  return new VpnMonitorError(`ingest(): ${why}; let the sender try again`, { code: 'server', retryable: true });
}
