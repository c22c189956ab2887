import { VpnMonitorError } from '../../../errors.ts';
import { withDeadline } from '../../../internal/deadline.ts';
import type { Logger } from '../../../internal/logger.ts';
import { sayDroppedKeys } from '../../model/dropped-keys.ts';
import { type ReadThresholds, readThresholds } from '../alerts/read-thresholds.ts';
import { type Push, readPush } from '../read-push.ts';
import type { BodyFailure } from './body.ts';
import type { Incoming } from './incoming.ts';
import type { OnceEach } from './once-each.ts';
import type { EventReceiverOptions } from './options.ts';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What the intake of a receiver goes by. */
export interface IntakeSettings {
  readonly onEvent: EventReceiverOptions['onEvent'];
  readonly onAlert: EventReceiverOptions['onAlert'];
  readonly maxBytes: number;
  /** For all that a request takes. */
  readonly timeoutMs: number;
  readonly isAllowed: (address: string | undefined) => boolean;
  readonly isSecret: (given: readonly string[]) => Promise<boolean>;
  readonly events: OnceEach;
  readonly logger: Logger;
}

const answer = (status: number, text: string): Answer => ({ status, text });

const WITHOUT_BODY: Readonly<Record<BodyFailure, Answer>> = {
  'too-large': answer(413, 'too large'),
  compressed: answer(415, 'compressed'),
  broken: answer(400, 'cut off'),
  slow: answer(408, 'too slow'),
  'read-before': answer(500, 'body read before'),
};

/** Takes pushes in, whatever server they came by: admits the sender, reads the events, hands each on once. */
export class Intake {
  readonly #settings: IntakeSettings;

  constructor(settings: IntakeSettings) {
    this.#settings = settings;
  }

  /** The answer to a request; also to one that cannot be read. Never rejects. */
  async answer(incoming: () => Incoming): Promise<Answer> {
    try {
      return await this.#respond(incoming());
    } catch (error) {
      this.#settings.logger.warn('a push could not be read', { error });
      return answer(400, 'unreadable');
    }
  }

  async #respond(incoming: Incoming): Promise<Answer> {
    const { maxBytes, timeoutMs, logger } = this.#settings;
    const endsAt = performance.now() + timeoutMs;
    const leftMs = (): number => Math.max(1, endsAt - performance.now());
    const refusal = this.#refusal(incoming) ?? (await this.#secretRefusal(incoming, leftMs()));
    if (refusal) return refusal;
    const read =
      incoming.method === 'GET' ? { payload: incoming.query.get('data') ?? '' } : await incoming.body({ maxBytes, timeoutMs: leftMs() });
    if (typeof read === 'string') return this.#withoutBody(read);
    const push = readPush(read.payload, maxBytes, (keys) => {
      sayDroppedKeys(logger, keys);
    });
    const thresholds = this.#thresholdsIn(push);
    this.#sayUntaken(push, thresholds);
    const outcomes = await Promise.all(this.#handings(push, thresholds).map((handing) => this.#take(handing, leftMs())));
    const isMalformed = push.errors.length + thresholds.errors.length > 0;
    return answerTo(outcomes, isMalformed, push.isNotification || incoming.isNotification);
  }

