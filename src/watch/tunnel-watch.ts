import type { Logger } from '../internal/logger.ts';
import type { Membership } from '../scopes/index.ts';
import { checkOptions, checkStreamOptions } from './check-options.ts';
import type { WatchContext } from './context.ts';
import { emittedFindings } from './emitted-findings.ts';
import { signalOf, type SubscribeOptions, WatchEmitter, type WatchListener } from './emitter.ts';
import { ingestedEvent } from './ingested-event.ts';
import { OptionNeeds } from './option-needs.ts';
import type { WatchOptions } from './options.ts';
import type { PollReport, WatchRole } from './report.ts';
import { WatchRunner } from './runner.ts';
import type { WatchSnapshot } from './snapshot.ts';
import type { Unsubscribe } from './subscription.ts';
import { TransitionStream, type TransitionStreamOptions } from './transition-stream.ts';
import type { Transition } from './transitions.ts';
import type { WatchEvents } from './watch-events.ts';

/**
 * Reports when tunnels, BGP sessions, health checks and connections change: each change once, with its time, cause and evidence.
 *
 * You get it from `monitor.watch(…)`. It sends nothing before `start()` or `poll()`. Every round reads the topology, the state metrics and the
 * system events for all targets together, and combines their evidence. Missing data is never `down`. An outage that becomes known only later is
 * reported as `late`.
 *
 * A failing source does not stop a watch: the failure is emitted as `error`, and the next round reads what was missed. The same failure is reported
 * once, and again if it returns after a round without it. Register a listener for `error`: without one, failures are thrown as uncaught exceptions,
 * as by Node's own emitters.
 *
 * @example
 * ```ts
 * import type { VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * export async function alarm(monitor: VpnMonitor, page: (text: string) => void): Promise<Disposable> {
 *   const watch = monitor.watch(monitor.fleet({ tags: { env: 'prod' } }), { confirm: { down: 2 } });
 *   watch.on('error', (error) => console.error(error));
 *   watch.on('connection:down', ({ connection }) => page(`${connection.name ?? connection.connectionId} is down`));
 *   const unsubscribe = watch.on('tunnel:down', ({ resource, phase }) => page(`${resource.tunnelId ?? resource.connectionId} is down: ${phase ?? ''}`));
 *   await watch.start();
 *   return unsubscribe;
 * }
 * ```
 */
export class TunnelWatch implements AsyncDisposable {
  readonly #emitter = new WatchEmitter();
  readonly #runner: WatchRunner;
  readonly #logger: Logger;
  readonly #needs: OptionNeeds;
  /** The region of its targets. */
  readonly regionId: string;

  /** @internal */
  constructor(context: WatchContext, membership: Membership, options: WatchOptions) {
    const checked = checkOptions(options);
    this.regionId = context.regionId;
    this.#logger = context.scopes.logger;
    this.#needs = new OptionNeeds(checked, this.#logger);
    const findings = emittedFindings(this.#emitter);
    this.#runner = new WatchRunner({ context, membership, options: checked, findings, watch: this });
  }

  /**
   * Calls a listener for each event of a type until you unsubscribe it.
   *
   * The types are those of transitions, such as `tunnel:down`; `transition` for all of them; `alarm:raised` and `alarm:cleared`; `poll` after each
   * round; `tunnel:diagnosis` with the option `diagnose`; `role`; and `error`. A listener may be asynchronous. If it throws or rejects, the error is
   * emitted as `error`.
   *
   * @param options - `signal` unsubscribes when it aborts.
   * @returns A function that unsubscribes; it is also `Disposable`.
   * @throws `TypeError` that names an unknown type.
   */
  on<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>, options: SubscribeOptions = {}): Unsubscribe {
    const unsubscribe = this.#emitter.on(type, listener, options);
    this.#needs.heed(type);
    return unsubscribe;
  }

