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
 * `monitor.watch(…)` makes it; it asks nothing before `start()` or `poll()`. Every round asks the
 * topology, the state metrics and the system events for all targets together, and joins what they say.
 * Missing data is never `down`. An outage that shows only later is reported as `late`.
 *
 * A source that fails does not stop a watch: the failure goes to `error`, and the next round asks for what was
 * missed. The same failure is reported once, and again where it comes back after a round without it. Register a listener
 * for `error`: without one, failures are thrown as uncaught exceptions, as Node's own emitters do.
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

  /** @internal */
  constructor(context: WatchContext, membership: Membership, options: WatchOptions) {
    const checked = checkOptions(options);
    this.#logger = context.scopes.logger;
    this.#needs = new OptionNeeds(checked, this.#logger);
    const findings = emittedFindings(this.#emitter);
    this.#runner = new WatchRunner({ context, membership, options: checked, findings, watch: this });
  }

  /**
   * Calls a listener for each event of a type, until it is unsubscribed.
   *
   * The types are those of transitions, such as `tunnel:down`; `transition` for any of them; `alarm:raised` and `alarm:cleared`; `poll` after each round;
   * `tunnel:diagnosis` where the watch was made with `diagnose: true`; `role`; and `error`. A listener may be asynchronous. What it throws or rejects with goes to `error`.
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

  /** Ends every subscription of a listener for a type; does nothing where it has none. The function that {@link on} returns ends one. @throws `TypeError` that names an unknown type. */
  off<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>): void {
    this.#emitter.off(type, listener);
  }

  /** Calls a listener for the next event of a type only. Otherwise like {@link on}. */
  once<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>, options: SubscribeOptions = {}): Unsubscribe {
    const unsubscribe = this.#emitter.once(type, listener, options);
    this.#needs.heed(type);
    return unsubscribe;
  }

  /**
   * All transitions from now on, for `for await`. Call it before {@link start} to miss none.
   *
   * Up to `limit` (10 000) transitions wait for a slow reader; the watch does not wait. A reader that falls
   * further behind gets those that wait and then a `RangeError`: nothing is dropped in silence. The stream
   * ends when the watch is stopped. It rejects with the signal's reason when the signal aborts.
   *
   * @throws `RangeError` or `TypeError` that names a limit or a signal that cannot be used.
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
   * Starts the rounds. Resolves after the first one, when {@link snapshot} has what could be learned, or when {@link stop} comes before that. With a store that has
   * `lock` it also resolves on standby: once it is known that another process holds the lock, or once the store has failed or has not answered. That
   * goes to `error` before, and {@link role} is `standby` in both cases. A second call changes nothing. After {@link stop} the watch
   * goes on with what it knows.
   *
   * Rejects with a `VpnMonitorError` where the first round could read nothing and no further try can mend it: no
   * credentials, a refused key, no permission at all. The watch is stopped then, and can be started again. Listeners for `error` hear it too.
   * Rejects with code `config` once the monitor is closed, and with the signal's reason once the watch's own signal has
   * aborted, also while it waits.
   */
  start(): Promise<void> {
    return this.#runner.whileOpen(() => this.#runner.start());
  }

  /**
   * Makes one round now, with or without those of {@link start}, and gives its report. Meant for jobs that
   * start anew each time and keep the state in a `store`. If a round is under way, it waits for that one instead.
   * With `diagnose: true` it also waits for the diagnoses of what the round announced, so that you can stop the watch after it.
   * With a store that has `lock` it holds the lock for this round alone, unless the watch was started. Where another process holds it there is no round,
   * and the report's `role` is `standby`.
   *
   * What cannot be read does not reject: it goes to `error` and into the report's `failed`, also where nothing at all could be read.
   * Rejects with code `config` once the monitor is closed, and with the signal's reason once the watch's own signal has aborted.
   */
  poll(): Promise<PollReport> {
    return this.#runner.whileOpen(() => this.#runner.poll());
  }

  /**
   * `active` while this watch asks and announces: from its first round until {@link stop}. `standby` before and after that, and while another process
   * holds the lock of a store that has `lock`.
   */
  get role(): WatchRole {
    return this.#runner.role;
  }

  /**
   * What is known now: the state of each tunnel and connection. Each call makes a new object. A watch that another process keeps on standby knows nothing;
   * one that was stopped has what it knew then.
   */
  snapshot(): WatchSnapshot {
    return this.#runner.snapshot();
  }

  /**
   * Takes a pushed event and gives the transitions that follow from it: an event of {@link EventQuery} or a receiver,
   * or any payload that {@link parseSystemEvent} reads. The transitions are emitted at once, and not again when the
   * event is pulled. Resolves when they are; with a store they are saved before. A webhook that is answered then
   * loses nothing.
   *
   * Payloads that are no VPN event, and events about other resources than the targets, give no transitions. An event
   * that comes before the first round waits for it. It then sets the first state, without a transition, unless
   * the watch resumes from a store.
   *
   * With a store that has `lock`, an event that comes on standby gives no transitions where the active watch reads events itself. Otherwise, and where the store does
   * not take what follows, it rejects with a `VpnMonitorError` whose `retryable` is true, so that the sender tries again until it reaches the active one.
   *
   * Rejects with a `VpnMonitorError` of code `protocol` for a malformed payload, and of code `config` after
   * {@link stop}; with a `TypeError` for a list of events; and as {@link start} does.
   */
  async ingest(event: unknown): Promise<readonly Transition[]> {
    this.#runner.assertTaking();
    const taken = ingestedEvent(event, this.#logger);
    return taken ? await this.#runner.ingest(taken) : [];
  }

  /**
   * Stops the watch after the round that is under way, saves its state, gives back the lock of its store and ends its streams.
   * Listeners stay, for another {@link start}. A second call changes nothing.
   */
  stop(): Promise<void> {
    return this.#runner.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
