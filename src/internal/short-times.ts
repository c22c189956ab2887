import { type Clock, systemClock } from './clock.ts';
import type { Logger } from './logger.ts';

const SECOND_MS = 1_000;
// What a machine's clock is hardly ever off by, and a simulated one nearly always.
const SIMULATED_MS = 86_400_000;

/**
 * Warns of options of less than a second: seconds were given where milliseconds are meant. They are used all the same. 0 turns something off,
 * and is meant.
 *
 * @param now - By the monitor's clock. One of its own is that of a simulation, which means short times.
 */
export function warnOfShortTimes(
  times: Readonly<Record<string, number | undefined>>,
  now: number,
  logger: Pick<Logger, 'warn'>,
  machine: Clock = systemClock,
): void {
  if (Math.abs(now - machine.now()) > SIMULATED_MS) return;
  for (const [name, ms = 0] of Object.entries(times)) {
    if (ms > 0 && ms < SECOND_MS)
      logger.warn(`${name} ${ms} is less than a second, because it is in milliseconds: for ${ms} seconds, give ${inCode(ms * SECOND_MS)}`);
  }
}

/** A number as it is written in code: 60_000. */
function inCode(ms: number): string {
  return ms.toLocaleString('en-US').replaceAll(',', '_');
}
