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

/** How a `VpnMonitor` is set up. Only `regionId` is required. */
export interface VpnMonitorOptions extends RouteOptions {
  /** The region of the VPN resources, such as `cn-hangzhou`. */
  readonly regionId: string;
  /**
   * An access key, or anything with `getCredential()`.
   *
   * @defaultValue The chain of `@alicloud/credentials`: environment, OIDC, CLI profile, credentials file, instance role.
   */
  readonly credentials?: CredentialSource | undefined;
  /**
   * Hosts to use instead of the public ones, without scheme; `protocol: 'http'` is for a local stand-in, and for the hosts given alone.
   *
   * @defaultValue The rules of Alibaba Cloud's own clients.
   */
  readonly endpoint?: EndpointOptions | undefined;
  /** How requests are signed and sent. It takes the place of `credentials`, `endpoint`, `agent`, `proxy` and `userAgent`, which are refused beside it. @defaultValue `httpsTransport` */
  readonly transport?: Transport | undefined;
  /** The longest one attempt may take, in milliseconds, without its wait for the rate limit. @defaultValue 10_000 */
  readonly attemptTimeoutMs?: number | undefined;
  /**
   * The longest one request may take from its first attempt on, in milliseconds: with all its retries and the waits between them, those for the rate
   * limit included. Only queueing for the rate limit before the first attempt is not counted. Where the service asks to wait for longer than what is
   * left, the request fails at once and `retryAfterMs` of the error says how long.
   *
   * @defaultValue 60_000
   */
  readonly totalTimeoutMs?: number | undefined;
  /** Retries of one request after its first attempt; 0 turns them off. @defaultValue 4 */
  readonly maxRetries?: number | undefined;
  /**
   * Requests per second of `DescribeMetricList`, and of `DescribeMetricLast`. The service's own limit of 50 is shared by the whole account in a
   * region; other operations get the same share of their own limits, such as `DescribeMetricData` and `DescribeMetricTop` a fifth, and the
   * listings of the VPC service 480 in a minute of its 600. Above 50, which takes a raised quota, the others rise as well.
   *
   * Requests are counted as they leave, together with those of all monitors in this process with the same credentials and region (with the
   * same `transport`, where one is given). Each keeps to its own limit.
   *
   * @defaultValue 40
   */
  readonly requestsPerSecond?: number | undefined;
  /**
   * Where metric names, dimensions and statistics come from: the service, the documents, or given rows.
   *
   * @defaultValue `'live'`
   */
  readonly metadata?: MetadataOption | undefined;
  /** How long gateways and connections that were listed are used before they are listed again, in milliseconds. @defaultValue 300_000 */
  readonly topologyTtlMs?: number | undefined;
  /** Where the SDK writes what it works around. @defaultValue stderr from the level that the environment's `ALICLOUD_VPN_MONITOR_LOG` names; without it nothing is written. */
  readonly logger?: Partial<Logger> | undefined;
  /**
   * The time that data is judged by: what "now" is for ranges, lags, marks and silence. Where the `Date` of the service's answers differs from it by
   * more than a few seconds, it is corrected by the difference, with one warning in the log. Waiting is always real time.
   *
   * @defaultValue The machine's clock.
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
