import { type ErrorCode, VpnMonitorError } from '../../../errors.ts';
import type { ApiRequest, ApiResponse } from '../../../transport/index.ts';
import type { RecordedCall } from '../recorded-call.ts';
import type { Outcome } from './answer.ts';

/** What a transport gives, or rejects with, for what came of a call in a recording. */
export function responseOf({ answer, error }: Outcome, { action }: ApiRequest): Promise<ApiResponse> {
  if (!answer) return Promise.reject(failureOf(error ?? { name: 'Error' }, action));
  const { status, date, retryAfter, body = '' } = answer;
  return Promise.resolve({
    status,
    body,
    headers: { ...(date !== undefined && { date }), ...(retryAfter !== undefined && { 'retry-after': retryAfter }) },
  });
}

/** Whether a call that failed in that way may succeed later, as far as its code says. */
const PASSING: Readonly<Record<ErrorCode, boolean>> = {
  config: false,
  auth: false,
  forbidden: false,
  throttled: true,
  'quota-exhausted': false,
  'not-found': false,
  'invalid-request': false,
  server: true,
  network: true,
  timeout: true,
  protocol: true,
};

function failureOf({ name, code, status, message: words }: NonNullable<RecordedCall['error']>, action: string): Error {
  const message = `${action} failed so in the recording${[code, words].flatMap((one) => (one === undefined ? [] : [`: ${one}`])).join('')}`;
  if (name === 'VpnMonitorError' && code !== undefined && Object.hasOwn(PASSING, code)) {
    return new VpnMonitorError(message, { code: code as ErrorCode, retryable: PASSING[code as ErrorCode], action });
  }
  const error = Object.assign(new Error(message), code !== undefined && { code }, status !== undefined && { statusCode: status });
  return Object.defineProperty(error, 'name', { value: name });
}