  /**
   * Ends all subscriptions of a listener for a type, if there are any. To end a single one, call the function that {@link on} returned.
   *
   * @throws `TypeError` that names an unknown type.
   */
  off<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>): void {
    this.#emitter.off(type, listener);
  }

  /** Calls a listener for the next event of a type only, otherwise like {@link on}. */
  once<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>, options: SubscribeOptions = {}): Unsubscribe {
    const unsubscribe = this.#emitter.once(type, listener, options);
    this.#needs.heed(type);
    return unsubscribe;
  }

  /**
   * All transitions from now on, for `for await`. Call it before {@link start} to miss none.
   *
   * Up to `limit` (10,000) transitions wait for a slow reader; the watch does not wait. A reader that falls further behind gets the waiting ones and
   * then a `RangeError`, so nothing is dropped silently. The stream ends when the watch is stopped. It rejects with the signal's reason when the
   * signal aborts.
   *
   * @throws `RangeError` or `TypeError` that names an invalid limit or signal.
   *
   * @example
   * ```ts
   * import type { VpnMonitor } from 'alicloud-vpn-monitor';
   *
   * export async function log(monitor: VpnMonitor, signal: AbortSignal): Promise<void> {
   *   await using watch = monitor.watch(monitor.fleet());
   *   watch.on('error', (error) => console.error(error));
   *   const transitions = watch.transitions({ signal });
   *   await watch.start();
   *   for await (const { type, resource, at, late } of transitions) console.log(new Date(at).toISOString(), type, resource, late ?? false);
   * }
   * ```
   */
  transitions(options: TransitionStreamOptions = {}): TransitionStream {
    checkStreamOptions(options);
    return new TransitionStream({
      ...options,
      signal: signalOf(options),
      subscribe: (push, end) => this.#runner.streams.add(end, () => this.#emitter.on('transition', push)),
    });
  }

  /**
   * Starts the rounds. Resolves after the first round, when {@link snapshot} has its results, or when {@link stop} comes first. With a store that has
   * `lock`, it also resolves on standby: when another process holds the lock, or after the store failed or did not answer, which is emitted as
   * `error` first. {@link role} is `standby` in both cases. A second call changes nothing. After {@link stop}, you can start the watch again; it keeps
   * its knowledge.
   *
   * Rejects with a `VpnMonitorError` if the first round could read nothing and a retry cannot help: no credentials, a refused access key, no
   * permission at all. The error is also emitted as `error`. The watch is then stopped and can be started again. Rejects with code `config` after the
   * monitor was closed, and with the signal's reason when the watch's own signal aborts, also while it waits.
   */
  start(): Promise<void> {
    return this.#runner.whileOpen(() => this.#runner.start());
  }

  /**
   * Makes a round now and returns its report, whether or not the watch was started. It is meant for jobs that start anew each time and keep their
   * state in a `store`. If a round is running, it waits for that one instead. With `diagnose: true` it also waits for the diagnoses of this round, so
   * you can stop the watch afterwards. With a store that has `lock`, it holds the lock for this round only, unless the watch was started. If another
   * process holds the lock, there is no round, and the report's `role` is `standby`.
   *
   * A failed read does not reject, even if nothing could be read: it is emitted as `error` and listed in the report's `failed`. Rejects with code
   * `config` after the monitor was closed, and with the signal's reason after the watch's own signal has aborted.
   */
  poll(): Promise<PollReport> {
    return this.#runner.whileOpen(() => this.#runner.poll());
  }

  /**
   * `active` while this watch polls and reports, which is from its first round until {@link stop}. `standby` before and after that, and while another
   * process holds the lock of the store.
   */
  get role(): WatchRole {
    return this.#runner.role;
  }

  /**
   * The known state of each tunnel and connection now, as a new object. It is empty on standby. A state without evidence for `staleAfterMs` is
   * `unknown`, also if no round follows, as after {@link stop}. But for twice `pollMs` after a round it stays as the round left it.
   */
  snapshot(): WatchSnapshot {
    return this.#runner.snapshot();
  }

  /**
   * Processes a pushed event and returns its transitions. Give it an event of {@link EventQuery} or of a receiver, or any payload that
   * {@link parseSystemEvent} reads. They are emitted at once, and not again when the event is queried. Other payloads and resources cause none.
   *
   * With a store, the transitions are saved before they are emitted. Before its first round, a watch makes one first, as {@link poll} does, also if it
   * was not started: it reads the store and continues from it. If the store or the targets cannot be read, it rejects with a `VpnMonitorError` whose
   * `retryable` is true. If a save fails, that is emitted as `error`, and the transitions are emitted and returned all the same. Without a store, an
   * event before the first round waits for it in memory. In both cases, the first state of a tunnel is not a transition.
   *
   * With a store that has `lock`, an event on standby causes no transitions if the active watch reads events itself. Otherwise, and if the store
   * cannot save the result, it rejects with `retryable: true`, so that the sender tries again. A watch that was not started takes the lock for a round
   * and the event. Rejects with a `VpnMonitorError` of code `protocol` for a malformed payload, and of code `config` after {@link stop}; with a `TypeError` for a list
   * of events; and like {@link start}.
   */
  async ingest(event: unknown): Promise<readonly Transition[]> {
    this.#runner.assertTaking();
    const taken = ingestedEvent(event, this.#logger);
    return taken ? await this.#runner.ingest(taken) : [];
  }

  /**
   * Stops the watch after the running round, saves its state, releases the lock of its store and ends its streams. Listeners stay registered for
   * another {@link start}. A second call changes nothing.
   */
  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Stops the watch, like {@link stop}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
