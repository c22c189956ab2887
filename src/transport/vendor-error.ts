import { VpnMonitorError } from '../errors.ts';
import { isRecord, text } from '../internal/records.ts';
import { advice } from './advice.ts';
import { classify, type Classification } from './classify.ts';
import { hasLocalCode } from './failure-facts.ts';
import { scrub, scrubError } from './scrub.ts';
import { failureIn, isUnsent, type Failure } from './thrown-failure.ts';

export type { Failure } from './thrown-failure.ts';

/** The error for a failure the service reported; `kind` overrules what its code and status say. */
export function serviceError(failure: Failure, action: string, kind: Classification = classify(failure)): VpnMonitorError {
  const { code, retryable } = kind;
  const vendorCode = failure.vendorCode && scrub(failure.vendorCode);
  const requestId = failure.requestId && scrub(failure.requestId);
  const said = [vendorCode, scrub(failure.message ?? '').replace(/[\s.]+$/, '')].filter(Boolean).join(': ');
  const where = [failure.status && `HTTP ${String(failure.status)}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  return new VpnMonitorError(`${action} failed: ${said || code}${where && ` (${where})`}. ${kind.advice ?? advice(code, action, vendorCode)}`, {
    code,
    retryable,
    action,
    vendorCode,
    requestId,
    status: failure.status,
    retryAfterMs: failure.retryAfterMs,
    cause: failure.cause,
  });
}

/**
 * A `VpnMonitorError` for anything a transport may reject with. Judges by the fields, never by the
 * class, since vendor errors come from several packages and versions. Message and cause are
 * scrubbed of credentials, signed URLs and keys.
 */
export function toVpnMonitorError(error: unknown, action: string): VpnMonitorError {
  if (VpnMonitorError.isInstance(error)) return cleaned(error);
  const failure = failureIn(error);
  const isLocal = failure.status === undefined && hasLocalCode(failure);
  return serviceError(isLocal ? { ...failure, vendorCode: undefined, message: failure.message || failure.vendorCode } : failure, action, classify(failure));
}

/** Whether the request cannot have reached the service: there was no connection to send it on. */
export function neverSent({ code, cause }: VpnMonitorError): boolean {
  return (code === 'network' || code === 'timeout') && isRecord(cause) && isUnsent({ vendorCode: text(cause['code']), syscall: text(cause['syscall']) });
}

function cleaned(error: VpnMonitorError): VpnMonitorError {
  const message = scrub(error.message);
  if (message === error.message && error.cause === undefined) return error;
  const { code, retryable, action, vendorCode, requestId, status, retryAfterMs } = error;
  const cause = error.cause === undefined ? undefined : scrubError(error.cause);
  return new VpnMonitorError(message, { code, retryable, action, vendorCode, requestId, status, retryAfterMs, cause });
}
