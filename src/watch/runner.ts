import { assertOpen, VpnMonitorError } from '../errors.ts';
import type { VpnSystemEvent } from '../events/index.ts';
import { linkSignals, onAbort, pause } from '../internal/abort.ts';
import { once } from '../internal/once.ts';
import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import { HopelessStart } from './hopeless-start.ts';
import type { CheckedOptions } from './options.ts';
import type { PollReport } from './report.ts';
import type { Findings, Rounds } from './rounds.ts';
import type { Running } from './running.ts';
import { asSnapshot, type WatchSnapshot } from './snapshot.ts';
import type { Transition } from './transitions.ts';

/** What a runner works with. */
export interface RunnerDependencies {
  readonly context: WatchContext;
  readonly membership: Membership;
  readonly options: CheckedOptions;
  readonly findings: Omit<Findings, 'giveUp' | 'idle'> & { poll(report: PollReport): void; hearsErrors(): boolean };
  /** The watch, for its monitor to stop. */
  readonly watch: { stop(): Promise<void> };
  /** The streams to end when the watch is stopped. */
  readonly streams: ReadonlySet<() => void>;
}

/** Runs the rounds of a watch, one after another, from its start to its end. */
export class WatchRunner {
  readonly #dependencies: RunnerDependencies;
  // Loads the code too, a third of this package: who does not watch has no use for it.
  readonly #makeRounds: () => Promise<Rounds>;
  readonly #closed: AbortSignal;
  /** What ends the watch for good. */
  readonly ends: readonly AbortSignal[];
  #rounds: Rounds | undefined;
  #round: Promise<PollReport> | undefined;
  #running: Running | undefined;
  #stopping: Promise<void> | undefined;
  #isStopped = false;
  readonly #hopeless: HopelessStart;

  constructor(dependencies: RunnerDependencies) {
    this.#dependencies = dependencies;
    const { context, membership, options, findings } = dependencies;
    this.#closed = context.scopes.closed;
    this.#hopeless = new HopelessStart(() => findings.hearsErrors());
    this.ends = [this.#closed, ...(options.signal ? [options.signal] : [])];
    this.#makeRounds = once(async () => {
      const { Rounds } = await import('./rounds.ts');
      return (this.#rounds = new Rounds(context, membership, options, { ...findings, giveUp: (error) => this.#hopeless.giveUp(error), idle: () => { this.#leave(); } }));
    });
  }

  async start(): Promise<void> {
    this.#assertUsable();
    this.#isStopped = false;
    this.#running ??= this.#begin();
    await this.#running.first;
  }

  async poll(): Promise<PollReport> {
    this.#assertUsable();
    // What is being saved then must not be overtaken by what this round saves.
    while (this.#stopping) await this.#stopping;
    this.#assertUsable();
    this.#isStopped = false;
    const report = await this.#oneRound();
    // A job that ends after its poll would lose what comes later.
    await this.#rounds?.diagnosed();
    return report;
  }

  /** What `work` comes to. Where it fails because the watch or its monitor was ended meanwhile, or where listeners heard of it, nobody need wait for it. */
  whileOpen<T>(work: () => Promise<T>): Promise<T> {
    const wasOpen = !this.#isEnded();
    const outcome: Promise<T> = work().catch((error: unknown) => {
      if (wasOpen && (this.#isEnded() || this.#hopeless.wasHeard(error))) outcome.catch(() => undefined);
      throw error;
    });
    return outcome;
  }

  snapshot(): WatchSnapshot {
    return this.#rounds?.snapshot() ?? asSnapshot();
  }

  async ingest(event: VpnSystemEvent): Promise<readonly Transition[]> {
    this.assertTaking();
    const rounds = this.#rounds ?? (await this.#makeRounds());
    const transitions = await rounds.ingest(event);
    if (rounds.isBusy) this.#dependencies.context.watching.add(this.#dependencies.watch);
    return transitions;
  }

  /** Refuses events that nobody would evaluate any more. */
  assertTaking(): void {
    this.#assertUsable();
    if (this.#isStopped) throw new VpnMonitorError('ingest() was called after stop(), so the event was not taken in: call start() or poll() before', { code: 'config' });
  }

  stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#isStopped = true;
    running?.waiting.abort(new DOMException('the watch was stopped', 'AbortError'));
    const stopping = this.#end(running, [...this.#dependencies.streams], this.#stopping).finally(() => {
      if (this.#stopping === stopping) this.#stopping = undefined;
    });
    return (this.#stopping = stopping);
  }

  #isEnded(): boolean {
    return this.ends.some(({ aborted }) => aborted);
  }

  #assertUsable(): void {
    assertOpen(this.#closed);
    this.#dependencies.options.signal?.throwIfAborted();
  }

  #begin(): Running {
    const { context, watch } = this.#dependencies;
    const waiting = linkSignals(...this.ends);
    const rounds = this.#repeat(waiting.signal, this.#stopping);
    const first = rounds.next().then(() => undefined);
    this.#hopeless.begin();
    const ended = (async () => {
      await first;
      for await (const _ of rounds);
    })().catch(() => undefined);
    const undo = [...this.ends.map((signal) => onAbort(signal, () => void watch.stop())), () => { waiting[Symbol.dispose](); }];
    void ended.finally(() => {
      for (const step of undo) step();
    });
    context.watching.add(watch);
    return { first, ended, waiting };
  }

  async *#repeat(signal: AbortSignal, stopped: Promise<void> | undefined): AsyncGenerator<void, void, undefined> {
    const { options, findings } = this.#dependencies;
    await stopped;
    this.#assertUsable();
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        await this.#oneRound();
      } catch (error) {
        if (this.#isEnded()) throw error;
        // No source has failed, so it is a fault of a clock or ours: it is reported, and does not end the watch.
        findings.error(error);
      }
      // As it was before its start, for another one.
      this.#hopeless.end(() => { this.#running = undefined; this.#leave(); });
      yield;
      await pause(Math.max(0, options.pollMs - (performance.now() - startedAt)), signal);
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
    using linked = linkSignals(...this.ends);
    const rounds = this.#rounds ?? (await this.#makeRounds());
    linked.signal.throwIfAborted();
    const report = await rounds.run(linked.signal);
    this.#dependencies.findings.poll(report);
    return report;
  }

  async #end(running: Running | undefined, streams: readonly (() => void)[], before: Promise<void> | undefined): Promise<void> {
    await before;
    void this.#rounds?.endDiagnoses();
    await this.#round?.catch(() => undefined);
    await running?.ended;
    await this.#rounds?.end();
    this.#leave();
    for (const end of streams) end();
  }

  /** Leaves the monitor, which waits for those that have something to end or to save. */
  #leave(): void {
    const { context, watch } = this.#dependencies;
    if (!this.#running && !this.#round && !this.#rounds?.isBusy) context.watching.delete(watch);
  }
}
