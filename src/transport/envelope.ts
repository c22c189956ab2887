import { finiteNumber, isRecord } from '../internal/records.ts';

/** What a transport returned, taken apart. */
interface Envelope {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** The parts of what a transport returned. Transports are the user's own code: what they return is checked, not believed. */
export function envelope(response: unknown): Envelope {
  if (!isRecord(response)) return { status: 200, body: response, headers: {} };
  const status = finiteNumber(response['status']) ?? finiteNumber(response['statusCode']);
  const wrapped = Object.hasOwn(response, 'body') || status !== undefined;
  const headers = response['headers'];
  return { status: status ?? 200, body: wrapped ? response['body'] : response, headers: wrapped && isRecord(headers) ? headers : {} };
}
