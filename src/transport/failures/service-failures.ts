import { REFUSED_KEY } from '../refused-key.ts';
import { both, byCode, byStatus, byWords, type FailureFacts, type FailureRule, final, hasServiceCode, passing } from './failure-facts.ts';

// "Forbbiden.SubUser" is how VPC spells it.
const FORBIDDEN =
  /^(Forbidden|InvalidAuthorization|Forbbiden|NoPermission|AccessForbidden|AccessDenied|NotAuthorized|Unauthorized|UnauthorizedOperation)|\.(Forbidden|NoPermission|NotAuthorized|Unauthorized)$/i;
// Anchored on purpose: `InvalidStatus`, `InvalidNextToken` and others of the kind are true of a moment alone.
const WRONG_REQUEST =
  /^(Missing|Illegal|Malformed|Unsupported|NotSupport|Params?(eters?)?(Invalid|Missing|Illegal|Error|NotSupport|Format)|Invalid(Param|Argument|Value|Api\b|Action|Version|Region|Metric|Namespace|Period|StartTime|EndTime|Page(Size|Number)))/i;
const WRONG_VALUE = /^Invalid\w*\.(Malformed|ValueNotSupported|NotSupported|Unsupported|Illegal|TooLong|OutOfRange|Format|Mismatch)/i;
const NOT_FOUND = /\.NotFound$|^ResourceNotFound/i;
const NOT_THERE = /NotFound$|NotExists?(\.\w+)?$|_NOT_EXISTS?$|^NoSuch/;
const PASSING =
  /busy|unavailable|internal_?(error|failure|server)|^unknown(error)?$|configuring|conflict|upgrading|try_?again|serviceexception/i;

const isRefused = ({ status }: FailureFacts): boolean => status !== undefined && status >= 400 && status < 500;
const isNumeric = /* @__PURE__ */ byCode(/^\d+$/);

/**
 * What the service says, the first rule that fits. Codes come before the statuses they travel with:
 * a status alone decides only where it can mean nothing else.
 */
export const serviceRules = /* @__PURE__ */ ((): readonly FailureRule[] => [
  // It comes under a throttling code, but waiting does not help before the next month.
  final('quota-exhausted', byWords(/user api quota limit/i)),
  passing('throttled', byCode(/throttl|^TooManyRequests|FlowControl|^ExceedingQuota$|RequestLimitExceeded|QpsLimit/i)),
  passing('throttled', byWords(/flow control/i)),
  // Both heal by signing again: a nonce is drawn and the time read for each attempt.
  passing('auth', byCode(/^(SignatureNonceUsed|InvalidTimeStamp)/i)),
  final('auth', byCode(REFUSED_KEY)),
  final('forbidden', byCode(FORBIDDEN)),
  final('invalid-request', byCode(/^Invalid(Api|Action)\.NotFound/i)),
  final('not-found', byCode(NOT_FOUND)),
  final('invalid-request', both(hasServiceCode, byCode(WRONG_REQUEST))),
  final('invalid-request', both(hasServiceCode, byCode(WRONG_VALUE))),
  // What is there already stays there, whatever else the code says.
  final('invalid-request', both(hasServiceCode, byCode(/Already_?Exist/i))),
  passing('timeout', both(hasServiceCode, byCode(/time_?d?out/i))),
  passing('server', both(hasServiceCode, byCode(PASSING))),
  // Cloud Monitor's own codes are numbers, and its words say more.
  passing('server', both(isNumeric, byWords(/\bbusy\b|try again|temporar|time(d )?\s?out|unavailable/i))),
  final('not-found', byCode(NOT_THERE)),
  final('invalid-request', both(isRefused, byWords(/dimension/i))),
  final('invalid-request', both(isNumeric, byStatus(400))),
  final('auth', both(hasServiceCode, byStatus(401))),
  final('forbidden', both(hasServiceCode, byStatus(403))),
  final('not-found', both(hasServiceCode, byStatus(404))),
  passing('timeout', byStatus(408)),
  passing('throttled', byStatus(429)),
])();
