import { METRICS } from '../../catalog/index.ts';
import { isRecord, text } from '../../internal/records.ts';
import type { Pseudonyms } from './anonymous/pseudonyms.ts';
import { isWord } from './anonymous/plain.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What a message is classified by: see the rules of failures that go by words. */
const TELLING = /user api quota limit|flow control|\bbusy\b|try again|temporar(?:y|ily)|time(?:d )?\s?out|unavailable|dimensions?/gi;
const NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set<string>(/* @__PURE__ */ METRICS.map((metric) => metric.name));
const MOST_READ = 10_000;

type Body = Readonly<Record<string, unknown>>;

/** What an answer says of itself, however it spells it: whether it went well, by which code, and what it is called. */
export function verdictIn(body: Body, pseudonyms: Pseudonyms): Body {
  const [code, success, requestId] = [body['Code'] ?? body['code'], body['Success'] ?? body['success'], body['RequestId'] ?? body['requestId']];
  return {
    ...(code !== undefined && { Code: codeOf(code) }),
    ...(success !== undefined && { Success: typeof success === 'boolean' || /^\s*(?:true|false)\s*$/i.test(text(success) ?? '') ? success : null }),
    ...(text(requestId) !== undefined && { RequestId: pseudonyms.request() }),
  };
}

/** Of a message the words that a failure is classified by, and names of metrics. */
export function messageIn(body: Body): Body {
  const message = text(body['Message'] ?? body['message'])?.slice(0, MOST_READ);
  if (message === undefined) return {};
  const words = [...(message.match(TELLING) ?? []), ...message.split(/[^\w.]+/).filter((word) => NAMES.has(word))];
  return words.length === 0 ? {} : { Message: [...new Set(words)].join(' … ') };
}

/** What a transport failed with, without its words. */
export function recordedError(error: unknown): NonNullable<RecordedCall['error']> {
  const fields = isRecord(error) ? error : {};
  const name = text(fields['name']);
  const code = text(fields['code']);
  const status = fields['statusCode'] ?? fields['status'];
  return {
    name: name !== undefined && isWord(name) ? name : 'Error',
    ...(code !== undefined && { code: String(codeOf(code)) }),
    ...(typeof status === 'number' && { status }),
  };
}

function codeOf(code: unknown): string | number {
  if (typeof code === 'number' && Math.abs(code) < 10_000) return code;
  const said = (text(code) ?? '').trim();
  return isWord(said) || /^\d{0,4}$/.test(said) ? said : 'Unknown';
}
