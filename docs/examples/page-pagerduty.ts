import { setTimeout as pause } from 'node:timers/promises';
import type { Alarm, TunnelWatch } from 'alicloud-vpn-monitor';

const MOST_WAITING = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface PagerDutyOptions {
  readonly routingKey: string;
  /** Default: the Events API v2. */
  readonly url?: string;
  /** How long it waits before the second attempt; each further one waits twice as long. */
  readonly retryMs?: number;
}

/** Sends the alarms of a watch to PagerDuty, one at a time in their order, each until it is taken. */
export class PagerDuty {
  readonly #options: Required<PagerDutyOptions>;
  readonly #waiting: Alarm[] = [];
  /** Keys of those that came when too many waited. */
  readonly #refused = new Set<string>();
  readonly #stopping = new AbortController();
  #delivery: Promise<void> | undefined;

  constructor({ routingKey, url = 'https://events.pagerduty.com/v2/enqueue', retryMs = 1_000 }: PagerDutyOptions) {
    this.#options = { routingKey, url, retryMs };
  }

  follow(watch: TunnelWatch): void {
    watch.on('alarm:raised', (alarm) => { this.take(alarm); });
    watch.on('alarm:cleared', (alarm) => { this.take(alarm); });
  }

  take(alarm: Alarm): void {
    const isOver = alarm.clearedAt !== undefined;
    // What was opened must be closed, however many wait. What was refused need not be.
    const wasRefused = this.#refused.delete(alarm.key);
    if (isOver && wasRefused) return;
    if (!isOver && this.#waiting.length >= MOST_WAITING) {
      this.#refused.add(alarm.key);
      // What a listener throws goes to `error` of the watch, so that nothing is lost in silence.
      throw new RangeError(`${MOST_WAITING} alarms wait for PagerDuty, so it does not get ${alarm.key}`);
    }
    this.#waiting.push(alarm);
    this.#delivery ??= this.#deliver();
  }

  /** Waits for what is on its way, and gives what is left after that time. */
  async stop(graceMs = 5_000): Promise<readonly Alarm[]> {
    const grace = setTimeout(() => { this.#stopping.abort(); }, graceMs);
    await this.#delivery;
    clearTimeout(grace);
    this.#stopping.abort();
    return this.#waiting;
  }

  async #deliver(): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = this.#options.retryMs;
    for (let next = this.#waiting[0]; next && !signal.aborted; next = this.#waiting[0]) {
      if (await this.#isDone(next)) {
        this.#waiting.shift();
        pauseMs = this.#options.retryMs;
      } else {
        await pause(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      }
    }
    this.#delivery = undefined;
  }

  /** Whether nothing more is to be done: it was taken, or it is refused for good. */
  async #isDone(alarm: Alarm): Promise<boolean> {
    const { url, routingKey } = this.#options;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(eventOf(alarm, routingKey)),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(10_000)]),
      });
      await response.body?.cancel();
      if (response.ok) return true;
      const isFinal = response.status < 500 && response.status !== 408 && response.status !== 429;
      if (isFinal) console.error(`PagerDuty refuses ${alarm.key} with ${response.status}`);
      return isFinal;
    } catch {
      return false;
    }
  }
}

function eventOf({ key, on, resource, since, clearedAt, transition }: Alarm, routingKey: string): object {
  if (clearedAt !== undefined) return { routing_key: routingKey, event_action: 'resolve', dedup_key: key };
  const name = resource.tunnelId ?? resource.connectionName ?? resource.connectionId;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: key,
    payload: {
      summary: `${on} ${name} since ${new Date(since).toISOString()}`,
      source: resource.connectionId,
      severity: on === 'connection:down' ? 'critical' : 'warning',
      timestamp: new Date(since).toISOString(),
      component: resource.tunnelId ?? resource.connectionId,
      group: resource.gatewayId ?? resource.transitRouterId,
      class: on,
      custom_details: { phase: transition.type === 'tunnel:down' ? transition.phase : undefined, shownBy: transition.source },
    },
  };
}