  /** Nothing is read of what nobody takes, so that it cannot be refused as malformed either. */
  #thresholdsIn({ thresholds }: Push): ReadThresholds {
    if (this.#settings.onAlert) return readThresholds(thresholds);
    if (thresholds.length > 0)
      this.#settings.logger.warn('a threshold notification was not taken: give onAlert to take those of VPN metrics', {
        count: thresholds.length,
      });
    return { alerts: [], others: 0, errors: [] };
  }

  #handings({ events }: Push, { alerts }: ReadThresholds): readonly Handing[] {
    const { onEvent, onAlert, logger } = this.#settings;
    if (!onEvent && events.length > 0)
      logger.warn('a system event was not taken: give onEvent to take those of VPN resources', { count: events.length });
    return [
      ...(onEvent ? events : []).map((event): Handing => ({
        id: event.id,
        name: event.name,
        taker: 'onEvent',
        hand: () => onEvent?.(event),
      })),
      ...alerts.map((alert): Handing => ({ id: alert.id, name: alert.metric, taker: 'onAlert', hand: () => onAlert?.(alert) })),
    ];
  }

  /** Why a sender is not heard. */
  #refusal({ method, address }: Incoming): Answer | undefined {
    const { isAllowed, logger } = this.#settings;
    if (method !== 'POST' && method !== 'GET') {
      logger.warn('a request that is neither POST nor GET was refused', { method, address });
      return answer(405, 'POST, or GET with data=');
    }
    if (isAllowed(address)) return undefined;
    logger.warn('a push from an address that is not allowed was refused', { address });
    return answer(403, 'address not allowed');
  }

  async #secretRefusal({ secrets, address }: Incoming, timeoutMs: number): Promise<Answer | undefined> {
    const { isSecret, logger } = this.#settings;
    try {
      const late = (): Error =>
        new VpnMonitorError('secret() has not settled in time (onEventTimeoutMs)', { code: 'timeout', retryable: true });
      if (await withDeadline(() => isSecret(secrets), timeoutMs, late)) return undefined;
    } catch (error) {
      logger.error('secret() failed, so a push was refused; the sender may try again', { address, error });
      return answer(503, 'secret not checked');
    }
    if (secrets.length === 0)
      logger.warn(
        'a push without a secret was refused: the address that Cloud Monitor has must end in ?secret=…, or the sender must set the header x-vpn-monitor-secret',
        { address },
      );
    else logger.warn('a push with a wrong secret was refused', { address });
    return answer(401, 'wrong secret');
  }

  #withoutBody(why: BodyFailure): Answer {
    const { logger, maxBytes } = this.#settings;
    if (why === 'read-before') {
      logger.error(
        'a push was lost to what read its body before the receiver: hand over the request that has the parsed body (Koa: ctx.request, Fastify: request), or mount the receiver first',
        { why },
      );
    } else logger.warn('a push whose body cannot be read was refused', { why, maxBytes });
    return WITHOUT_BODY[why];
  }

  #sayUntaken({ events, ignored, thresholds, errors: unread }: Push, { others: otherMetrics, errors: malformed }: ReadThresholds): void {
    const { logger } = this.#settings;
    const errors = [...unread, ...malformed];
    if (events.length + ignored.length + thresholds.length + errors.length === 0)
      logger.warn('an empty list was pushed: there was no event to take');
    if (errors.length > 0) logger.warn('a push that cannot be read was refused', { error: errors[0], count: errors.length });
    const others = ignored.filter((one) => one !== undefined);
    if (others.length < ignored.length)
      logger.warn('a push that holds no system event in any known form was not taken', { count: ignored.length - others.length });
    if (others.length > 0) logger.info('a system event of another product was not taken', { ...others[0], count: others.length });
    if (otherMetrics > 0) logger.info('a threshold notification of another product was not taken', { count: otherMetrics });
  }

  async #take({ id, name, taker, hand }: Handing, timeoutMs: number): Promise<Outcome> {
    const { events, logger } = this.#settings;
    try {
      return (await events.run(id, hand, timeoutMs, taker)) ? 'taken' : 'known';
    } catch (error) {
      logger.error(`${taker} failed; the sender may try again`, { id, name, error });
      return 'failed';
    }
  }
}

/** One event or alert, and who takes it. */
interface Handing {
  readonly id: string;
  readonly name: string;
  readonly taker: 'onEvent' | 'onAlert';
  readonly hand: () => unknown;
}

type Outcome = 'taken' | 'known' | 'failed';

function answerTo(outcomes: readonly Outcome[], isMalformed: boolean, isNotification: boolean): Answer {
  if (outcomes.includes('failed')) return answer(500, 'not taken');
  if (isMalformed) return answer(400, 'malformed');
  // MNS takes nothing else for an acknowledgement.
  if (outcomes.length === 0 || isNotification) return answer(204, '');
  return answer(200, outcomes.includes('taken') ? 'taken' : 'known');
}
