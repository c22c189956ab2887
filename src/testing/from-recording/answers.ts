import { dateHeader } from '../../internal/service-clock.ts';
import { isAnswered, isRefusal, type RecordedCall } from '../../preflight/recording/index.ts';

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
    .filter((call) => call.action === action)
    .filter(isAnswered)
    .sort((a, b) => a.at - b.at)
    .map((call) => ({ at: answeredAt(call), params: call.params, body: call.answer.body }));
}

/** When a call was answered: by the service's clock to the second, else by the machine's. */
export function answeredAt({ at, tookMs, answer }: RecordedCall): number {
  return dateHeader(answer?.date) ?? at + tookMs;
}

/** Whether an answer is a refusal inside an HTTP 200. */
export function isSoftRefusal({ answer }: RecordedCall): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300 && isRefusal(answer.status, answer.body ?? {});
}
