import { assertChoice } from '../../internal/check-values.ts';
import type { Clock } from '../../internal/clock.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { shown } from '../../internal/shown.ts';
import { type Instant, instantMs } from '../../internal/time.ts';
import type { Service } from '../service/context.ts';
import { deliver, type Delivery } from './deliver.ts';
import { PUSH_SHAPES, type PushShape } from './pushed.ts';
import { wireEvent } from './wire.ts';

interface PushOptions {
  readonly shape?: PushShape;
  readonly since?: Instant;
}

const PUSH_KEYS = /* @__PURE__ */ keysOf<PushOptions>({ shape: true, since: true });

/** Pushes the system events of an account, each once. */
export class EventPusher {
  readonly #service: Service;
  readonly #clock: Clock;
  #pushedUntil: number | undefined;

  constructor(service: Service, clock: Clock) {
    this.#service = service;
    this.#clock = clock;
  }

  /** Posts what happened since the last push, or since an instant, oldest first. */
  async push(url: string, options: PushOptions): Promise<readonly Delivery[]> {
    assertOptions(options, PUSH_KEYS, 'push()');
    const { shape = 'rule', since } = options;
    if (!/^https?:/.test(url) || !URL.canParse(url))
      throw new TypeError(`push() takes a URL, such as 'http://127.0.0.1:8080/', but was given ${shown(url)}`);
    assertChoice('shape', shape, PUSH_SHAPES);
    const now = this.#clock.now();
    const start = since === undefined ? (this.#pushedUntil ?? now - 3_600_000) : instantMs(since, 'since');
    this.#pushedUntil = now;
    const deliveries: Delivery[] = [];
    for (const event of this.#service.events.readable(now, start, now)) {
      if (event.at <= start) continue;
      const row = wireEvent(event, this.#service, this.#service.options.events ?? {});
      deliveries.push(await deliver(row, url, shape, this.#service.accountId));
    }
    return deliveries;
  }
}
