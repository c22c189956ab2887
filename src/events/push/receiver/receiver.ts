import { safeLogger } from '../../../internal/logger.ts';
import { addressCheck, secretCheck } from './admission.ts';
import { incomingFetch, incomingNode } from './incoming.ts';
import { Intake } from './intake.ts';
import { OnceEach } from './once-each.ts';
import type { EventReceiver, EventReceiverOptions } from './options.ts';

/**
 * An HTTP receiver for pushed system events, to mount in your own service: for a rule's webhook, an
 * event subscription's callback, and whatever forwards a queue's messages or EventBridge's events.
 *
 * Answers 200 once `onEvent` has taken the event, and to its copies; 204 for what is no VPN event; 400
 * malformed, 401 wrong secret, 403 address not allowed, 405 neither POST nor `GET ?data=`, 413 too large,
 * 500 when `onEvent` fails, upon which the sender tries again.
 *
 * Alibaba Cloud does not sign these pushes: set a `secret`, serve HTTPS, and list the sender's addresses
 * in `allow` where no proxy hides them (forwarding headers are not believed).
 *
 * @throws `TypeError` or `RangeError` naming the option that cannot be used.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createEventReceiver } from 'alicloud-vpn-monitor';
 *
 * const receiver = createEventReceiver({
 *   secret: process.env['WEBHOOK_SECRET'] ?? 'change me',
 *   onEvent: (event) => { console.log(event.name, event.resource.connectionId); },
 * });
 * createServer((request, response) => void receiver.node(request, response)).listen(8080);
 * ```
 */
export function createEventReceiver(options: EventReceiverOptions): EventReceiver {
  const { onEvent, maxBytes = 1_048_576, dedupeWindowMs = 3_600_000 } = checked(options);
  const isAllowed = addressCheck(options.allow);
  const isSecret = secretCheck(options.secret);
  const intake = new Intake({ onEvent, maxBytes, isAllowed, isSecret, events: new OnceEach(dedupeWindowMs), logger: safeLogger(options.logger) });
  return {
    async fetch(request, info) {
      const { status, text } = await intake.answer(() => incomingFetch(request, info?.remoteAddress, maxBytes));
      return new Response(status === 204 ? null : text, { status, headers: headersOf(status) });
    },
    async node(request, response) {
      const { status, text } = await intake.answer(() => incomingNode(request, maxBytes));
      response.statusCode = status;
      for (const [name, value] of Object.entries(headersOf(status))) response.setHeader(name, value);
      // The rest of the body is not read, so the connection is of no further use.
      if (status >= 400 && status !== 500) response.setHeader('connection', 'close');
      response.end(text);
    },
  };
}

function headersOf(status: number): Record<string, string> {
  if (status === 204) return {};
  return { 'content-type': 'text/plain; charset=utf-8', ...(status === 405 ? { allow: 'GET, POST' } : {}) };
}

function checked(options: EventReceiverOptions): EventReceiverOptions {
  // JavaScript callers reach this without the compiler's help.
  const given = options as Partial<EventReceiverOptions> | undefined;
  if (typeof given?.onEvent !== 'function') throw new TypeError('onEvent must be a function that takes an event');
  const { maxBytes = 1, dedupeWindowMs = 0 } = given;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) throw new RangeError(`maxBytes ${String(maxBytes)} must be a whole number from 1`);
  if (!(dedupeWindowMs >= 0)) throw new RangeError(`dedupeWindowMs ${String(dedupeWindowMs)} must be 0 or more milliseconds`);
  return options;
}
