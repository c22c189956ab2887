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
