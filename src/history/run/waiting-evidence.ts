import type { VpnSystemEvent } from '../../events/index.ts';
import type { Aspect, Claim, Code, PointPlacement } from '../../watch/history-parts.ts';
import { claimOf, encode, timeOf } from '../../watch/history-parts.ts';
import type { CodeDetails } from './course-marks.ts';

/** What a datapoint of a state claims. */
export type PointClaim = 'up' | 'down' | 'mixed';

const CLAIMS: readonly PointClaim[] = ['down', 'up', 'mixed'];

/** The datapoints and events of one aspect of one tunnel, until all is known that might speak against them, and what their observations were read from. */
export class WaitingEvidence {
  readonly #tunnel: string;
  readonly #aspect: Aspect;
  readonly #periodMs: number;
  /** Datapoints, oldest first: three times the timestamp, and which of the claims. Numbers, since tens of thousands wait at once. */
  #points: number[] = [];
  #events: Code[] = [];
  /** Of events, and of datapoints that are both up and down, for as long as they may show a change. */
  readonly #details = new Map<Code, CodeDetails>();
  readonly #mixedValues = new Map<number, number>();

  constructor(tunnel: string, aspect: Aspect, periodMs: number) {
    this.#tunnel = tunnel;
    this.#aspect = aspect;
    this.#periodMs = periodMs;
  }

  takePoint(timestamp: number, claim: PointClaim, value: number): void {
    this.#points.push(timestamp * CLAIMS.length + CLAIMS.indexOf(claim));
    if (claim === 'mixed') this.#mixedValues.set(timestamp, value);
  }

  takeEvent(event: VpnSystemEvent, claim: Claim): void {
    const code = encode({ tunnel: this.#tunnel, aspect: this.#aspect, source: 'event', at: event.at, claim });
    // Of two that say the same of one instant the first.
    if (this.#events.includes(code)) return;
    this.#events.push(code);
    this.#details.set(code, { event });
  }

  /** The observations of all that has waited and is of up to an instant, in order. */
  release(known: number, placement: PointPlacement): Code[] {
    const points = this.#points;
    const codes: Code[] = [];
    for (const point of points) {
      const timestamp = Math.floor(point / CLAIMS.length);
      if (timestamp > known) break;
      codes.push(this.#codeOf(timestamp, CLAIMS[point % CLAIMS.length] ?? 'mixed', placement));
    }
    if (codes.length > 0) this.#points = points.slice(codes.length);
    const events = this.#events.filter((code) => timeOf(code) <= known);
    if (events.length === 0) return codes;
    this.#events = this.#events.slice(events.length);
    return [...codes, ...events].sort((a, b) => a - b);
  }

  /** What an observation was read from. */
  detailsOf(code: Code): CodeDetails {
    const claim = claimOf(code);
    return this.#details.get(code) ?? { value: claim === 'up' ? 1 : claim === 'mixed' ? undefined : 0 };
  }

  /** Forgets what the observations of up to an instant, which are before what is still open, were read from. */
  forgetDetails(until: number, openSince: number): void {
    for (const code of this.#details.keys()) if (timeOf(code) <= until && timeOf(code) < openSince) this.#details.delete(code);
  }

  #codeOf(timestamp: number, claim: PointClaim, { laterMs, isEdgeUnknown }: PointPlacement): Code {
    const code = encode({
      tunnel: this.#tunnel,
      aspect: this.#aspect,
      source: 'metric',
      at: timestamp + laterMs,
      periodMs: this.#periodMs,
      isEdgeUnknown,
      claim,
    });
    if (claim === 'mixed') {
      this.#details.set(code, { timestamp, value: this.#mixedValues.get(timestamp) });
      this.#mixedValues.delete(timestamp);
    }
    return code;
  }
}
