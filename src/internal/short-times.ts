import type { Logger } from './logger.ts';

/** What no time of monitoring is below: the data has periods of a minute and more. */
export const SECOND_MS = 1_000;

/**
 * Warns of options of less than a second: seconds were given where milliseconds are meant. They are used all the same, since a test may want
 * them. 0 turns something off, and is meant.
 */
export function warnOfShortTimes(times: Readonly<Record<string, number | undefined>>, logger: Pick<Logger, 'warn'>): void {
  for (const [name, ms = 0] of Object.entries(times)) {
    if (ms > 0 && ms < SECOND_MS)
      logger.warn(`${name} ${ms} is less than a second, because it is in milliseconds: for ${ms} seconds, give ${inCode(ms * SECOND_MS)}`);
  }
}

/** A number as it is written in code: 60_000. */
function inCode(ms: number): string {
  return ms.toLocaleString('en-US').replaceAll(',', '_');
}
