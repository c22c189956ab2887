/** A frozen object of fields, whose `toJSON` is no field of it: printing and spreading it show none. */
export function withJson<T extends object, J>(fields: T, toJSON: () => J): Readonly<T> & { toJSON(): J } {
  return Object.freeze(Object.defineProperty({ ...fields, toJSON }, 'toJSON', { enumerable: false }));
}
