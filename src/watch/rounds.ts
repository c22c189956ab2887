import type { VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import type { AlarmChange } from './alarms/index.ts';
import { Diagnoses, type DiagnosisFindings } from './diagnoses.ts';
import { Engine } from './engine.ts';
import { warnOfIdleOptions } from './idle-options.ts';
import type { CheckedOptions } from './options.ts';
import { Outbox, type Announceable } from './outbox.ts';
import { CheckpointStore } from './persist/index.ts';
import type { PollReport } from './report.ts';
import { Roster } from './roster.ts';
import { Round } from './round.ts';
import type { RoundDependencies } from './round-dependencies.ts';
import { CertificateSource } from './sources/certificates.ts';
import { EventSource } from './sources/events.ts';
import { MetricSource } from './sources/metrics.ts';
import { TopologySource } from './sources/topology.ts';
import type { WatchSnapshot } from './snapshot.ts';
import { StandingErrors } from './standing-errors.ts';
import { WatchedTargets } from './targets.ts';
import { UNCERTAINTY_MS } from './timeline/index.ts';
import type { Transition } from './transitions.ts';
import { snapshotOf } from './views.ts';

/** Where what a watch finds goes to. */
export interface Findings extends DiagnosisFindings {
  transition(transition: Transition): void;
  alarm(change: AlarmChange): void;
  error(error: unknown): void;
  /** Takes what no further try can mend, where nothing was read; whether it need not go to `error`. */
  giveUp(error: VpnMonitorError): boolean;
}

/** Where nothing but the topology is asked, its answers are needed more often. */
const TARGETS_EVERY_MS = 300_000;

/** What lasts between the rounds of a watch: who is watched, what is known, how far the sources were read. */
export class Rounds {
  readonly #context: WatchContext;
  readonly #options: CheckedOptions;
  readonly #errors: StandingErrors;
  readonly #giveUp: Findings['giveUp'];
  readonly #store: CheckpointStore;
  readonly #roster = new Roster();
  readonly #engine: Engine;
  readonly #outbox: Outbox;
  readonly #targets: WatchedTargets;
  readonly #diagnoses: Diagnoses | undefined;
  readonly #sources: RoundDependencies['sources'];
  /** Events that came before the targets were known, or before the first evidence of their connection was evaluated. */
  #early: VpnSystemEvent[] = [];
  #asOf: number | undefined;
  #isEmptySaid = false;
  #isDirty = false;

  constructor(context: WatchContext, membership: Membership, options: CheckedOptions, findings: Findings) {
    this.#context = context;
    this.#options = options;
    this.#giveUp = (error) => findings.giveUp(error);
    this.#errors = new StandingErrors((error) => { findings.error(error); });
    const { sources, pollMs, topologyPollMs, overlapMs, staleAfterMs, store, storeKey } = options;
    const { topology } = context.scopes;
    const times = { pollMs, everyMs: topologyPollMs ?? (sources.has('topology') ? undefined : TARGETS_EVERY_MS), freshMs: staleAfterMs / 2, hasMetrics: sources.has('metrics') };
    this.#store = new CheckpointStore(store, storeKey, context.regionId, membership.key);
    this.#engine = new Engine({ context, membership, options, roster: this.#roster });
    this.#targets = new WatchedTargets(this.#roster, this.#engine, sources.has('topology'));
    this.#sources = {
      topology: new TopologySource({ topology, membership, regionId: context.regionId, times, knownTunnels: (connectionId) => this.#roster.knownTunnels(connectionId) }),
      metrics: new MetricSource(context.scopes, overlapMs, () => this.#roster.votes),
      events: new EventSource(context.events, overlapMs),
      certificates: new CertificateSource({ topology, membership, noticeDays: options.certificateNoticeDays }),
    };
    this.#outbox = new Outbox({
      save: (pending) => this.#save(pending),
      announce: (one) => {
        if ('alarm' in one) findings.alarm(one);
        else {
          findings.transition(one);
          this.#diagnoses?.add(one);
        }
      },
    });
    this.#diagnoses = options.diagnose ? new Diagnoses({ context, options, roster: this.#roster, outbox: this.#outbox, errors: this.#errors, findings }) : undefined;
    warnOfIdleOptions(options, membership, context.scopes.logger);
  }

  #sayEmpty({ connections, tunnels, failed }: PollReport): void {
    if (this.#isEmptySaid || connections + tunnels + failed.length > 0) return;
    this.#isEmptySaid = true;
    this.#context.scopes.logger.warn('no connection matches the targets of the watch; it picks up those that come');
  }

  /** Whether something was learned that the store does not have, or a diagnosis is on its way. */
  get isBusy(): boolean {
    return (this.#isDirty && this.#options.store !== undefined) || this.#diagnoses?.isRunning === true;
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
    const round = new Round({
      context: this.#context,
      options: this.#options,
      roster: this.#roster,
      engine: this.#engine,
      outbox: this.#outbox,
      targets: this.#targets,
      sources: this.#sources,
      store: this.#store,
      failures: { report: (part, error) => { this.#errors.meet(part, error); }, giveUp: this.#giveUp },
      takeEarly: () => this.#early.splice(0),
      keepEarly: (events) => this.#early.push(...events),
      evaluated: (now) => {
        this.#asOf = now;
        this.#isDirty = true;
      },
    }, signal);
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
    const isEarly = this.#engine.roundAt === -Infinity || (entry !== undefined && entry.record.bornAt > this.#engine.roundAt);
    if (isEarly || event.at > now + UNCERTAINTY_MS) {
      this.#early.push(event);
      return [];
    }
    const { transitions, announced } = this.#engine.alarms.ofEvent(entry?.connection.connectionId, now, () => this.#engine.evaluatePart(new Map(), [event], now));
    this.#isDirty = true;
    if (announced.length === 0) {
      // It may repeat one that is being saved: its sender must not get an answer before that.
      await this.#outbox.settled();
      return transitions;
    }
    this.#outbox.add(announced);
    // That it was announced is saved with the next round: until then a crash has it announced again, with the same id.
    await this.#outbox.deliver();
    this.#isDirty = true;
    return transitions;
  }

  snapshot(): WatchSnapshot {
    this.#engine.settle(this.#context.scopes.clock.now());
    return snapshotOf([...this.#roster.entries.values()], this.#engine.alarms.standing, { asOf: this.#asOf, staleAfterMs: this.#options.staleAfterMs });
  }

  /** Saves what was learned since the last round, and ends the diagnoses that it, or what it announces, has begun. */
  async end(): Promise<void> {
    await this.#flush();
    await this.endDiagnoses();
  }

  async #flush(): Promise<void> {
    await this.#outbox.settled();
    if (!this.#isDirty) return;
    const { isSaved, announced } = await this.#outbox.deliver();
    if (isSaved && announced > 0) await this.#outbox.confirm();
  }

  async #save(pending: readonly Announceable[]): Promise<boolean> {
    if (!this.#targets.watched) return false;
    if (!this.#options.store) return true;
    const now = this.#context.scopes.clock.now();
    this.#engine.settle(now);
    // What is learned while it is being written is not in it.
    this.#isDirty = false;
    try {
      await this.#store.save({ savedAt: now, pending, ...this.#engine.progress, votes: this.#roster.votes, connections: this.#roster.records() });
      return true;
    } catch (error) {
      this.#isDirty = true;
      this.#errors.meet('store', error);
      return false;
    }
  }
}
