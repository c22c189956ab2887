/** One operation of one of the services this package talks to. */
export interface ApiRequest {
  /** `cms` is Cloud Monitor (API version 2019-01-01), `vpc` is VPN Gateway (2016-04-28), `cbn` are transit routers (2017-09-12). */
  readonly product: 'cms' | 'vpc' | 'cbn';
  /** The operation's name, such as `DescribeMetricList`. */
  readonly action: string;
  /** The operation's parameters by wire name. Lists are flattened (`Tag.1.Key`) by the transport. */
  readonly params: Readonly<Record<string, string | number | boolean | readonly (string | object)[]>>;
}

/** What one attempt may use of the caller's time. */
export interface ApiCallOptions {
  /** Aborts when the caller gives up or the attempt's deadline passes. */
  readonly signal: AbortSignal;
  /** The attempt's deadline in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Resolves when a request may leave under the rate limit. A transport that sets `takesTurns` awaits it for each request it
   * sends, once the connection stands; for any other transport the turn was taken before.
   *
   * @param missed - Whether the turn before was missed, so that nothing was sent at it. The new one is in its place, ahead of those who wait.
   */
  readonly turn?: ((missed?: boolean) => Promise<void>) | undefined;
  /** Told what to do should the attempt's time run out now, such as while a proxy is waited for; `undefined` once that is over. */
  readonly adviseOnTimeout?: ((advice: string | undefined) => void) | undefined;
  /** The time to sign with, in milliseconds since the epoch: the service's, where that is known. Default: the machine's. */
  readonly now?: (() => number) | undefined;
}

/** One answer of the service. */
export interface ApiResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The parsed JSON body. A body that is still text is parsed by the caller of the transport. */
  readonly body: unknown;
  /** Response headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One attempt at one API operation: signs, sends, answers. Retries, rate limits, deadlines over
 * several attempts and the reading of errors are done above it, for every transport alike.
 *
 * Reject with any error that carries `code`, `statusCode` (or `status`) and `message`; the
 * vendor's own error objects qualify.
 */
export interface Transport {
  /** Whether `call` awaits `options.turn` right before each request it sends. Default: false: the turn is taken before `call`, and counts until a second after its answer. */
  readonly takesTurns?: boolean | undefined;
  /**
   * What distinguishes the account that it signs for from others: any text that is the same in every run, and that needs no call. `undefined` where only
   * credentials that change are known. It becomes part of the default key of a watch in its `store`, as a digest. Default: nothing is known.
   */
  readonly accountKey?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** Where it sends the requests to a service, for a preflight to show. Default: nothing is known. */
  readonly routeOf?: ((product: ApiRequest['product']) => TransportRoute) | undefined;
  call(request: ApiRequest, options: ApiCallOptions): Promise<ApiResponse>;
}

/** Where requests go. */
export interface TransportRoute {
  /** Host, or host and port. */
  readonly host: string;
  readonly protocol: 'https' | 'http';
  /** Host and port of the proxy, without its credentials; `undefined` for none. */
  readonly proxy: string | undefined;
}
