import { finiteNumber, isRecord, text } from '../../internal/records.ts';
import { dateHeader } from '../../internal/service-clock.ts';
import { type ApiRequest, envelope, isJsonObject, parseJson } from '../../transport/index.ts';
import { isRefusal } from './answered-call.ts';
import { messageIn, verdictIn } from './failure.ts';
import { chosen } from './fields/containers.ts';
import type { Recorded } from './fields/field.ts';
import type { RecordedOperation } from './operations/index.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What is recorded of a request: the parameters that this package sends with that operation. */
export function recordedParams(
  { params }: ApiRequest,
  operation: RecordedOperation | undefined,
  recorded: Recorded,
): RecordedCall['params'] {
  return operation && isRecord(params) ? chosen(params, operation.params, recorded) : {};
}

/** What is recorded of an answer. */
export function recordedAnswer(
  response: unknown,
  operation: RecordedOperation | undefined,
  recorded: Recorded,
): NonNullable<RecordedCall['answer']> {
  const { status, headers, body } = envelope(response);
  const [date, retryAfter] = [headers['date'], headers['retry-after'] ?? secondsOf(headers['x-acs-retry-after'])];
  const parsed = parseJson(body);
  return {
    status,
    ...(dateHeader(date) !== undefined && { date: String(date) }),
    ...((finiteNumber(retryAfter) ?? dateHeader(retryAfter)) !== undefined && { retryAfter: text(retryAfter) ?? '' }),
    ...(isJsonObject(parsed) && bodyOf(parsed, headers, { status, operation, recorded })),
  };
}

interface Answered {
  readonly status: number;
  readonly operation: RecordedOperation | undefined;
  readonly recorded: Recorded;
}

function bodyOf(
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, unknown>>,
  { status, operation, recorded }: Answered,
): Pick<NonNullable<RecordedCall['answer']>, 'body'> {
  const requestId = body['RequestId'] ?? body['requestId'] ?? headers['x-acs-request-id'];
  const verdict = verdictIn({ ...pick(body), ...(requestId !== undefined && { RequestId: requestId }) }, recorded.pseudonyms);
  if (isRefusal(status, body)) return { body: { ...verdict, ...messageIn(body) } };
  return operation ? { body: { ...verdict, ...chosen(body, operation.body, recorded) } } : {};
}

/** What says how a call went, without the rest, which may be long. */
function pick({ Code, code, Success, success }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    ...((Code ?? code) !== undefined && { Code: Code ?? code }),
    ...((Success ?? success) !== undefined && { Success: Success ?? success }),
  };
}

function secondsOf(ms: unknown): string | undefined {
  const asked = finiteNumber(text(ms));
  return asked === undefined ? undefined : String(asked / 1_000);
}
