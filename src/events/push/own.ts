/** The object that a payload is. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field of an object's own, where it says anything. */
export function own(fields: Fields, key: string): unknown {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return value === null || value === '' ? undefined : value;
}
