import { assertOptions, keysOf } from '../../../internal/keys.ts';
import { type Logger, safeLogger } from '../../../internal/logger.ts';
import { shown } from '../../../internal/shown.ts';
import { LONGEST_TIMER_MS } from '../../../internal/time.ts';
import { checkedMaxBytes } from '../read-push.ts';
import { addressCheck, secretCheck } from './admission.ts';
import { incomingFetch, incomingNode } from './incoming.ts';
import { type Answer, Intake } from './intake.ts';
import { OnceEach } from './once-each.ts';
import type { EventReceiver, EventReceiverOptions, NodeResponse } from './options.ts';

const OPTIONS = /* @__PURE__ */ keysOf<EventReceiverOptions>({
  onEvent: true,
  onAlert: true,
  secret: true,
  allow: true,
  maxBytes: true,
  dedupeWindowMs: true,
  onEventTimeoutMs: true,
  logger: true,
});

/**
 * Creates an HTTP receiver for pushed system events and threshold notifications, to mount in your own service. It accepts webhooks of event
 * and threshold rules, callbacks of event subscriptions, the HTTP endpoint of an MNS topic (XML, JSON or SIMPLIFIED), and forwarded messages
 * of a queue or of EventBridge, single or in lists.
 *
 * | Status | Meaning |
 * | --- | --- |
 * | 200 | Your callbacks accepted everything, or it was a copy. MNS gets 204, the only acknowledgement it knows. |
 * | 204 | Not a VPN event, or a kind for which you gave no callback. |
 * | 400 | Malformed or cut off. |
 * | 401 | Wrong secret. |
 * | 403 | Address not in `allow`. |
 * | 405 | Neither `POST` nor `GET ?data=`. |
 * | 408 | The body came too slowly. |
 * | 413 | Body too large. |
 * | 415 | Compressed body. |
 * | 500 | `onEvent` or `onAlert` failed or hung. The sender tries again; what was accepted does not run again. |
 * | 503 | A `secret` function failed. The sender tries again. |
 *
 * In a list, every readable event is accepted, whatever the others are.
 *
 * Cloud Monitor does not sign its pushes, and the signature of MNS is not checked. So set a `secret`, serve HTTPS, and list the senders'
 * addresses in `allow` if no proxy hides them (forwarding headers are not trusted).
 *
 * @throws `TypeError` or `RangeError` that names an invalid or unknown option, or a missing `secret`.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createEventReceiver } from 'alicloud-vpn-monitor';
 *
 * const receiver = createEventReceiver({
 *   secret: process.env['WEBHOOK_SECRET'],
 *   onEvent: (event) => { console.log(event.name, event.resource.connectionId); },
 *   onAlert: (alert) => { console.log(alert.state, alert.ruleName, alert.resource.tunnelId); },
 * });
 * createServer((request, response) => void receiver.node(request, response)).listen(8080);
 * ```
 */
export function createEventReceiver(options: EventReceiverOptions): EventReceiver {
  const { onEvent, onAlert, dedupeWindowMs = 3_600_000, onEventTimeoutMs: timeoutMs = 4_000 } = checked(options);
  const maxBytes = checkedMaxBytes(options.maxBytes);
  const logger = safeLogger(options.logger);
  const isAllowed = addressCheck(options.allow);
  const isSecret = secretCheck(options.secret);
  const intake = new Intake({ onEvent, onAlert, maxBytes, timeoutMs, isAllowed, isSecret, events: new OnceEach(dedupeWindowMs), logger });
  return {
    async fetch(request, info) {
      const { status, text } = await intake.answer(() => incomingFetch(request, info?.remoteAddress));
      return new Response(status === 204 ? null : text, { status, headers: headersOf(status) });
    },
    async node(request, response) {
      const answer = await intake.answer(() => incomingNode(request));
      try {
        send(answer, 'setHeader' in response ? response : 'raw' in response ? response.raw : response.res, logger);
      } catch (error) {
        logger.warn('the answer to a push could not be sent', { status: answer.status, error });
      }
    },
  };
}

function send({ status, text }: Answer, response: NodeResponse, logger: Logger): void {
  if (response.headersSent === true || response.writableEnded === true || response.destroyed === true) {
    logger.warn('a push was answered by something else, or its sender has gone, before the answer was known', { status });
    return;
  }
  response.statusCode = status;
  for (const [name, value] of Object.entries(headersOf(status))) response.setHeader(name, value);
  // The rest of the body is not read, so the connection is of no further use.
  if (status >= 400 && status < 500) response.setHeader('connection', 'close');
  response.end(text);
}

function headersOf(status: number): Record<string, string> {
  if (status === 204) return {};
  return { 'content-type': 'text/plain; charset=utf-8', ...(status === 405 ? { allow: 'GET, POST' } : {}) };
}

function checked(options: EventReceiverOptions): EventReceiverOptions {
  // JavaScript callers reach this without the compiler's help.
  const given = (options as Partial<EventReceiverOptions> | undefined) ?? {};
  assertOptions(given, OPTIONS, 'createEventReceiver()');
  assertTakers(given);
  const { dedupeWindowMs = 0, onEventTimeoutMs = 1 } = given;
  if (!(typeof dedupeWindowMs === 'number' && dedupeWindowMs >= 0))
    throw new RangeError(`dedupeWindowMs ${shown(dedupeWindowMs)} must be 0 or more milliseconds`);
  if (!Number.isFinite(onEventTimeoutMs) || onEventTimeoutMs <= 0 || onEventTimeoutMs > LONGEST_TIMER_MS) {
    throw new RangeError(`onEventTimeoutMs ${shown(onEventTimeoutMs)} must be above 0 and at most ${LONGEST_TIMER_MS} milliseconds`);
  }
  return options;
}

function assertTakers({ onEvent, onAlert }: { readonly onEvent?: unknown; readonly onAlert?: unknown }): void {
  if (onEvent === undefined && onAlert === undefined)
    throw new TypeError(
      'onEvent undefined must be a function that takes an event, or onAlert one that takes an alert notification: give one or both',
    );
  if (onEvent !== undefined && typeof onEvent !== 'function')
    throw new TypeError(`onEvent ${shown(onEvent)} must be a function that takes an event`);
  if (onAlert !== undefined && typeof onAlert !== 'function')
    throw new TypeError(`onAlert ${shown(onAlert)} must be a function that takes an alert notification`);
}
