/** A call of an API operation. */
export interface ApiRequest {
  /** The service: `cms` is Cloud Monitor (API version 2019-01-01), `vpc` is VPN Gateway (2016-04-28), `cbn` is transit routers (2017-09-12). */
  readonly product: 'cms' | 'vpc' | 'cbn';
  /** The name of the operation, such as `DescribeMetricList`. */
  readonly action: string;
  /** The parameters by wire name. The transport flattens lists (`Tag.1.Key`). */
  readonly params: Readonly<Record<string, string | number | boolean | readonly (string | object)[]>>;
}

/** The limits of an attempt, and what a transport may use during it. */
export interface ApiCallOptions {
  /** Aborts when the caller gives up or the attempt's deadline passes. The attempt must then end. */
  readonly signal: AbortSignal;
  /** The time for this attempt, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Resolves when the rate limit allows a request. A transport with `takesTurns` awaits it before each request, as soon as it has a connection.
   * For any other transport the wait is already over.
   *
   * @param missed - Whether nothing was sent at the previous turn. The new turn then replaces it, ahead of other waiting requests.
   */
  readonly turn?: ((missed?: boolean) => Promise<void>) | undefined;
  /** Call it with advice to add to the error if the attempt times out now, such as while you wait for a proxy; with `undefined` to withdraw it. */
  readonly adviseOnTimeout?: ((advice: string | undefined) => void) | undefined;
  /** The time for the signature, in milliseconds since the epoch: the service's time if it is known. Default: the machine's time. */
  readonly now?: (() => number) | undefined;
}

/** An answer of the service. */
export interface ApiResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The parsed JSON body. If it is text, the caller of the transport parses it. */
  readonly body: unknown;
  /** The response headers, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Makes a single attempt at an API operation: it signs, sends, and returns the answer. Retries, rate limits, total deadlines and the
 * interpretation of errors happen outside, the same for every transport.
 *
 * A transport may reject with any error that has `code`, `statusCode` (or `status`) and `message`. Error objects of Alibaba Cloud's own
 * clients do.
 */
export interface Transport {
  /**
   * Whether `call` awaits `options.turn` right before each request that it sends. Default: false. The turn is then taken before `call`, and
   * counts until one second after the answer.
   */
  readonly takesTurns?: boolean | undefined;
  /**
   * Identifies the account that it signs for: any text that is the same in every run and needs no call. `undefined` if only changing
   * credentials are known. A digest of it becomes part of the default key under which a watch is stored. Default: unknown.
   */
  readonly accountKey?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** The destination of requests to a service, which a preflight reports. Default: unknown. */
  readonly routeOf?: ((product: ApiRequest['product']) => TransportRoute) | undefined;
  /** Makes the attempt. Resolves with every answer, whatever its HTTP status; rejects if there is none, or with `signal.reason` on abort. */
  call(request: ApiRequest, options: ApiCallOptions): Promise<ApiResponse>;
}

/** The destination of requests. */
export interface TransportRoute {
  /** Host, or host and port. */
  readonly host: string;
  /** The protocol between this process and that host. */
  readonly protocol: 'https' | 'http';
  /** Host and port of the proxy, without its credentials; `undefined` without a proxy. */
  readonly proxy: string | undefined;
}
