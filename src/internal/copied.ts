// Deeper than any input; what is deeper is taken as it is.
const DEEPEST = 8;

/**
 * What a caller gave, with its plain objects and lists copied: what the caller changes while a call is under way changes nothing about it.
 * Anything else, such as a scope, a signal or a function, is taken as it is.
 */
export function copied<T>(given: T): T {
  // Field by field the same.
  return copyOf(given, DEEPEST) as T;
}

function copyOf(value: unknown, levels: number): unknown {
  if (levels === 0) return value;
  // Holes become `undefined`, which checks see.
  if (Array.isArray(value)) return Array.from(value as readonly unknown[], (item) => copyOf(item, levels - 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner, levels - 1)]));
}

/** Whether a value is an object literal, also one of another realm. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'));
}
