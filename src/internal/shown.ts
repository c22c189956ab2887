import { inspect } from 'node:util';

/** A value as a message names it: an object by its class alone, since its fields may be secret. */
export function shown(value: unknown): string {
  return inspect(value, { depth: -1, customInspect: false, maxStringLength: 80 });
}
