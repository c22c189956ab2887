/**
 * What kind of failure a {@link VpnMonitorError} reports. The list is closed: switch over it without a default.
 * `retryable`, not the code, tells whether the same call may succeed later.
 *
 * | Code | Meaning | What to do |
 * |---|---|---|
 * | `config` | What you gave this process cannot work: an option, a package that cannot be loaded, a certificate that it does not trust, a closed monitor. | Do what the message says. Trying again is in vain. |
 * | `auth` | The service refused the key, its token or the signature, or no key was found. | Check the AccessKey pair, its STS token and whether the key is enabled. The provider was asked for a new key before this was thrown. |
 * | `forbidden` | The RAM user or role may not do this. | Grant the action that `action` names. `monitor.preflight()` prints the smallest policy that is missing. |
 * | `throttled` | The service or its proxy refuses more requests for now. | Ask less often, or lower `requestsPerSecond` where other programs share the limit. The call was retried. |
 * | `quota-exhausted` | The account's free metric queries of the month are used up. | Turn on pay-as-you-go for CloudMonitor, or wait for the next month and poll less often. It is not retried. |
 * | `not-found` | What you asked for does not exist in this region, or is not where the scope says. | Check the id, the region, and the gateway or attachment that you named. |
 * | `invalid-request` | The service refused the values of the call. | Read the message and `vendorCode`. Trying again is in vain unless you change the values. |
 * | `server` | The service failed or was busy, or refused with a code that this package does not know. | Try again later where `retryable` is true. Quote `requestId` in a ticket where it lasts. |
 * | `network` | The way to the service failed: DNS, connection, TLS, or your transport in a way that is not known here. | Check DNS, firewall, proxy and `endpoint`. |
 * | `timeout` | No answer came in time. | Check the way to the service; raise `attemptTimeoutMs` or `totalTimeoutMs` where answers are slow. |
 * | `protocol` | What came back is no answer of the service: no JSON object, a redirect, a body that cannot be read. | Look for a proxy or a login page in between, and at `endpoint`. |
 */
export type ErrorCode =
  | 'config'
  | 'auth'
  | 'forbidden'
  | 'throttled'
  | 'quota-exhausted'
  | 'not-found'
  | 'invalid-request'
  | 'server'
  | 'network'
  | 'timeout'
  | 'protocol';

/** An item of a batch that the service refused while it accepted others. */
export interface FailedItem {
  /** The id of the item in the call, such as that of a rule or a target. */
  readonly id: string;
  /** The service's error code. Absent if it gave none. */
  readonly vendorCode?: string;
  /** The reason in the service's words, without secrets. */
  readonly message: string;
}

/** The fields of a new {@link VpnMonitorError}. */
export interface VpnMonitorErrorInit {
  /** What went wrong. */
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. Default: false. */
  readonly retryable?: boolean | undefined;
  /** The API operation that failed, such as `DescribeMetricList`. Default: none. */
  readonly action?: string | undefined;
  /** The service's error code, such as `Throttling.User`. Default: none. */
  readonly vendorCode?: string | undefined;
  /** The service's request id. Default: none. */
  readonly requestId?: string | undefined;
  /** The HTTP status. Default: none. */
  readonly status?: number | undefined;
  /** How long to wait before another attempt, in milliseconds. Default: none. */
  readonly retryAfterMs?: number | undefined;
  /** The items of a batch that failed. Default: none. */
  readonly failures?: readonly FailedItem[] | undefined;
  /** The underlying error, without secrets. Default: none. */
  readonly cause?: unknown;
}

const BRAND = /* @__PURE__ */ Symbol.for('alicloud-vpn-monitor/error');
const FIELDS = ['action', 'vendorCode', 'requestId', 'status', 'retryAfterMs', 'failures'] as const;

