import type { ErrorCode } from '../../errors.ts';

/** What is known of a failure, whoever reported it. */
export interface FailureFacts {
  /** The service's error code, or Node's: `Throttling.User`, `ECONNRESET`. */
  readonly vendorCode?: string | undefined;
  readonly message?: string | undefined;
  /** The HTTP status, or a numeric `Code` in an answer with status 200. */
  readonly status?: number | undefined;
  /** The error's class name. */
  readonly name?: string | undefined;
  /** Whether the code stands in an answer, so that it is the service's whatever it looks like. */
  readonly isAnswered?: boolean | undefined;
}

/** What a failure comes to. */
export interface Classification {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** What to do next, where that is more than the code says. */
  readonly advice?: string | undefined;
}

/** What a failure comes to where it is of one kind. */
export interface FailureRule {
  readonly applies: (facts: FailureFacts) => boolean;
  readonly kind: Classification;
}

/** A kind of failure that no further try mends. */
export const final = (code: ErrorCode, applies: FailureRule['applies'], advice?: string): FailureRule => ({
  applies,
  kind: { code, retryable: false, advice },
});
/** A kind of failure that may pass. */
export const passing = (code: ErrorCode, applies: FailureRule['applies'], advice?: string): FailureRule => ({
  applies,
  kind: { code, retryable: true, advice },
});

export const byCode =
  (pattern: RegExp) =>
  ({ vendorCode }: FailureFacts): boolean =>
    vendorCode !== undefined && pattern.test(vendorCode);

/** By what the message or the code says. */
export const byWords =
  (pattern: RegExp) =>
  ({ message, vendorCode }: FailureFacts): boolean =>
    pattern.test(message ?? '') || pattern.test(vendorCode ?? '');

export const byStatus =
  (...statuses: readonly number[]) =>
  ({ status }: FailureFacts): boolean =>
    status !== undefined && statuses.includes(status);

export const both =
  (one: FailureRule['applies'], other: FailureRule['applies']) =>
  (facts: FailureFacts): boolean =>
    one(facts) && other(facts);

// Node, OpenSSL, zlib and undici shout, DOMException counts; the service writes names, with this one exception.
const LOCAL_CODE = /^(?!\w+_NOT_EXISTS?$)[A-Z][A-Z0-9_]+$|^ZSTD_/;

/** Whether the code is one of this machine's own: it tells how the call failed, not what the service said. */
export function hasLocalCode({ vendorCode, status, isAnswered = false }: FailureFacts): boolean {
  return vendorCode !== undefined && !isAnswered && (LOCAL_CODE.test(vendorCode) || (status === undefined && /^\d+$/.test(vendorCode)));
}

export function hasServiceCode(facts: FailureFacts): boolean {
  return facts.vendorCode !== undefined && !hasLocalCode(facts);
}
