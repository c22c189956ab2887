import { VpnMonitorError } from '../../../errors.ts';
import type { Logger } from '../../../internal/logger.ts';
import type { VpnSystemEvent } from '../../model/model.ts';
import { parseSystemEvent } from '../parse-system-event.ts';
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
  readonly maxBytes: number;
  readonly isAllowed: (address: string | undefined) => boolean;
  readonly isSecret: (given: readonly (string | null | undefined)[]) => boolean;
  readonly events: OnceEach;
  readonly logger: Logger;
}

const answer = (status: number, text: string): Answer => ({ status, text });

/** Takes pushes in, whatever server they came by: admits the sender, reads the event, hands it on once. */
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
    const refusal = this.#refusal(incoming);
    if (refusal) return refusal;
    const read = await payloadOf(incoming);
    if ('status' in read) return read;
    const { logger, maxBytes } = this.#settings;
    let event: VpnSystemEvent | undefined;
    try {
      event = parseSystemEvent(read.payload, { maxBytes });
    } catch (error) {
      logger.warn('a push that cannot be read was refused', { error });
      return answer(400, VpnMonitorError.isInstance(error) ? 'malformed' : 'unreadable');
    }
    return event ? await this.#take(event) : answer(204, '');
  }

  /** Why a sender is not heard. */
  #refusal({ method, address, secret, query }: Incoming): Answer | undefined {
    const { isAllowed, isSecret, logger } = this.#settings;
    if (method !== 'POST' && method !== 'GET') return answer(405, 'POST, or GET with data=');
    if (!isAllowed(address)) {
      logger.warn('a push from an address that is not allowed was refused', { address });
      return answer(403, 'address not allowed');
    }
    if (!isSecret([secret, ...query.getAll('secret').slice(0, 4)])) {
      logger.warn('a push without the secret was refused', { address });
      return answer(401, 'wrong secret');
    }
    return undefined;
  }

  async #take(event: VpnSystemEvent): Promise<Answer> {
    const { onEvent, events, logger } = this.#settings;
    try {
      const first = await events.run(event.id, () => onEvent(event));
      return answer(200, first ? 'taken' : 'known');
    } catch (error) {
      logger.error('onEvent failed; the sender may try again', { id: event.id, name: event.name, error });
      return answer(500, 'not taken');
    }
  }
}

async function payloadOf({ method, query, body }: Incoming): Promise<{ readonly payload: unknown } | Answer> {
  if (method === 'GET') return { payload: query.get('data') ?? '' };
  const read = await body();
  if (read === 'too-large') return answer(413, 'too large');
  if (read === 'broken') return answer(400, 'cut off');
  return { payload: 'parsed' in read ? read.parsed : read };
}
