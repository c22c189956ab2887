import { isRecord } from '../internal/records.ts';

/** Whether a body is an object of JSON that says anything, and nothing else that can be read by key. */
export function isJsonObject(body: unknown): body is Readonly<Record<string, unknown>> {
  if (!isRecord(body) || Object.keys(body).length === 0) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === null;
}

/** A body as JSON: text and bytes are parsed, without the byte order marks in front of them; `undefined` where they are no JSON. Anything else is as it was. */
export function parseJson(body: unknown): unknown {
  const words = body instanceof Uint8Array || body instanceof ArrayBuffer ? new TextDecoder().decode(body) : body;
  if (typeof words !== 'string') return words;
  try {
    return JSON.parse(words.replace(/^[\uFEFF\s]+/, '')) as unknown;
  } catch {
    return undefined;
  }
}
