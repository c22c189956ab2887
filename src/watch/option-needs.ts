import type { Logger } from '../internal/logger.ts';
import type { CheckedOptions } from './options.ts';
import type { WatchEvents } from './watch-events.ts';

/** Says of a listener that nothing will ever call it, once for each type, which option it needs. */
export class OptionNeeds {
  readonly #needs: Map<keyof WatchEvents, string>;
  readonly #logger: Logger;

  constructor({ diagnose, certificateNoticeDays, alarms }: CheckedOptions, logger: Logger) {
    this.#logger = logger;
    this.#needs = new Map();
    if (!diagnose) this.#needs.set('tunnel:diagnosis', 'diagnose: true');
    if (certificateNoticeDays.length === 0)
      this.#needs.set('certificate:expiring', 'certificateNoticeDays, such as certificateNoticeDays: [30, 7, 1]');
    if (alarms.length > 0) return;
    for (const type of ['alarm:raised', 'alarm:cleared'] as const)
      this.#needs.set(type, "alarms, such as alarms: [{ on: 'connection:down', for: '3m' }]");
  }

  /** Takes what somebody listens for. */
  heed(type: keyof WatchEvents): void {
    const option = this.#needs.get(type);
    if (option === undefined) return;
    this.#needs.delete(type);
    this.#logger.warn(`a listener for '${type}' will never be called: the watch needs the option ${option}`);
  }
}
