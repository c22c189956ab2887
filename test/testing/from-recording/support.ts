import type { ApiRequest, Transport } from 'alicloud-vpn-monitor';
import type { RecordedCall } from '../../../src/preflight/recording/index.ts';

/** Copies every call, whole: the answers of a simulator are no secret. */
export function copyingTransport(transport: Transport, lines: string[]): Transport {
  return {
    ...transport,
    async call(request, options) {
      const at = Date.now();
      const answer = await transport.call(request, options);
      const body = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as Record<string, unknown>;
      const date = answer.headers?.['date'];
      lines.push(JSON.stringify(lineOf(request, body, { at, status: answer.status, ...(typeof date === 'string' && { date }) })));
      return answer;
    },
  };
}

interface Told {
  readonly at?: number;
  readonly status?: number;
  readonly date?: string;
}

/** A line of a recording. */
export function lineOf(
  { product, action, params }: ApiRequest,
  body: Readonly<Record<string, unknown>>,
  { at = 0, status = 200, date }: Told = {},
): RecordedCall {
  return { v: 1, at, tookMs: 1, product, action, params, answer: { status, body, ...(date !== undefined && { date }) } };
}

/** Lines written by hand. */
export function recordingOf(...calls: readonly RecordedCall[]): string {
  return calls.map((call) => JSON.stringify(call)).join('\n');
}
