import type { Clock } from './internal/clock.ts';
import { assertOptions, keysOf } from './internal/keys.ts';
import { assertLogger, type Logger } from './internal/logger.ts';
import { shown } from './internal/shown.ts';
import { isMetadataRow, type MetadataOption } from './metadata/index.ts';
import {
  assertRegionId,
  checkRoute,
  type CredentialSource,
  type EndpointOptions,
  type RouteOptions,
  type Transport,
} from './transport/index.ts';

/** Options of a `VpnMonitor`. Only `regionId` is required. */
export interface VpnMonitorOptions extends RouteOptions {
  /** The region of the VPN resources, such as `cn-hangzhou`. */
  readonly regionId: string;
  /**
   * An access key, or an object with `getCredential()`. Default: the chain of `@alicloud/credentials`, which tries environment, OIDC, CLI
   * profile, credentials file and instance role.
   */
  readonly credentials?: CredentialSource | undefined;
  /**
   * Hosts to use instead of the public ones, without scheme. `protocol: 'http'` is for a local stand-in and applies only to the hosts that you
   * give. Default: the hosts that Alibaba Cloud's own clients use.
   */
  readonly endpoint?: EndpointOptions | undefined;
  /**
   * Signs and sends requests. You cannot combine it with `credentials`, `endpoint`, `agent`, `proxy` and `userAgent`, which belong to the
   * default transport. Default: {@link httpsTransport}.
   */
  readonly transport?: Transport | undefined;
  /** The time limit of one attempt, in milliseconds. Waiting for the rate limit does not count. @defaultValue 10_000 */
  readonly attemptTimeoutMs?: number | undefined;
  /**
   * The time limit of a request from its first attempt on, in milliseconds. It includes all retries and all waits between them; only the wait
   * for the rate limit before the first attempt does not count. If the service asks for a longer wait than the time that is left, the request
   * fails at once, with that wait in `retryAfterMs`.
   *
   * @defaultValue 60_000
   */
  readonly totalTimeoutMs?: number | undefined;
  /** The number of retries after the first attempt of a request. 0 turns retries off. @defaultValue 4 */
  readonly maxRetries?: number | undefined;
  /**
   * The most requests per second for `DescribeMetricList`, and as many for `DescribeMetricLast`. The service allows 50 for the whole account in
   * a region. Other operations get the same share of their own limits: `DescribeMetricData` and `DescribeMetricTop` a fifth, listings of the
   * VPC service 480 of 600 per minute. Values above 50 need a raised quota, and raise the others too.
   *
   * All monitors in this process with the same credentials and region (or with the same `transport`, if you give one) count together. Each
   * keeps to its own limit.
   *
   * @defaultValue 40
   */
  readonly requestsPerSecond?: number | undefined;
  /**
   * The source of metric names, dimensions and statistics: the service (`'live'`), the documentation (`'catalog'`), or rows of your own.
   *
   * @defaultValue 'live'
   */
  readonly metadata?: MetadataOption | undefined;
  /** How long lists of gateways, connections and certificates are cached, in milliseconds. @defaultValue 300_000 */
  readonly topologyTtlMs?: number | undefined;
  /**
   * Receives the SDK's messages. Default: stderr, from the level in the environment variable `ALICLOUD_VPN_MONITOR_LOG`; without the variable
   * nothing is written.
   */
  readonly logger?: Partial<Logger> | undefined;
  /**
   * The clock for everything about data: ranges, lags, resume points and staleness. If the service's `Date` header differs from it by more
   * than a few seconds, the clock is corrected by the difference, with one warning in the log. Waiting always uses real time. Default: the
   * machine's clock.
   */
  readonly clock?: Clock | undefined;
}

const KEYS = /* @__PURE__ */ keysOf<VpnMonitorOptions>({
  regionId: true,
  credentials: true,
  endpoint: true,
  transport: true,
  agent: true,
  proxy: true,
  userAgent: true,
  attemptTimeoutMs: true,
  totalTimeoutMs: true,
  maxRetries: true,
  requestsPerSecond: true,
  metadata: true,
  topologyTtlMs: true,
  logger: true,
  clock: true,
});

/**
 * The options as given, once each can be used. JavaScript callers reach this without the compiler's help.
 *
 * @throws `TypeError` or `RangeError` naming the option that cannot be used.
 */
export function checkedOptions(options: VpnMonitorOptions): VpnMonitorOptions {
  assertOptions(options, KEYS, 'VpnMonitor');
  assertRegionId(options.regionId);
  assertLogger(options.logger);
  const { metadata, clock, transport, topologyTtlMs } = options;
  if (!isMetadataOption(metadata)) {
    throw new TypeError(
      "metadata must be 'live', 'catalog' or rows as DescribeMetricMetaList answers them, with MetricName, Dimensions and Statistics",
    );
  }
  if (clock !== undefined && !hasMethod(clock, 'now')) throw new TypeError('clock must have a now() that returns milliseconds');
  if (transport !== undefined && !hasMethod(transport, 'call')) throw new TypeError('transport must have a call(request, options)');
  checkRoute(options);
  if (transport !== undefined) assertUnused(options);
  if (topologyTtlMs !== undefined && !(isNumber(topologyTtlMs) && topologyTtlMs >= 0))
    throw new RangeError(`topologyTtlMs ${shown(topologyTtlMs)} must be 0 or more milliseconds`);
  return options;
}

function isMetadataOption(value: unknown): boolean {
  return value === undefined || value === 'live' || value === 'catalog' || (Array.isArray(value) && value.every(isMetadataRow));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>> | null)?.[name] === 'function';
}

/** What a transport of the user's own would ignore: its requests would go by another way than was asked for. */
function assertUnused(options: VpnMonitorOptions): void {
  const unused = (['credentials', 'endpoint', 'agent', 'proxy', 'userAgent'] as const).find((name) => options[name] !== undefined);
  if (unused !== undefined)
    throw new TypeError(
      `${unused} is of the default transport, which \`transport\` replaces: give it to your own, such as httpsTransport({ regionId, ${unused} })`,
    );
}
