import { assertOptions, keysOf } from '../../../internal/keys.ts';
import { type Logger, safeLogger } from '../../../internal/logger.ts';
import { shown } from '../../../internal/shown.ts';
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
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * An HTTP receiver for pushed system events and threshold notifications, to mount in your own service: for
 * a rule's webhook of either kind, an event subscription's callback, an MNS topic's HTTP endpoint (XML, JSON or SIMPLIFIED), and whatever
 * forwards a queue's messages or EventBridge's events, single or in lists.
 *
 * Answers 200 once `onEvent` has taken every event and `onAlert` every threshold notification, and to copies (204 to MNS, which takes nothing else
 * for an acknowledgement); 204 for what is no VPN event, for a threshold notification without `onAlert`, and for an event without `onEvent`; 400 malformed or cut off, 401 wrong secret, 403
 * address not allowed, 405 neither POST nor `GET ?data=`, 408 body too slow, 413 too large, 415 compressed, 500 when
 * `onEvent` or `onAlert` fails or hangs, 503 when `secret` does: the sender then tries again, and what was
 * taken does not run again. Of a list, what can be read is taken whatever the rest is.
 *
 * Cloud Monitor does not sign its pushes, and the signature of MNS is not checked: set a `secret`, serve
 * HTTPS, and list the sender's addresses in `allow` where no proxy hides them (forwarding headers are not
 * believed).
 *
 * @throws `TypeError` or `RangeError` naming the option that cannot be used, does not exist or, of `secret`, is missing.
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
