import type { EventLevel } from './model.ts';

const LEVELS: ReadonlyMap<string, EventLevel> = new Map([
  ['INFO', 'INFO'],
  ['WARN', 'WARN'],
  ['WARNING', 'WARN'],
  ['CRITICAL', 'CRITICAL'],
]);

/** A level in any case: the documents write `Warn`, the wire `WARN`. */
export function levelOf(value: string | undefined): EventLevel | undefined {
  return value === undefined || value.length > 32 ? undefined : LEVELS.get(value.trim().toUpperCase());
}
