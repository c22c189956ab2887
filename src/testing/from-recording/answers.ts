import { finiteNumber, isRecord, text, truth } from '../../internal/records.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';

// What answers that went well have for a code, if any.
const FINE_CODE = /^(?:|0|200|ok|success)$/i;

/** A call that was answered with a success. */
export interface Answer {
  /** When, by the service's clock where it was heard: milliseconds since the epoch. */
  readonly at: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The successes of one operation, oldest first. */
export function answersOf(calls: readonly RecordedCall[], action: string): readonly Answer[] {
  return calls
    .filter((call) => call.action === action && isSuccess(call))
    .sort((a, b) => a.at - b.at)
    .flatMap((call) => (call.answer?.body ? [{ at: answeredAt(call), params: call.params, body: call.answer.body }] : []));
}

/** When a call was answered: by the service's clock to the second, else by the machine's. */
export function answeredAt({ at, tookMs, answer }: RecordedCall): number {
  return dateOf(answer?.date) ?? at + tookMs;
}

/** The time of a `Date` header. */
export function dateOf(date: string | undefined): number | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isFinite(ms) ? ms : undefined;
}

/** Whether an answer is a refusal inside an HTTP 200. */
export function isSoftRefusal({ answer }: RecordedCall): boolean {
  if (!answer || answer.status < 200 || answer.status >= 300) return false;
  const { Code = '', Success } = answer.body ?? {};
  return truth(Success) === false || !FINE_CODE.test(text(Code) ?? '');
}

function isSuccess(call: RecordedCall): boolean {
  const { answer } = call;
  return answer !== undefined && answer.status >= 200 && answer.status < 300 && !isSoftRefusal(call);
}

/** The objects of a list. */
export function recordsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? (list as readonly unknown[]).filter(isRecord) : [];
}

/** A time of the service in milliseconds; `undefined` for none. */
export function timeIn(value: unknown): number | undefined {
  const ms = finiteNumber(value);
  return ms === undefined || ms <= 0 ? undefined : ms;
}
