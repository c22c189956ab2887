/** JSON inside text, where the text is an object or a list; anything else as it is. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > 1_048_576 || !/^\s{0,32}[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
