import { parseSystemEvent, type VpnSystemEvent } from '../events/index.ts';
import { onAbort } from '../internal/abort.ts';
import { isRecord } from '../internal/records.ts';
import type { Membership } from '../scopes/index.ts';
import type { WatchContext } from './context.ts';
import { signalOf, WatchEmitter, type SubscribeOptions, type Unsubscribe, type WatchListener } from './emitter.ts';
import type { WatchSnapshot } from './model.ts';
import { checkOptions, checkStreamOptions, type WatchOptions } from './options.ts';
import type { PollReport } from './report.ts';
import { WatchRunner } from './runner.ts';
import { TransitionStream, type TransitionStreamOptions } from './transition-stream.ts';
import type { Transition } from './transitions.ts';
import type { WatchEvents } from './watch-events.ts';

/**
 * Reports when tunnels, BGP sessions, health checks and connections change: each change once, with its time, cause and evidence.
 *
 * Made by `monitor.watch(…)`; nothing is asked before `start()` or `poll()`. Every round asks the
 * topology, the state metrics and the system events for all targets together, and joins what they say:
 * missing data is never `down`, and an outage that shows only later is reported as `late`.
 *
 * Failures of a source do not stop a watch: they go to `error`, and the next round asks for what was
 * missed. Without a listener for `error` they are thrown as uncaught exceptions, as Node's own
 * emitters do: register one.
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
  readonly #streams = new Set<() => void>();
  readonly #runner: WatchRunner;

  /** @internal */
  constructor(context: WatchContext, membership: Membership, options: WatchOptions) {
    const emitter = this.#emitter;
    this.#runner = new WatchRunner({
      context,
      membership,
      options: checkOptions(options),
      findings: {
        transition: (transition) => { emitter.emitTransition(transition); },
        error: (error) => { emitter.emit('error', error); },
        poll: (report) => { emitter.emit('poll', report); },
      },
      watch: this,
      streams: this.#streams,
    });
  }

  /**
   * Calls a listener for each event of a type, until it is unsubscribed.
   *
   * The types are those of transitions, such as `tunnel:down`, and `transition` for any of them, `poll`
   * after each round, and `error`. A listener may be asynchronous; what it throws or rejects with goes
   * to `error`.
   *
   * @param options - `signal` unsubscribes when it aborts.
   * @returns A function that unsubscribes, which is `Disposable` too.
   * @throws `TypeError` naming a type that there is not.
   */
  on<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>, options: SubscribeOptions = {}): Unsubscribe {
    return this.#emitter.on(type, listener, options);
  }

  /** Calls a listener for the next event of a type. Else as {@link on}. */
  once<K extends keyof WatchEvents>(type: K, listener: WatchListener<K>, options: SubscribeOptions = {}): Unsubscribe {
    return this.#emitter.once(type, listener, options);
  }

  /**
   * Transitions as they come, from now on, for `for await`. Call it before {@link start} to miss none.
   *
   * Up to `limit` (10 000) wait for a slow reader; the watch does not wait for it. A reader that falls
   * further behind gets what waits and then a `RangeError`: nothing is dropped in silence. The stream
   * ends when the watch is stopped, and rejects with the signal's reason when that aborts.
   *
   * @throws `RangeError` or `TypeError` naming a limit or a signal that cannot be used.
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
      subscribe: (push, end) => {
        const unsubscribe = this.#emitter.on('transition', push);
        const undo = this.#runner.ends.map((signal) => onAbort(signal, end));
        this.#streams.add(end);
        if (this.#runner.ends.some(({ aborted }) => aborted)) end();
        return () => {
          this.#streams.delete(end);
          for (const step of undo) step();
          unsubscribe();
        };
      },
    });
  }

  /**
   * Begins to watch; resolves after the first round, so that {@link snapshot} has what could be learned,
   * or when {@link stop} comes before it. Calling it again changes nothing. After {@link stop} it goes on
   * with what is known.
   *
   * Rejects with a `VpnMonitorError` of code `config` once the monitor is closed, and with the reason of
   * the watch's own signal once that has aborted; an abort while it waits rejects with the reason.
   */
  async start(): Promise<void> {
    await this.#runner.start();
  }

  /**
   * One round now, beside those of {@link start} or without them: for jobs that are started anew each
   * time, which keep their memory in a `store`. A round that is on its way is joined.
   *
   * Rejects as {@link start} does; failures of sources go to `error` and into the report's `failed`.
   */
  async poll(): Promise<PollReport> {
    return await this.#runner.poll();
  }

  /** What is known now. Each call makes a new one. */
  snapshot(): WatchSnapshot {
    return this.#runner.snapshot();
  }

  /**
   * Takes in an event that was pushed: one of {@link EventQuery} or a receiver, or any payload that
   * {@link parseSystemEvent} reads. Its transitions come at once, and not again when the event is pulled. Resolves when
   * they were emitted and, with a store, saved before that: answer a webhook then, and nothing is lost.
   *
   * Events about others than the targets are left alone. Before the first round an event waits for it,
   * and then sets the first state without a transition, unless the watch resumes from a store.
   *
   * Rejects with a `VpnMonitorError` of code `protocol` for a malformed payload, and of code `config` after
   * {@link stop}; with a `TypeError` for a list of events, and as {@link start} does.
   *
   * @returns The transitions that followed.
   */
  async ingest(event: unknown): Promise<readonly Transition[]> {
    this.#runner.assertTaking();
    if (Array.isArray(event)) throw new TypeError('ingest() takes one event or payload, but was given a list: call it for each');
    const parsed = isEvent(event) ? event : parseSystemEvent(event);
    return parsed ? await this.#runner.ingest(parsed) : [];
  }

  /**
   * Ends the watch after the round on its way, keeps its memory and ends the streams that there are.
   * Listeners stay, for another {@link start}. Calling it again changes nothing.
   */
  stop(): Promise<void> {
    return this.#runner.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function isEvent(value: unknown): value is VpnSystemEvent {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string' && isTime(value['at']) && isRecord(value['resource']) && 'subject' in value;
}

// What is no whole number of milliseconds has no place on a timeline.
function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
