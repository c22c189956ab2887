import type { VpnMonitorError } from '../../errors.ts';
import { isRecord } from '../../internal/records.ts';
import { malformed } from './malformed.ts';
import { notificationFields } from './notification.ts';

const MAX_LAYERS = 5;
/** What bytes that are no text decode to, compressed ones for example. */
// eslint-disable-next-line no-control-regex
const NO_TEXT = /[\u0000-\u0008\uFFFD]/;

/** The object, the list, or the form's or XML's fields of a payload, whatever text or bytes it is written in. */
export function payloadValue(payload: unknown, maxBytes: number): Readonly<Record<string, unknown>> | readonly unknown[] {
  let value = payload;
  for (let layer = 0; layer < MAX_LAYERS; layer++) {
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
      if (value.byteLength > maxBytes) throw tooLong(maxBytes);
      value = new TextDecoder().decode(value);
    } else if (typeof value === 'string') value = textValue(value, maxBytes);
    else if (value instanceof URLSearchParams) value = fieldsOf(value);
    else if (Array.isArray(value)) return value as unknown[];
    else if (value instanceof Promise) throw malformed('it is a promise: await it first');
    else if (isRecord(value)) {
      if (isJsonReadAsForm(value))
        throw malformed('a parser of forms has read its JSON: send it as application/json, or take it before that parser does');
      return value;
    } else throw malformed('it is neither text nor bytes nor an object');
  }
  throw malformed('it is wrapped too deep');
}

/** JSON that was sent as a form, as `curl -d` does: a parser of forms has made names of it, and blanks of its plus signs. */
function isJsonReadAsForm(fields: Readonly<Record<string, unknown>>): boolean {
  return /^\s*[[{]/.test(Object.keys(fields)[0] ?? '');
}

function textValue(given: string, maxBytes: number): unknown {
  if (given.length > maxBytes || Buffer.byteLength(given) > maxBytes) throw tooLong(maxBytes);
  const text = given.replace(/^\uFEFF/, '').trim();
  if (text === '') throw malformed('it is empty');
  const opened = openedText(text);
  if (opened !== undefined) return opened;
  if (/^[\w+/-]+={0,2}$/.test(text.replaceAll(/\s/g, ''))) {
    const decoded = openedText(
      Buffer.from(text, 'base64')
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .trim(),
    );
    if (decoded !== undefined) return decoded;
  }
  if (text.includes('=') && !NO_TEXT.test(text)) return new URLSearchParams(text);
  throw malformed('it is neither JSON nor XML nor a form nor base64');
}

function openedText(text: string): unknown {
  if (text.startsWith('<')) return notificationFields(text);
  return /^[[{"]/.test(text) ? parsed(text) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // V8's message quotes the text, which may hold secrets.
    throw malformed('it is not valid JSON');
  }
}

function fieldsOf(params: URLSearchParams): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [key, value] of params) {
    if (++count > 1_000) throw malformed('it has more than 1000 fields');
    if (!(key in fields)) fields[key] = value;
  }
  return fields;
}

function tooLong(maxBytes: number): VpnMonitorError {
  return malformed(`it is longer than ${maxBytes} bytes`);
}
