import type { Logger } from '../../../internal/logger.ts';
import type { VpnSystemEvent } from '../../model/model.ts';
import type { AlertNotification } from '../alerts/model.ts';

/** What a receiver hands events to. */
export interface EventTaker {
  /**
   * Takes each event once. What it throws or rejects with answers 500, and the sender tries again; it
   * waits 5 seconds and tries 3 times, so hand long work on. The events of a list are handed over one
   * after another, without waiting for each other. Default, where there is an `onAlert`: events are not taken, the log
   * says so, and the sender is answered 204.
   */
  readonly onEvent: (event: VpnSystemEvent) => unknown;
}

/** What a receiver hands the notifications of threshold rules to. */
export interface AlertTaker {
  /**
   * Takes what threshold rules post about VPN metrics, each notification once, with the rules of `onEvent`: the same deadline, 500 for what
   * it throws. Default, where there is an `onEvent`: such notifications are not taken, the log says so, and the sender is answered 204.
   */
  readonly onAlert: (alert: AlertNotification) => unknown;
}

/** A part that may be left out, also as `undefined`. */
type Absent<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** How an {@link EventReceiver} works. `secret` and one of `onEvent` and `onAlert` are required. */
export type EventReceiverOptions = ReceiverSettings & ((EventTaker & Absent<AlertTaker>) | (AlertTaker & Absent<EventTaker>));

/** What an {@link EventReceiver} goes by, whatever it takes. */
export interface ReceiverSettings {
  /**
   * What a sender must know: in the header `x-vpn-monitor-secret`, or as `?secret=` in the URL that you
   * give to Cloud Monitor. A text, several for the time of a change, or a function that says `true` to
   * one that is given (what it throws answers 503). `false` takes pushes from anyone who knows the
   * address. Whatever else it is, absent, `undefined` or empty, is a `TypeError`.
   */
  readonly secret?: string | readonly string[] | ((given: string) => boolean | Promise<boolean>) | false | undefined;
  /** Addresses and CIDR ranges that may send, such as `47.74.206.0/26`. Default: any. */
  readonly allow?: readonly string[] | undefined;
  /** The longest body, in bytes. Default: 1 048 576. */
  readonly maxBytes?: number | undefined;
  /** How long an event or notification is remembered, in milliseconds, so that its copies are answered without `onEvent` and `onAlert`; at most 10 000 of both. Default: 3 600 000. */
  readonly dedupeWindowMs?: number | undefined;
  /**
   * How long a request may take until it is answered, in milliseconds: its body, a `secret` function and
   * `onEvent` (or `onAlert`) together. Default: 4 000, since Alibaba Cloud's senders wait 5 seconds.
   *
   * Until then an event under way never runs twice at once. When `onEvent` has not settled by then, the
   * answer is 500 and the sender's retry runs it anew, although nothing can end the first run: where
   * `onEvent` may hang, give what it waits for a deadline of its own. A run that still ends well counts.
   */
  readonly onEventTimeoutMs?: number | undefined;
  /** Where is written what was refused, failed or not taken, with why. Default: stderr from the level that the environment's `ALICLOUD_VPN_MONITOR_LOG` names; without it nothing is written. */
  readonly logger?: Partial<Logger> | undefined;
}

/** The parts of Node's `IncomingMessage` (and Express's `Request`) that are read. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket?: { readonly remoteAddress?: string | undefined };
  /** What a body parser has made of the body. */
  readonly body?: unknown;
  readonly readableEnded?: boolean;
  readonly readableDidRead?: boolean;
  readonly destroyed?: boolean;
  on(event: string, listener: (chunk: unknown) => void): unknown;
  removeListener(event: string, listener: (chunk: unknown) => void): unknown;
  pause(): unknown;
}

/** A request that Fastify (`raw`) or Koa (`req`) has wrapped, with the body that its parser has read. */
export type FrameworkRequest = ({ readonly raw: NodeRequest } | { readonly req: NodeRequest }) & { readonly body?: unknown };

/** The parts of Node's `ServerResponse` (and Express's `Response`) that are used. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent?: boolean;
  readonly writableEnded?: boolean;
  readonly destroyed?: boolean;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** A response that Fastify (`raw`) or Koa (`res`) has wrapped. */
export type FrameworkResponse = { readonly raw: NodeResponse } | { readonly res: NodeResponse };

/** Takes what Cloud Monitor pushes. Neither method throws or rejects, and both settle within `onEventTimeoutMs`, whatever fails. */
export interface EventReceiver {
  /**
   * For servers in the Fetch style. A `Request` does not say who sent it: give `remoteAddress` where
   * `allow` is set, else it is refused. Its body must be unread.
   */
  fetch(request: Request, info?: { readonly remoteAddress?: string | undefined }): Promise<Response>;
  /**
   * For `http.createServer`, Express, Fastify (`request`, `reply`) and Koa (`ctx.request`, `ctx.res`);
   * resolves once the answer is given. A body that a parser has read is taken from `request.body`. A
   * response that was sent meanwhile is left as it is.
   */
  node(request: NodeRequest | FrameworkRequest, response: NodeResponse | FrameworkResponse): Promise<void>;
}
