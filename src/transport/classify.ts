import type { ErrorCode } from '../errors.ts';

/** What is known of a failure, whoever reported it. */
export interface FailureFacts {
  /** The service's error code, or Node's: `Throttling.User`, `ECONNRESET`. */
  readonly vendorCode?: string | undefined;
  readonly message?: string | undefined;
  /** The HTTP status, or a numeric `Code` in an answer with status 200. */
  readonly status?: number | undefined;
  /** The error's class name. */
  readonly name?: string | undefined;
}

export interface Classification {
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

type Rule = readonly [test: (facts: FailureFacts) => boolean, code: ErrorCode, retryable: boolean];

const byCode =
  (pattern: RegExp) =>
  ({ vendorCode }: FailureFacts): boolean =>
    vendorCode !== undefined && pattern.test(vendorCode);
const byMessage =
  (pattern: RegExp) =>
  ({ message, vendorCode }: FailureFacts): boolean =>
    pattern.test(message ?? '') || pattern.test(vendorCode ?? '');
const byStatus =
  (from: number, to = from) =>
  ({ status }: FailureFacts): boolean =>
    status !== undefined && status >= from && status <= to;

// The first rule that fits wins, so codes come before the statuses they travel with. The quota
// message arrives under a throttling code, but waiting does not help before the next month.
const RULES = /* @__PURE__ */ ((): readonly Rule[] => [
  [byMessage(/user api quota limit/i), 'quota-exhausted', false],
  [byCode(/throttling/i), 'throttled', true],
  [byMessage(/flow control/i), 'throttled', true],
  // Both heal by signing again: a nonce is drawn and the time read for each attempt.
  [byCode(/^(SignatureNonceUsed|InvalidTimeStamp)/i), 'auth', true],
  [
    byCode(/^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|MissingSecurityToken|MissingAccessKeyId|InvalidCredentials)/i),
    'auth',
    false,
  ],
  // "Forbbiden.SubUser" is how VPC spells it.
  [byCode(/^(Forbidden|Forbbiden|NoPermission|AccessForbidden|AccessDenied)/i), 'forbidden', false],
  [byCode(/^Invalid(Api|Action)\.NotFound/i), 'invalid-request', false],
  [byCode(/(\.NotFound$|^ResourceNotFound)/i), 'not-found', false],
  [byCode(/^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/), 'timeout', true],
  [({ name }) => name === 'RequestTimeoutError' || name === 'TimeoutError', 'timeout', true],
  [byCode(/^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR_SOCKET)$/), 'network', true],
  [({ status, message }) => status === undefined && /socket hang up/i.test(message ?? ''), 'network', true],
  [({ name }) => name === 'SyntaxError', 'protocol', true],
  [byCode(/^(ServiceUnavailable|InternalError|InternalFailure)/i), 'server', true],
  [byStatus(401), 'auth', false],
  [byStatus(403), 'forbidden', false],
  [byStatus(404), 'not-found', false],
  [byStatus(408), 'timeout', true],
  [byStatus(429), 'throttled', true],
  [byStatus(500, 599), 'server', true],
  [byStatus(400, 499), 'invalid-request', false],
])();

/** The error code for a failure, and whether the same call may succeed later; `undefined` where nothing is known. */
export function classify(facts: FailureFacts): Classification | undefined {
  const rule = RULES.find(([test]) => test(facts));
  return rule && { code: rule[1], retryable: rule[2] };
}
