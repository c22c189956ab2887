import { type ErrorCode, type FailedItem, VpnMonitorError } from '../errors.ts';
import { toVpnMonitorError } from '../transport/failures/index.ts';

/** A rule that a request was not carried out for, and why. */
export interface FailedRule extends FailedItem {
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

const MOST_NAMED = 3;

/** The same with what their codes mean. */
export function refusedRules(items: readonly FailedItem[], action: string): readonly FailedRule[] {
  return items.map((item) => {
    const { vendorCode, message } = item;
    const { code, retryable } = toVpnMonitorError(
      { code: vendorCode, statusCode: statusIn(vendorCode), message },
      { product: 'cms', action },
    );
    return { ...item, code, retryable };
  });
}

/** The rules of a request that failed as a whole. */
export function failedRules(ids: readonly string[], { message, vendorCode, code, retryable }: VpnMonitorError): readonly FailedRule[] {
  return ids.map((id) => ({ id, ...(vendorCode !== undefined && { vendorCode }), message, code, retryable }));
}

/** Which request the failures are of. */
export interface FailedWrite {
  readonly action: string;
  /** How many rules were to be written. */
  readonly total: number;
  readonly cause?: VpnMonitorError | undefined;
}

/** The error for rules that were not written while others were. */
export function partialFailure(failed: readonly FailedRule[], { action, total, cause }: FailedWrite): VpnMonitorError {
  const failures = failed.map(({ id, vendorCode, message }): FailedItem =>
    Object.freeze({ id, ...(vendorCode !== undefined && { vendorCode }), message }),
  );
  return new VpnMonitorError(`${action}: ${failed.length} of ${total} rules failed: ${reasonsOf(failed)}`, {
    code: failed[0]?.code ?? 'server',
    retryable: failed.every(({ retryable }) => retryable),
    action,
    vendorCode: failed[0]?.vendorCode,
    requestId: cause?.requestId,
    status: cause?.status,
    failures,
  });
}

/** The first few reasons, each with the first few rules that it is of. */
function reasonsOf(failed: readonly FailedRule[]): string {
  const byReason = new Map<string, string[]>();
  for (const { id, vendorCode, message } of failed) {
    // What failed as a whole says its code itself.
    const said = vendorCode === undefined || message.includes(vendorCode) ? message : `${vendorCode}: ${message}`;
    const reason = said.replace(/[\s.]+$/, '');
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  const reasons = [...byReason].map(([reason, ids]) => `${fewOf(ids, ', ')}: ${reason}`);
  return fewOf(reasons, '; ');
}

function fewOf(texts: readonly string[], between: string): string {
  const few = texts.slice(0, MOST_NAMED).join(between);
  return texts.length > MOST_NAMED ? `${few}${between}and ${texts.length - MOST_NAMED} more` : few;
}

function statusIn(vendorCode: string | undefined): number | undefined {
  return vendorCode !== undefined && /^[45]\d\d$/.test(vendorCode) ? Number(vendorCode) : undefined;
}
