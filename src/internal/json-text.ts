const MOST_CHARACTERS = 1_048_576;

/** What a text says that is an object or a list in JSON; `undefined` for anything else. */
export function jsonIn(text: unknown): { readonly parsed: unknown } | undefined {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return { parsed: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** JSON inside text, where the text is an object or a list, and not longer than anybody means to send; anything else as it is. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) return value;
  const json = jsonIn(value);
  return json ? json.parsed : value;
}
