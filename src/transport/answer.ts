import type { VpnMonitorError } from '../errors.ts';
import { finiteNumber, isRecord, text } from '../internal/records.ts';
import { envelope } from './envelope.ts';
import { failedItems, isFineCode } from './failed-items.ts';
import { classify, type Failure, serviceError } from './failures/index.ts';
import { isJsonObject, parseJson } from './parse-json.ts';
import type { ApiResponse } from './port.ts';
import type { Operation } from './ram-action.ts';
import { retryAfter } from './retry-after.ts';

/** A successful answer of the service. */
export interface ReadAnswer {
  /** The JSON body as the service sent it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The service's request id, to quote in a support ticket. */
  readonly requestId?: string;
}

/** An answer, and what it answers. */
export interface ApiAnswer extends ReadAnswer {
  /** When the attempt that was answered was made, by the service's time: what it says is true of then or a little later. */
  readonly askedAt: number;
}

/**
 * The answer inside a transport's response. Text bodies are parsed; a bare body and the vendor
 * clients' `{ statusCode, body, headers }` are read as well.
 *
 * Throws `VpnMonitorError`: `protocol` (retryable) for a body that is no JSON object and for a status
 * that is no answer of the service, such as a redirect; and whatever the service reports with an HTTP status from 400 or, under status 200, with `Success` false or a
 * `Code` that is not 200. A `Message` alone is no error: the service's own samples carry some.
 */
export function readAnswer(response: ApiResponse, operation: Operation, now?: () => number): ReadAnswer {
  const { status, body: raw, headers } = envelope(response);
  const body = parseJson(raw);
  const reported = { status, retryAfterMs: retryAfter(headers, now), requestId: requestIdOf(body, headers) };
  if (!isJsonObject(body)) throw notJson(reported, raw, operation);
  const failure: Failure = {
    ...reported,
    isAnswered: true,
    vendorCode: text(body['Code'] ?? body['code']),
    message: text(body['Message'] ?? body['message']),
  };
  if (status >= 400) throw serviceError({ ...failure, failures: namedIn(body) }, operation);
  if (status < 200 || status >= 300) throw notAnAnswer(reported, operation);
  refuseSoftError(body, failure, operation);
  return reported.requestId === undefined ? { body } : { body, requestId: reported.requestId };
}

/** The `Date` header of what the service answered, also where it refused. What a proxy in between answers for it names no request, and proves no time. */
export function dateOf(response: ApiResponse): unknown {
  const { status, body, headers } = envelope(response);
  // A page of datapoints is not parsed twice.
  return status < 400 || requestIdOf(parseJson(body), headers) !== undefined ? headers['date'] : undefined;
}

/** A batch that failed in part may be reported as one that failed. */
function namedIn(body: Readonly<Record<string, unknown>>): Failure['failures'] {
  const failed = failedItems(body);
  return failed.length === 0 ? undefined : failed;
}

function refuseSoftError(body: Readonly<Record<string, unknown>>, given: Failure, operation: Operation): void {
  const { vendorCode } = given;
  if (vendorCode !== undefined && !isFineCode(vendorCode)) {
    // A numeric code means what the HTTP status of that number means; another one is refused all the same.
    throw serviceError({ ...given, failures: namedIn(body) }, operation, classify({ ...given, status: finiteNumber(vendorCode) ?? 400 }));
  }
  const success = body['Success'] ?? body['success'];
  if (success === false || /^\s*false\s*$/i.test(text(success) ?? '')) {
    // No code says why, so nothing says that a second try must fail.
    throw serviceError({ ...given, failures: namedIn(body), message: given.message ?? 'Success is false' }, operation, {
      code: 'server',
      retryable: true,
    });
  }
}

function notJson(reported: Failure, raw: unknown, operation: Operation): VpnMonitorError {
  const empty = raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
  const message = empty ? 'the answer is empty' : 'the answer is not a JSON object';
  return serviceError({ ...reported, message }, operation, { code: 'protocol', retryable: true });
}

// The service answers with 200 and refuses with 4xx and 5xx; what it would mean by anything else nobody has said.
function notAnAnswer(reported: Failure, operation: Operation): VpnMonitorError {
  const message =
    reported.status !== undefined && reported.status >= 300
      ? 'the answer is a redirect, and none is followed'
      : 'the HTTP status is that of no answer';
  return serviceError({ ...reported, message }, operation, { code: 'protocol', retryable: true });
}

function requestIdOf(body: unknown, headers: Readonly<Record<string, unknown>>): string | undefined {
  const fields = isRecord(body) ? body : {};
  return text(fields['RequestId'] ?? fields['requestId']) ?? text(headers['x-acs-request-id']);
}
