type Loose<T> = { [K in keyof T]-?: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** A frozen object of the fields that are there. Every field must be named, so none of a model is forgotten. */
export function frozen<T extends object>(fields: Loose<T>): T {
  const kept: Partial<Loose<T>> = {};
  for (const key in fields) {
    if (fields[key] !== undefined) kept[key] = fields[key];
  }
  return Object.freeze(kept) as T;
}
