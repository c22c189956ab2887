import { METRICS } from '../../catalog/index.ts';
import { isRecord, text } from '../../internal/records.ts';
import type { Pseudonyms } from './anonymous/pseudonyms.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What a message is classified by: see the rules of failures that go by words. */
const TELLING = /user api quota limit|flow control|\bbusy\b|try again|temporar(?:y|ily)|time(?:d )?\s?out|unavailable|dimensions?/gi;
const NAMES: ReadonlySet<string> = /* @__PURE__ */ new Set<string>(/* @__PURE__ */ METRICS.map((metric) => metric.name));
const MOST_READ = 10_000;
const LONGEST_CODE = 100;

type Body = Readonly<Record<string, unknown>>;

/** What an answer says of itself, however it spells it: whether it went well, by which code, and what it is called. */
export function verdictIn(body: Body, pseudonyms: Pseudonyms): Body {
  const [code, success, requestId] = [
    body['Code'] ?? body['code'],
    body['Success'] ?? body['success'],
    body['RequestId'] ?? body['requestId'],
  ];
  return {
    ...(code !== undefined && { Code: codeOf(code, pseudonyms) }),
    ...(success !== undefined && {
      Success: typeof success === 'boolean' || /^\s*(?:true|false)\s*$/i.test(text(success) ?? '') ? success : null,
    }),
    ...(text(requestId) !== undefined && { RequestId: pseudonyms.request() }),
  };
}

/** Of a message the words that a failure is classified by, and names of metrics. */
export function messageIn(body: Body): Body {
  const { message } = wordsOf(body['Message'] ?? body['message']);
  return message === undefined ? {} : { Message: message };
}

function wordsOf(value: unknown): { readonly message?: string } {
  const message = text(value)?.slice(0, MOST_READ) ?? '';
  const words = [...(message.match(TELLING) ?? []), ...message.split(/[^\w.]+/).filter((word) => NAMES.has(word))];
  return words.length === 0 ? {} : { message: [...new Set(words)].join(' … ') };
}

/** What a transport failed with, and of its words those that it is classified by. */
export function recordedError(error: unknown, pseudonyms: Pseudonyms): NonNullable<RecordedCall['error']> {
  const fields = isRecord(error) ? error : {};
  const name = text(fields['name']);
  const code = text(fields['code']);
  const status = fields['statusCode'] ?? fields['status'];
  return {
    name: name === undefined ? 'Error' : pseudonyms.inWords(name.slice(0, LONGEST_CODE)),
    ...(code !== undefined && { code: String(codeOf(code, pseudonyms)) }),
    ...(typeof status === 'number' && { status }),
    ...wordsOf(fields['message']),
  };
}

/** Codes are classified by their parts: those that the service's words have stay. */
function codeOf(code: unknown, pseudonyms: Pseudonyms): string | number {
  if (typeof code === 'number') return Number.isInteger(code) && Math.abs(code) < 1_000 ? code : 0;
  return pseudonyms.inWords((text(code) ?? '').trim().slice(0, LONGEST_CODE));
}
