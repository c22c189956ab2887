/** Gives a known model where it says what another one does, and else that one. */
export type Unchanged<T> = (model: T) => T;

/**
 * For models that say what a known one says, that very object: whoever keeps one beyond its listing does not keep the
 * same twice. Asked as soon as a row is read, so that a large list is never in memory twice either.
 */
export function unchangedAmong<T>(known: readonly T[], idOf: (model: T) => string): Unchanged<T> {
  const knownById = new Map(known.map((model) => [idOf(model), model]));
  return (model) => {
    const before = knownById.get(idOf(model));
    return before !== undefined && isSame(before, model) ? before : model;
  };
}

/** Whether two values of plain data say the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isData(one) || !isData(other)) return false;
  let fields = 0;
  for (const name in one) {
    if (!isSame(one[name], other[name])) return false;
    fields++;
  }
  // Models have no fields that are undefined, so as many are the same ones.
  return fields === Object.keys(other).length;
}

/** Unlike `isRecord`, of lists too. */
function isData(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
