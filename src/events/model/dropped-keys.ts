import type { Logger } from '../../internal/logger.ts';

const MAX_NAMED = 200;
const named = /* @__PURE__ */ new WeakMap<Logger, Set<string>>();

/** Warns of keys that events' contents were taken without, each once. What they held is not said. */
export function sayDroppedKeys(logger: Logger, keys: readonly string[]): void {
  const known = named.get(logger) ?? new Set();
  named.set(logger, known);
  const fresh = keys.filter((key) => !known.has(key)).slice(0, MAX_NAMED - known.size);
  if (fresh.length === 0) return;
  for (const key of fresh) known.add(key);
  logger.warn('fields were left out of the content of events: no document has them, or they hold a secret', { keys: fresh });
}
