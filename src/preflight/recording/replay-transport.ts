import { VpnMonitorError, type ErrorCode } from '../../errors.ts';
import type { ApiRequest, ApiResponse } from '../../transport/index.ts';
import type { ReplayTransport } from './model.ts';
import type { RecordedCall } from './recorded-call.ts';
import { parseRecording } from './recorded-lines.ts';
import { notRecorded } from './replay/not-recorded.ts';
import { RecordedAnswers, type Outcome } from './replay/recorded-answers.ts';

/**
 * A transport that answers from a recording, without a key and without a network.
 *
 * Ask with the ids that stand in the recording (`vpn-0001`), or of whole fleets. A question that was asked several times gets its answers in their order,
 * and then the last one again; what failed fails again. Other windows, other groups of resources and other sizes of pages are answered from the rows that were
 * recorded, where all of them were. What was not recorded rejects with a `VpnMonitorError` of code `config` that says what there is instead, and is kept in `unrecorded`.
 *
 * Answers bear the time at which they came, so that the monitor goes by the time of the recording: `last('1h')` is the last hour of it. Nothing is counted
 * and nothing waits for the rate limit.
 *
 * @param lines - The text of a recording, or its lines.
 * @throws `TypeError` that names the line which is none of a recording.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { replayTransport, VpnMonitor } from 'alicloud-vpn-monitor';
 *
 * const transport = replayTransport(await readFile('vpn-recording.ndjson', 'utf8'));
 * await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
 * for (const { connectionId, ipsec } of await monitor.topology.connections().toArray()) console.log(connectionId, ipsec);
 * console.log(transport.unrecorded.length, 'questions are not in the recording');
 * ```
 */
export function replayTransport(lines: string | Iterable<string>): ReplayTransport {
  const answers = new RecordedAnswers(parseRecording(lines));
  const unrecorded: ApiRequest[] = [];
  return {
    // None of its answers leaves this machine: it takes no turn at all.
    takesTurns: true,
    unrecorded,
    call: async (request, { signal }) => {
      signal.throwIfAborted();
      const outcome = answers.find(request);
      if (outcome) return await responseOf(outcome, request);
      unrecorded.push(request);
      throw notRecorded(request, answers.of(request));
    },
  };
}

function responseOf({ answer, error }: Outcome, { action }: ApiRequest): Promise<ApiResponse> {
  if (!answer) return Promise.reject(failureOf(error ?? { name: 'Error' }, action));
  const { status, date, retryAfter, body = '' } = answer;
  return Promise.resolve({ status, body, headers: { ...(date !== undefined && { date }), ...(retryAfter !== undefined && { 'retry-after': retryAfter }) } });
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
