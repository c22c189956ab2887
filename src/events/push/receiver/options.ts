import type { Logger } from '../../../internal/logger.ts';
import type { VpnSystemEvent } from '../../model/model.ts';

/** How an {@link EventReceiver} works. Only `onEvent` is required. */
export interface EventReceiverOptions {
  /**
   * Takes each event once. What it throws or rejects with answers 500, and the sender tries again; it
   * waits 5 seconds and tries 3 times, so hand long work on.
   */
  readonly onEvent: (event: VpnSystemEvent) => unknown;
  /**
   * What a sender must know: in the header `x-vpn-monitor-secret`, or as `?secret=` in the URL that you
   * give to Cloud Monitor. Several for the time of a change. Default: nothing is asked.
   */
  readonly secret?: string | readonly string[];
  /** Addresses and CIDR ranges that may send, such as `47.74.206.0/26`. Default: any. */
  readonly allow?: readonly string[] | undefined;
  /** The longest body, in bytes. Default: 1 048 576. */
  readonly maxBytes?: number | undefined;
  /** How long an event is remembered, in milliseconds, so that its copies are answered without `onEvent`; at most 10 000 events. Default: 3 600 000. */
  readonly dedupeWindowMs?: number | undefined;
  /** Where refusals and failures are written. Default: silence. */
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
  on(event: string, listener: (chunk: unknown) => void): unknown;
  removeListener(event: string, listener: (chunk: unknown) => void): unknown;
  pause(): unknown;
}

/** The parts of Node's `ServerResponse` (and Express's `Response`) that are used. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** Takes what Cloud Monitor pushes. Neither method rejects. */
export interface EventReceiver {
  /**
   * For servers in the Fetch style. A `Request` does not say who sent it: give `remoteAddress` where
   * `allow` is set, else it is refused.
   */
  fetch(request: Request, info?: { readonly remoteAddress?: string | undefined }): Promise<Response>;
  /** For `http.createServer` and Express; resolves once the answer is given. */
  node(request: NodeRequest, response: NodeResponse): Promise<void>;
}
