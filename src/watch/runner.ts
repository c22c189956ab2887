import { VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import { linkSignals, pause } from '../internal/abort.ts';
import { once } from '../internal/once.ts';
import { EarlyEvents } from './early-events.ts';
import type { Findings } from './findings.ts';
import { HopelessStart } from './hopeless-start.ts';
import { ingestInRound } from './ingest-in-round.ts';
import type { Leadership } from './leadership.ts';
import { OpenStreams } from './open-streams.ts';
import { repeatRounds } from './repeat-rounds.ts';
import type { PollReport, WatchRole } from './report.ts';
import type { RunnerDependencies } from './runner-dependencies.ts';
import { type Running, runRounds } from './running.ts';
import { asSnapshot, type WatchSnapshot } from './snapshot.ts';
import type { Transition } from './transitions.ts';
import { WatchEnds } from './watch-ends.ts';

/** Runs the rounds of a watch, one after another, from its start to its end. */
export class WatchRunner {
  readonly #dependencies: RunnerDependencies;
  // Loads the code too, a third of this package: who does not watch has no use for it.
  readonly #load: () => Promise<Leadership>;
  readonly #ends: WatchEnds;
  readonly #early = new EarlyEvents();
  /** What reads the transitions of the watch. */
  readonly streams: OpenStreams;
  #leadership: Leadership | undefined;
  #round: Promise<PollReport> | undefined;
  #running: Running | undefined;
  /** How many polls are under way: the last one leaves the lock to others. */
  #polls = 0;
  #stopping: Promise<void> | undefined;
  /** Aborts when the watch is stopped. */
  #stop = new AbortController();
  readonly #hopeless: HopelessStart;

  constructor(dependencies: RunnerDependencies) {
    this.#dependencies = dependencies;
    const { context, membership, options, findings } = dependencies;
    this.#hopeless = new HopelessStart(() => findings.hearsErrors());
    this.#ends = new WatchEnds(context.scopes.closed, options.signal);
    this.streams = new OpenStreams(this.#ends.signals);
    const more: Pick<Findings, 'giveUp' | 'idle'> = {
      giveUp: (error) => this.#hopeless.giveUp(error),
      idle: () => {
        this.#leave();
      },
    };
    this.#load = once(async () => {
      const { Leadership } = await import('./leadership.ts');
      return (this.#leadership = new Leadership({ context, membership, options, early: this.#early, findings: { ...findings, ...more } }));
    });
  }

  async start(): Promise<void> {
    this.#ends.assertNone();
    this.#goOn();
    this.#running ??= this.#begin();
    await this.#running.first;
  }

  async poll(): Promise<PollReport> {
    this.#ends.assertNone();
    // What is being saved then must not be overtaken by what this round saves.
    while (this.#stopping) await this.#stopping;
    this.#ends.assertNone();
    this.#goOn();
    return await this.#afterRound(async (report) => {
      // A job that ends after its poll would lose what comes later.
      await this.#leadership?.diagnosed();
      return report;
    });
  }

  /** What `work` comes to. Where it fails because the watch or its monitor was ended meanwhile, or where listeners heard of it, nobody need wait for it. */
  whileOpen<T>(work: () => Promise<T>): Promise<T> {
    return this.#ends.whileOpen(work, (error) => this.#hopeless.wasHeard(error));
  }

  snapshot(): WatchSnapshot {
    return this.#leadership?.snapshot() ?? asSnapshot();
  }

  get role(): WatchRole {
    return this.#leadership?.role ?? 'standby';
  }

  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    this.assertTaking();
    const leadership = await this.#load();
    const needs = { leadership, early: this.#early, assertTaking: this.assertTaking.bind(this), afterRound: this.#afterRound.bind(this) };
    const transitions = await (leadership.needsRound(this.#running !== undefined) ? ingestInRound(event, needs) : leadership.ingest(event));
    if (leadership.isBusy) this.#dependencies.context.watching.add(this.#dependencies.watch);
    return transitions;
  }

  /** Refuses events that nobody would evaluate any more. */
  assertTaking(): void {
    this.#ends.assertNone();
    if (this.#stop.signal.aborted)
      throw new VpnMonitorError('ingest() was called after stop(), so the event was not taken in: call start() or poll() before', {
        code: 'config',
      });
  }

  stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#stop.abort(new DOMException('the watch was stopped', 'AbortError'));
    running?.waiting.abort(new DOMException('the watch was stopped', 'AbortError'));
    const stopping = this.#end(running, this.streams.all, this.#stopping).finally(() => {
      if (this.#stopping === stopping) this.#stopping = undefined;
    });
    return (this.#stopping = stopping);
  }

  #goOn(): void {
    if (this.#stop.signal.aborted) this.#stop = new AbortController();
  }

  #begin(): Running {
    const { context, watch, options, findings } = this.#dependencies;
    const stopped = this.#stopping;
    const running = runRounds(
      (signal) =>
        repeatRounds(signal, {
          stopped,
          ends: this.#ends,
          findings,
          round: () => this.#oneRound(),
          ended: () => {
            this.#hopeless.end(() => {
              // As it was before its start, for another one.
              this.#running = undefined;
              void this.#leadership?.resign();
              this.#leave();
            });
          },
          wait: (sinceMs) => this.#leadership?.wait(sinceMs, signal) ?? pause(options.pollMs, signal),
        }),
      this.#ends.signals,
      () => void watch.stop(),
    );
    this.#hopeless.begin();
    context.watching.add(watch);
    return running;
  }

  /** What follows a round, before the lock is left to others. */
  async #afterRound<T>(work: (report: PollReport) => Promise<T>): Promise<T> {
    this.#polls++;
    try {
      return await work(await this.#oneRound());
    } finally {
      this.#polls--;
      if (!this.#running && this.#polls === 0) await this.#leadership?.release();
    }
  }

  #oneRound(): Promise<PollReport> {
    const { context, watch } = this.#dependencies;
    context.watching.add(watch);
    return (this.#round ??= this.#runRound().finally(() => {
      this.#round = undefined;
      this.#leave();
    }));
  }

  async #runRound(): Promise<PollReport> {
    using linked = linkSignals(...this.#ends.signals);
    const { signal: stop } = this.#stop;
    const leadership = await this.#load();
    linked.signal.throwIfAborted();
    const report = await leadership.round(linked.signal, stop);
    if (report.role === 'active') this.#dependencies.findings.poll(report);
    return report;
  }

  async #end(running: Running | undefined, streams: readonly (() => void)[], before: Promise<void> | undefined): Promise<void> {
    await before;
    this.#leadership?.endDiagnoses();
    await this.#round?.catch(() => undefined);
    await running?.ended;
    await this.#leadership?.end();
    this.#leave();
    for (const end of streams) end();
  }

  /** Leaves the monitor, which waits for those that have something to end or to save. */
  #leave(): void {
    const { context, watch } = this.#dependencies;
    if (!this.#running && !this.#round && !this.#leadership?.isBusy) context.watching.delete(watch);
  }
}