/**
 * The only error class of this package.
 *
 * `code` tells what went wrong. `retryable` tells whether the same call may succeed later: it is false only if a retry is known to be
 * useless (a refused key, a missing permission, a wrong request, an untrusted certificate, a package that cannot be loaded), and true for
 * everything else, including unknown failures. `action`, `vendorCode`, `requestId` and `status` come from the service, if it answered.
 * Messages, fields and causes never contain credentials or signed addresses. One exception: if a `StateStore` fails, `cause` is the
 * store's own error, unchanged.
 *
 * A mistake in your code is a `TypeError` or `RangeError` instead, and an aborted call rejects with your `signal.reason`.
 *
 * @example
 * ```ts
 * import { VpnMonitorError } from 'alicloud-vpn-monitor';
 *
 * export function shouldPage(error: unknown): boolean {
 *   return VpnMonitorError.isInstance(error) && !error.retryable && error.code !== 'not-found';
 * }
 * ```
 */
export class VpnMonitorError extends Error {
  /** What went wrong. */
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. The SDK has already used up its own retries. */
  readonly retryable: boolean;
  /** The API operation that failed, such as `DescribeMetricList`. */
  declare readonly action?: string;
  /** The service's error code, such as `Throttling.User`. Absent if there was no answer or no code. */
  declare readonly vendorCode?: string;
  /** The service's request id, for a support ticket. */
  declare readonly requestId?: string;
  /** The HTTP status. Absent if there was no answer. */
  declare readonly status?: number;
  /** How long the service asked you to wait before another attempt, in milliseconds. */
  declare readonly retryAfterMs?: number;
  /** The failed items of a batch that failed in part. All other items were carried out. */
  declare readonly failures?: readonly FailedItem[];

  constructor(message: string, init: VpnMonitorErrorInit) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    // On the instance: a class that changes its prototype as it is defined stays in every bundle.
    Object.defineProperty(this, BRAND, { value: true });
    this.code = init.code;
    this.retryable = init.retryable ?? false;
    const failures = init.failures && Object.freeze([...init.failures]);
    for (const field of FIELDS) {
      const value = field === 'failures' ? failures : init[field];
      // Absent fields are there, and not printed.
      Object.defineProperty(this, field, { value, enumerable: value !== undefined, writable: true, configurable: true });
    }
  }

  /** Always `VpnMonitorError`, also in a minified bundle. */
  override get name(): string {
    return 'VpnMonitorError';
  }

  /** The JSON form: message and fields, without stack and cause. */
  toJSON(): Readonly<Record<string, unknown>> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }

  /**
   * Whether a value is a `VpnMonitorError`. It also recognises errors of another copy of this package (ESM beside CommonJS, two versions in
   * one tree), for which `instanceof` is false.
   */
  static isInstance(value: unknown): value is VpnMonitorError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** The same failure in other words, with the fields that are given instead of its own. Its cause, which may quote the old words, is left out. */
export function reworded(error: VpnMonitorError, message: string, fields: Partial<VpnMonitorErrorInit> = {}): VpnMonitorError {
  const { code, retryable, action, vendorCode, requestId, status, retryAfterMs, failures } = error;
  return new VpnMonitorError(message, { code, retryable, action, vendorCode, requestId, status, retryAfterMs, failures, ...fields });
}

/** Refuses to go on after `close()`, in the same words wherever it is asked. */
export function assertOpen(closed: AbortSignal): void {
  if (!closed.aborted) return;
  throw new VpnMonitorError('this monitor is closed: make a new VpnMonitor to go on', { code: 'config', cause: closed.reason });
}

/** Whether a failure says that the monitor is closed, so that nothing more will come of it. */
export function saysClosed(error: unknown): boolean {
  return VpnMonitorError.isInstance(error) && error.code === 'config' && error.cause instanceof DOMException;
}

/** Whether the same call may succeed later. */
export function isRetryable(error: unknown): boolean {
  return VpnMonitorError.isInstance(error) && error.retryable;
}
