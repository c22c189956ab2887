import { VpnMonitorError } from '../errors.ts';
import { finiteNumber, firstOf, isRecord, text } from '../internal/records.ts';
import { advice } from './advice.ts';
import { classify } from './classify.ts';
import { scrub, scrubError } from './scrub.ts';

/** What the service, or the way to it, said about a failed call. */
export interface Failure {
  readonly vendorCode?: string | undefined;
  readonly message?: string | undefined;
  /** The HTTP status of the answer. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly name?: string | undefined;
  readonly cause?: Error | undefined;
}

/** The error for a failure the service reported; `kind` overrules what its code and status say. */
export function serviceError(failure: Failure, action: string, kind = classify(failure)): VpnMonitorError {
  // A transport that fails for no reason known here would fail the same way again.
  const { code, retryable } = kind ?? { code: 'protocol', retryable: false };
  const vendorCode = failure.vendorCode && scrub(failure.vendorCode);
  const requestId = failure.requestId && scrub(failure.requestId);
  const said = [vendorCode, scrub(failure.message ?? '').replace(/[\s.]+$/, '')].filter(Boolean).join(': ');
  const where = [failure.status && `HTTP ${String(failure.status)}`, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  return new VpnMonitorError(`${action} failed: ${said || code}${where && ` (${where})`}. ${advice(code, action, vendorCode)}`, {
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
  const kind = classify(failure);
  // Node's and undici's codes tell how the call failed, not what the service said.
  const unanswered = failure.status === undefined && (kind?.code === 'network' || kind?.code === 'timeout');
  return serviceError(unanswered ? { ...failure, vendorCode: undefined, message: failure.message || failure.vendorCode } : failure, action, kind);
}

/** What an error of a vendor's client says: in fields of its own, in those of the answer (`data`), or in those of its cause. */
function failureIn(error: unknown): Failure {
  const fields = fieldsOf(error);
  const data = fieldsOf(fields['data']);
  const nested = fieldsOf(fields['cause']);
  const code = firstOf(known, fields['code'], data['Code'], nested['code']);
  const raw = text(fields['message']) ?? (typeof error === 'string' ? error : '');
  const name = text(fields['name']);
  return {
    message: name === 'SyntaxError' ? 'the answer is not JSON' : plainMessage(raw, code),
    vendorCode: code,
    status: firstOf(finiteNumber, fields['statusCode'], fields['status'], data['statusCode']),
    requestId: firstOf(known, fields['requestId'], data['RequestId']) ?? REQUEST_ID.exec(raw)?.[1],
    retryAfterMs: firstOf(finiteNumber, fields['retryAfterMs'], fields['retryAfter']),
    name,
    // A failed fetch has its code in its cause alone.
    cause: scrubError(nested['code'] !== undefined && fields['code'] === undefined ? Object.assign(scrubError(error), { code }) : error),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** Whether the request cannot have reached the service: there was no connection to send it on. */
export function neverSent(error: VpnMonitorError): boolean {
  return error.code === 'network' && isRecord(error.cause) && /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(text(error.cause['code']) ?? '');
}

const REQUEST_ID = / request id: ([\w-]+)$/;

/** The service's own words inside a vendor client's message: `Code: code: 400, words request id: …`. */
function plainMessage(message: string, code: string | undefined): string {
  const words = code && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  return words
    .replace(/^code: \d+, /, '')
    .replace(/ request id: \S*$/, '')
    .replace(/\.? ?(?:GET|POST) https?:\S* failed\.?$/, '');
}

/** Non-blank text; the vendor's clients print a missing field as "undefined". */
function known(value: unknown): string | undefined {
  const found = text(value);
  return found === 'undefined' || found === 'null' ? undefined : found;
}

function cleaned(error: VpnMonitorError): VpnMonitorError {
  const message = scrub(error.message);
  if (message === error.message && error.cause === undefined) return error;
  const { code, retryable, action, vendorCode, requestId, status, retryAfterMs } = error;
  const cause = error.cause === undefined ? undefined : scrubError(error.cause);
  return new VpnMonitorError(message, { code, retryable, action, vendorCode, requestId, status, retryAfterMs, cause });
}
