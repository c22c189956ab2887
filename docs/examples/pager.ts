import { setTimeout as pause } from 'node:timers/promises';
import type { Alarm, StateStore, TunnelWatch, VpnMonitor } from 'alicloud-vpn-monitor';

const MOST_WAITING = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Opens an incident under the key of the alarm, or resolves it where the alarm has `clearedAt`. Gives the status of the answer. */
export type Send = (alarm: Alarm, signal: AbortSignal) => Promise<number>;

export interface PagerOptions {
  /** How long it waits before the second attempt; each further one waits twice as long. */
  readonly retryMs?: number;
  /** How long what is on its way may take at the end. */
  readonly graceMs?: number;
}

/** Sends the alarms of a watch, one at a time in their order, each until it is taken. */
export class Pager {
  readonly #send: Send;
  readonly #options: Required<PagerOptions>;
  readonly #waiting = new Set<Alarm>();
  /** The keys that this process has opened, or is about to. */
  readonly #opened = new Set<string>();
  readonly #stopping = new AbortController();
  #delivery: Promise<void> | undefined;

  constructor(send: Send, { retryMs = 1_000, graceMs = 5_000 }: PagerOptions = {}) {
    this.#send = send;
    this.#options = { retryMs, graceMs };
  }

  follow(watch: TunnelWatch): void {
    watch.on('alarm:raised', (alarm) => {
      this.take(alarm);
    });
    watch.on('alarm:cleared', (alarm) => {
      this.take(alarm);
    });
    // What another process, or this one before a restart, has announced and not delivered. What the store does not have is not announced yet.
    watch.on('poll', ({ failed }) => {
      if (failed.includes('store')) return;
      for (const alarm of watch.snapshot().alarms) if (!this.#opened.has(alarm.key)) this.take(alarm);
    });
    // The active process opens and resolves them from now on: what this one opened later might stay open for good.
    watch.on('role', ({ role }) => {
      if (role === 'active') return;
      this.#opened.clear();
      for (const alarm of this.#waiting) if (alarm.clearedAt === undefined) this.#waiting.delete(alarm);
    });
  }

  take(alarm: Alarm): void {
    const isOver = alarm.clearedAt !== undefined;
    // What was opened must be resolved, however many wait. What a listener throws goes to `error` of the watch, so that nothing is lost in silence.
    if (!isOver && this.#waiting.size >= MOST_WAITING)
      throw new RangeError(`${MOST_WAITING} alarms wait for the pager, so it does not get ${alarm.key}`);
    if (isOver) this.#opened.delete(alarm.key);
    else this.#opened.add(alarm.key);
    this.#waiting.add(alarm);
    this.#delivery ??= this.#deliver();
  }

  /** Waits until nothing is on its way, but not for longer than `graceMs`. */
  async idle(): Promise<void> {
    const waited = new AbortController();
    await Promise.race([
      this.#delivery,
      pause(this.#options.graceMs, undefined, { signal: waited.signal }).catch(() => undefined),
    ]);
    waited.abort();
  }

  /** Waits likewise, and gives what is left. */
  async stop(): Promise<readonly Alarm[]> {
    await this.idle();
    this.#stopping.abort();
    await this.#delivery;
    return [...this.#waiting];
  }

  async #deliver(): Promise<void> {
    const { signal } = this.#stopping;
    // What is added meanwhile comes at the end.
    for (const alarm of this.#waiting) {
      for (
        let pauseMs = this.#options.retryMs;
        this.#waiting.has(alarm) && !(await this.#isDone(alarm));
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      ) {
        await pause(pauseMs, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
      }
      this.#waiting.delete(alarm);
    }
    this.#delivery = undefined;
  }

  /** Whether nothing more is to be done: it was taken, or it is refused for good. */
  async #isDone(alarm: Alarm): Promise<boolean> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(10_000)]);
    const status = await this.#send(alarm, signal).catch(() => 503);
    if (status >= 500 || status === 408 || status === 429) return false;
    if (status >= 300) console.error(`the pager refuses ${alarm.key} with ${status}`);
    return true;
  }
}

export async function pageFor(
  monitor: VpnMonitor,
  store: StateStore,
  pager: Pager,
  stopped: Promise<void>,
): Promise<void> {
  const watch = monitor.watch(monitor.fleet({ names: true }), {
    store,
    alarms: [{ on: 'connection:down', for: '3m' }],
  });
  watch.on('error', console.error);
  pager.follow(watch);
  await watch.start();
  await stopped;
  // First, while no other process is active yet.
  await pager.idle();
  await watch.stop();
  await pager.stop();
}
