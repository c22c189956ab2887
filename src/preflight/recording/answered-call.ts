import { text } from '../../internal/records.ts';
import { isFineCode } from '../../transport/index.ts';
import type { RecordedCall } from './recorded-call.ts';

type Body = Readonly<Record<string, unknown>>;

/** A call that was answered, and not refused. */
export interface AnsweredCall extends RecordedCall {
  readonly answer: NonNullable<RecordedCall['answer']> & { readonly body: Body };
}

/** Whether a call was answered, and not refused. */
export function isAnswered(call: RecordedCall): call is AnsweredCall {
  const { answer } = call;
  return answer?.body !== undefined && !isRefusal(answer.status, answer.body);
}

/** Whether an answer refuses what was asked for: by its status, or inside an HTTP 200. */
export function isRefusal(status: number, body: Body): boolean {
  const code = text(body['Code'] ?? body['code']);
  const success = body['Success'] ?? body['success'];
  return (
    status < 200 ||
    status >= 300 ||
    (code !== undefined && !isFineCode(code)) ||
    success === false ||
    /^\s*false\s*$/i.test(text(success) ?? '')
  );
}
