import { VpnMonitorError } from '../../errors.ts';
import { safeLogger } from '../../internal/logger.ts';
import type { VpnSystemEvent } from '../model.ts';
import { parseSystemEvent } from '../parse-system-event.ts';
import { addressCheck, secretCheck } from './admission.ts';
import { fetchBody, nodeBody, type Body } from './body.ts';
import { OnceEach } from './once-each.ts';
import type { EventReceiver, EventReceiverOptions, NodeRequest } from './options.ts';

const HEADER = 'x-vpn-monitor-secret';

/** A request, whatever server it came by. */
interface Incoming {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly secret: string | null | undefined;
  readonly address: string | undefined;
  /** The body as bytes, or as a parser left it. */
  readonly body: () => Promise<{ readonly parsed: unknown } | Body>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const answer = (status: number, text: string): Answer => ({ status, text });

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
  const allowed = addressCheck(options.allow);
  const knows = secretCheck(options.secret);
  const logger = safeLogger(options.logger);
  const events = new OnceEach(dedupeWindowMs);

  const take = async (event: VpnSystemEvent): Promise<Answer> => {
    try {
      const first = await events.run(event.id, () => onEvent(event));
      return answer(200, first ? 'taken' : 'known');
    } catch (error) {
      logger.error('onEvent failed; the sender may try again', { id: event.id, name: event.name, error });
      return answer(500, 'not taken');
    }
  };

  const payloadOf = async ({ method, query, body }: Incoming): Promise<{ readonly payload: unknown } | Answer> => {
    if (method === 'GET') return { payload: query.get('data') ?? '' };
    const read = await body();
    if (read === 'too-large') return answer(413, 'too large');
    if (read === 'broken') return answer(400, 'cut off');
    return { payload: 'parsed' in read ? read.parsed : read };
  };

  const respond = async (incoming: Incoming): Promise<Answer> => {
    if (incoming.method !== 'POST' && incoming.method !== 'GET') return answer(405, 'POST, or GET with data=');
    if (!allowed(incoming.address)) {
      logger.warn('a push from an address that is not allowed was refused', { address: incoming.address });
      return answer(403, 'address not allowed');
    }
    if (!knows([incoming.secret, ...incoming.query.getAll('secret').slice(0, 4)])) {
      logger.warn('a push without the secret was refused', { address: incoming.address });
      return answer(401, 'wrong secret');
    }
    const read = await payloadOf(incoming);
    if ('status' in read) return read;
    let event: VpnSystemEvent | undefined;
    try {
      event = parseSystemEvent(read.payload, { maxBytes });
    } catch (error) {
      logger.warn('a push that cannot be read was refused', { error });
      return answer(400, VpnMonitorError.isInstance(error) ? 'malformed' : 'unreadable');
    }
    return event ? await take(event) : answer(204, '');
  };

  const safely = async (incoming: () => Incoming): Promise<Answer> => {
    try {
      return await respond(incoming());
    } catch (error) {
      logger.warn('a push could not be read', { error });
      return answer(400, 'unreadable');
    }
  };

  return {
    async fetch(request, info) {
      const { status, text } = await safely(() => ({
        method: request.method.toUpperCase(),
        query: new URL(request.url).searchParams,
        secret: request.headers.get(HEADER),
        address: info?.remoteAddress,
        body: () => fetchBody(request, maxBytes),
      }));
      return new Response(status === 204 ? null : text, { status, headers: headersOf(status) });
    },
    async node(request, response) {
      const { status, text } = await safely(() => incomingOf(request, maxBytes));
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

function incomingOf(request: NodeRequest, maxBytes: number): Incoming {
  const secret = request.headers[HEADER];
  const { body } = request;
  // Parsers that found nothing to parse leave {} behind, and the stream as it was.
  const parsed = body !== undefined && body !== null && body !== '' && !(Object.getPrototypeOf(body) === Object.prototype && Object.keys(body).length === 0);
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    query: new URLSearchParams(/\?(.*)$/s.exec(request.url ?? '')?.[1] ?? ''),
    secret: typeof secret === 'string' ? secret : secret?.[0],
    address: request.socket?.remoteAddress,
    body: () => (parsed ? Promise.resolve({ parsed: body }) : nodeBody(request, maxBytes)),
  };
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
