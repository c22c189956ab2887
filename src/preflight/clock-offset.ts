import type { Exchange } from '../internal/service-clock.ts';
import type { PreflightClock } from './model.ts';

/** How far the local clock is ahead of a service, at least and at most. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

// A `Date` header is a whole second, rounded down.
const HEADER_STEP_MS = 1_000;
/** The clocks of two services may be apart: whose is told, in this order. */
const SERVICES = ['cms', 'vpc', 'cbn'];

/** Learns from answers what the local clock differs from the services' by: each narrows down what the others left open. */
export class ClockOffset {
  readonly #bounds = new Map<string, Bounds>();

  learn({ after, elapsedMs, date }: Exchange, service: string): void {
    // The service's time was in [date, date + 1 s) at some moment while the local clock went from `after - elapsedMs` to `after`.
    const shown = { least: after - elapsedMs - date - HEADER_STEP_MS, most: after - date };
    const known = this.#bounds.get(service) ?? shown;
    const both = { least: Math.max(known.least, shown.least), most: Math.min(known.most, shown.most) };
    // Where they contradict each other the local clock has jumped: the newer answer holds.
    this.#bounds.set(service, both.least <= both.most ? both : shown);
  }

  read(): PreflightClock {
    const bounds = SERVICES.map((service) => this.#bounds.get(service)).find((one) => one !== undefined);
    if (!bounds) return { offsetMs: undefined, uncertaintyMs: undefined };
    return { offsetMs: Math.round((bounds.least + bounds.most) / 2), uncertaintyMs: Math.ceil((bounds.most - bounds.least) / 2) };
  }
}
