import { checkFilter, type EventContext, EventQuery, type VpnSystemEvent } from '../../events/index.ts';
import { askByServiceTime } from '../../internal/by-service-time.ts';

/** Reads the region's system events, each round from a little before where the last one ended: what is published late still comes. */
export class EventSource {
  readonly #context: EventContext;
  readonly #overlapMs: number;
  #mark: number | undefined;

  constructor(context: EventContext, overlapMs: number) {
    this.#context = context;
    this.#overlapMs = overlapMs;
  }

  /** Goes on from where another run has read. */
  resume(mark: number | undefined): void {
    this.#mark = mark;
  }

  /** Up to when events were read; absent before they were. */
  get mark(): number | undefined {
    return this.#mark;
  }

  /** The events since the last round, by the service's time: also where the first answer shows that the clock was wrong. */
  async read(signal: AbortSignal): Promise<readonly VpnSystemEvent[]> {
    const { events, until } = await askByServiceTime(this.#context.clock, (now) => this.#readUntil(now(), signal));
    this.#mark = until;
    return events;
  }

  async #readUntil(now: number, signal: AbortSignal): Promise<{ readonly events: readonly VpnSystemEvent[]; readonly until: number }> {
    const start = Math.min(this.#mark ?? now, now) - this.#overlapMs;
    const events: VpnSystemEvent[] = [];
    // Without an overlap the first round has nothing to ask for.
    if (start < now)
      for await (const event of new EventQuery(this.#context, checkFilter({})).between(start, now).signal(signal)) events.push(event);
    return { events, until: now };
  }
}
