import { type FailedItem, VpnMonitorError } from '../../errors.ts';
import { isRecord, text } from '../../internal/records.ts';
import { advice } from '../advice.ts';
import { actionOf, type Operation } from '../ram-action.ts';
import { framesOf, scrub, scrubError } from '../scrub.ts';
import { transportAdvice } from '../unknown-host.ts';
import { type Classification, classify } from './classify.ts';
import { hasLocalCode } from './failure-facts.ts';
import { type Failure, failureIn, isUnsent } from './thrown-failure.ts';

export type { Failure } from './thrown-failure.ts';

/** The error for a failure the service reported; `kind` overrules what its code and status say. */
export function serviceError(failure: Failure, operation: Operation, kind: Classification = classify(failure)): VpnMonitorError {
  const { code, retryable } = kind;
  const action = actionOf(operation);
  const vendorCode = failure.vendorCode && scrub(failure.vendorCode);
  const requestId = failure.requestId && scrub(failure.requestId);
  const said = [vendorCode, scrub(failure.message ?? '').replace(/[\s.]+$/, '')].filter(Boolean).join(': ');
  const where = [failure.status && `HTTP ${String(failure.status)}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  return new VpnMonitorError(
    `${action} failed: ${said || code}${where && ` (${where})`}. ${kind.advice ?? advice(code, operation, vendorCode)}`,
    {
      code,
      retryable,
      action,
      vendorCode,
      requestId,
      status: failure.status,
      retryAfterMs: failure.retryAfterMs,
      failures: failure.failures,
      cause: failure.cause,
    },
  );
}

/**
 * A `VpnMonitorError` for anything a transport may reject with. Judges by the fields, never by the
 * class, since vendor errors come from several packages and versions. Message and cause are
 * scrubbed of credentials, signed URLs and keys.
 */
export function toVpnMonitorError(error: unknown, operation: Operation): VpnMonitorError {
  try {
    return readError(error, operation);
  } catch {
    // Getters of its own that throw, or a proxy.
    return serviceError({ message: 'what the transport threw cannot be read' }, operation);
  }
}

function readError(error: unknown, operation: Operation): VpnMonitorError {
  if (VpnMonitorError.isInstance(error)) return cleaned(error, actionOf(operation));
  const failure = failureIn(error);
  const isLocal = failure.status === undefined && hasLocalCode(failure);
  const kind = classify(failure);
  return serviceError(
    isLocal ? { ...failure, vendorCode: undefined, message: failure.message || failure.vendorCode } : failure,
    operation,
    { ...kind, advice: transportAdvice(error) ?? kind.advice },
  );
}

/** Whether the request cannot have reached the service: there was no connection to send it on. */
export function neverSent({ code, cause }: VpnMonitorError): boolean {
  return (
    (code === 'network' || code === 'timeout') &&
    isRecord(cause) &&
    isUnsent({ vendorCode: text(cause['code']), syscall: text(cause['syscall']) })
  );
}

/** What an error of ours has of its own; more than these somebody has added. */
const FIELDS: ReadonlySet<unknown> = /* @__PURE__ */ new Set<unknown>([
  'message',
  'stack',
  'code',
  'retryable',
  'action',
  'vendorCode',
  'requestId',
  'status',
  'retryAfterMs',
  'failures',
  'name',
  /* @__PURE__ */ Symbol.for('alicloud-vpn-monitor/error'),
]);

/** Without secrets, and with the operation where it names none. A copy, since several calls can share what one question for credentials failed with. */
function cleaned(error: VpnMonitorError, called: string): VpnMonitorError {
  const { code, retryable, action = called, vendorCode, requestId, status, retryAfterMs, failures, cause, stack } = error;
  const copy = new VpnMonitorError(scrub(error.message), {
    code,
    retryable,
    action: scrub(action),
    vendorCode: vendorCode && scrub(vendorCode),
    requestId: requestId && scrub(requestId),
    status,
    retryAfterMs,
    failures: failures?.map((item) => ({ ...item, message: scrub(item.message) })),
    cause: cause === undefined ? undefined : scrubError(cause),
  });
  // Where it was made is of more use than where it passed.
  copy.stack = [`${copy.name}: ${copy.message}`, ...framesOf(stack)].join('\n');
  return isSame(copy, error) ? error : copy;
}

function isSame(copy: VpnMonitorError, error: VpnMonitorError): boolean {
  const isSameItem = ({ message }: FailedItem, index: number): boolean => message === error.failures?.[index]?.message;
  return (
    (['message', 'stack', 'action', 'vendorCode', 'requestId'] as const).every((key) => copy[key] === error[key]) &&
    (copy.failures ?? []).every(isSameItem) &&
    Reflect.ownKeys(error).every((key) => FIELDS.has(key))
  );
}
