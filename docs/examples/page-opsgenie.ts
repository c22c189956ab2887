import { setTimeout as pause } from 'node:timers/promises';
import type { Alarm, TunnelWatch } from 'alicloud-vpn-monitor';

const MOST_WAITING = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface OpsgenieOptions {
  readonly apiKey: string;
  /** Default: the Alert API. Accounts in Europe use `https://api.eu.opsgenie.com`. */
  readonly url?: string;
  /** How long it waits before the second attempt; each further one waits twice as long. */
  readonly retryMs?: number;
}

/** Creates an alert for each alarm of a watch and closes it, one request at a time in their order, each until it is taken. */
export class Opsgenie {
  readonly #options: Required<OpsgenieOptions>;
  readonly #waiting: Alarm[] = [];
  /** Keys of those that came when too many waited. */
  readonly #refused = new Set<string>();
  readonly #stopping = new AbortController();
  #delivery: Promise<void> | undefined;

  constructor({ apiKey, url = 'https://api.opsgenie.com', retryMs = 1_000 }: OpsgenieOptions) {
    this.#options = { apiKey, url, retryMs };
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
      throw new RangeError(`${MOST_WAITING} alarms wait for Opsgenie, so it does not get ${alarm.key}`);
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
    const { url, apiKey } = this.#options;
    const { path, body } = requestOf(alarm);
    try {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `GenieKey ${apiKey}` },
        body: JSON.stringify(body),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(10_000)]),
      });
      await response.body?.cancel();
      if (response.ok) return true;
      const isFinal = response.status < 500 && response.status !== 408 && response.status !== 429;
      if (isFinal) console.error(`Opsgenie refuses ${alarm.key} with ${response.status}`);
      return isFinal;
    } catch {
      return false;
    }
  }
}

function requestOf({ key, on, resource, since, clearedAt, reason, transition }: Alarm): { readonly path: string; readonly body: object } {
  const source = 'alicloud-vpn-monitor';
  if (clearedAt !== undefined) return { path: `/v2/alerts/${key}/close?identifierType=alias`, body: { source, note: `${reason ?? 'ended'} at ${new Date(clearedAt).toISOString()}` } };
  const { connectionId, connectionName, tunnelId, gatewayId } = resource;
  return {
    path: '/v2/alerts',
    body: {
      message: `${on} ${tunnelId ?? connectionName ?? connectionId}`,
      alias: key,
      description: `Since ${new Date(since).toISOString()}, shown by ${transition.source}`,
      entity: tunnelId ?? connectionId,
      priority: on === 'connection:down' ? 'P1' : 'P3',
      tags: ['vpn', on],
      details: { connectionId, gatewayId: gatewayId ?? '' },
      source,
    },
  };
}
