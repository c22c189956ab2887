import type { Logger } from '../../../internal/logger.ts';
import type { VpnSystemEvent } from '../../model/model.ts';
import type { AlertNotification } from '../alerts/model.ts';

/** Receives system events. */
export interface EventTaker {
  /**
   * Called once for each event. If it throws or rejects, the answer is 500 and the sender tries again. Senders wait 5 seconds and try 3
   * times, so hand long work to a queue of your own. The events of a list are passed in order, without waiting for each other. Default, if
   * you give `onAlert`: events are logged, ignored and answered with 204.
   */
  readonly onEvent: (event: VpnSystemEvent) => unknown;
}

/** Receives the notifications of threshold rules. */
export interface AlertTaker {
  /**
   * Called once for each notification of a threshold rule on a VPN metric. The deadline and the answers are those of `onEvent`. Default, if
   * you give `onEvent`: notifications are logged, ignored and answered with 204.
   */
  readonly onAlert: (alert: AlertNotification) => unknown;
}

/** A part that may be left out, also as `undefined`. */
type Absent<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Options of an {@link EventReceiver}. `secret` and at least one of `onEvent` and `onAlert` are required. */
export type EventReceiverOptions = ReceiverSettings & ((EventTaker & Absent<AlertTaker>) | (AlertTaker & Absent<EventTaker>));

/** The settings of an {@link EventReceiver} besides its callbacks. */
export interface ReceiverSettings {
  /**
   * The secret that senders must give, in the header `x-vpn-monitor-secret` or as `?secret=` in the URL that you configure in Cloud Monitor.
   * A string, several strings while you change it, or a function that returns `true` for a valid one (if it throws, the answer is 503).
   * `false` accepts pushes from everyone who knows the address. Leaving it out, `undefined` and empty values are a `TypeError`.
   */
  readonly secret?: string | readonly string[] | ((given: string) => boolean | Promise<boolean>) | false | undefined;
  /** The addresses and CIDR ranges that may send, such as `47.74.206.0/26`. Default: any. */
  readonly allow?: readonly string[] | undefined;
  /** The longest accepted body, in bytes. Default: 1,048,576. */
  readonly maxBytes?: number | undefined;
  /**
   * How long events and notifications are remembered, in milliseconds. Copies that arrive meanwhile are answered without a callback. At
   * most 10,000 are remembered. Default: 3,600,000 (one hour).
   */
  readonly dedupeWindowMs?: number | undefined;
  /**
   * The time until a request is answered, in milliseconds: for its body, a `secret` function and `onEvent` (or `onAlert`) together. Default:
   * 4,000, because Alibaba Cloud's senders wait 5 seconds.
   *
   * Within this time the callback never runs twice at once for the same event. If it has not settled by then, the answer is 500, and the
   * sender's retry calls it again although the first call is still running. If your callback may hang, give its own waits a deadline. A late
   * success counts.
   */
  readonly onEventTimeoutMs?: number | undefined;
  /**
   * Receives what was refused, ignored or failed, and why. Default: stderr, from the level in the environment variable
   * `ALICLOUD_VPN_MONITOR_LOG`; without the variable nothing is written.
   */
  readonly logger?: Partial<Logger> | undefined;
}

/** The parts of Node's `IncomingMessage` (and of Express's `Request`) that the receiver uses. */
export interface NodeRequest {
  /** The HTTP method, such as `POST`. */
  readonly method?: string | undefined;
  /** Path and query, as in the request line. */
  readonly url?: string | undefined;
  /** The header fields, with names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The connection, for `allow`. */
  readonly socket?: {
    /** The address of the sender. */
    readonly remoteAddress?: string | undefined;
  };
  /** The body, if a body parser has read it. */
  readonly body?: unknown;
  /** Whether the stream has ended. */
  readonly readableEnded?: boolean;
  /** Whether data was already read from the stream. */
  readonly readableDidRead?: boolean;
  /** Whether the stream was destroyed. */
  readonly destroyed?: boolean;
  /** Adds a listener, to read the body. */
  on(event: string, listener: (chunk: unknown) => void): unknown;
  /** Removes a listener that `on` added. */
  removeListener(event: string, listener: (chunk: unknown) => void): unknown;
  /** Stops reading a body that is not accepted. */
  pause(): unknown;
}

/** A request of Fastify (`raw`) or Koa (`req`). */
export type FrameworkRequest = (
  | {
      /** Node's request inside that of Fastify. */
      readonly raw: NodeRequest;
    }
  | {
      /** Node's request inside that of Koa. */
      readonly req: NodeRequest;
    }
) & {
  /** The body, if a body parser has read it. */
  readonly body?: unknown;
};

/** The parts of Node's `ServerResponse` (and of Express's `Response`) that the receiver uses. */
export interface NodeResponse {
  /** The HTTP status; the receiver sets it. */
  statusCode: number;
  /** Whether an answer has begun. The receiver then leaves the response unchanged. */
  readonly headersSent?: boolean;
  /** Whether the answer is complete. */
  readonly writableEnded?: boolean;
  /** Whether the connection is gone. */
  readonly destroyed?: boolean;
  /** Sets a header field of the answer. */
  setHeader(name: string, value: string): unknown;
  /** Sends the answer. */
  end(body: string): unknown;
}

/** A response of Fastify (`raw`) or Koa (`res`). */
export type FrameworkResponse =
  | {
      /** Node's response inside that of Fastify. */
      readonly raw: NodeResponse;
    }
  | {
      /** Node's response inside that of Koa. */
      readonly res: NodeResponse;
    };

/** Handles the requests that Cloud Monitor pushes. Neither method throws or rejects; both settle within `onEventTimeoutMs`. */
export interface EventReceiver {
  /**
   * Handles a request of a server in the Fetch style. A `Request` does not contain its sender, so give `remoteAddress` if you set `allow`;
   * otherwise it is refused. Its body must be unread.
   */
  fetch(request: Request, info?: { readonly remoteAddress?: string | undefined }): Promise<Response>;
  /**
   * Handles a request of `http.createServer`, Express, Fastify (`request`, `reply`) or Koa (`ctx.request`, `ctx.res`). Resolves when the
   * answer was sent. If a body parser has read the body, it is taken from `request.body`. A response that was already sent is left unchanged.
   */
  node(request: NodeRequest | FrameworkRequest, response: NodeResponse | FrameworkResponse): Promise<void>;
}
