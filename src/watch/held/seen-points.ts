/** How many periods before the newest datapoint are remembered: later than that the service publishes none. */
const REMEMBERED = 31;
const NONE: readonly number[] = [];

/** Which datapoints of one series have come, and which are missing and may yet be published. */
export class SeenPoints {
  /** Not a number before the first has come. */
  #newest = NaN;
  #periodMs = 0;
  /** Oldest first. Replaced, never changed: a series that lacks nothing shares its list with all others. */
  #missing = NONE;

  /** The timestamp of the newest datapoint. */
  get newest(): number | undefined {
    return Number.isNaN(this.#newest) ? undefined : this.#newest;
  }

  /** The timestamps after an instant that are missing, oldest first. What lies before the first datapoint is not. */
  missingAfter(instant: number): readonly number[] {
    return this.#missing.length === 0 ? NONE : this.#missing.filter((timestamp) => timestamp > instant);
  }

  /** Takes note that a datapoint has come. */
  note(timestamp: number, periodMs: number): void {
    // What is missing of one period says nothing of another.
    if (periodMs !== this.#periodMs) this.#missing = NONE;
    this.#periodMs = periodMs;
    if (Number.isNaN(this.#newest)) this.#newest = timestamp;
    const ahead = Math.round((timestamp - this.#newest) / periodMs);
    if (ahead > 0) this.#advance(timestamp, ahead);
    else if (this.#missing.length > 0) this.#missing = this.#missing.filter((one) => Math.round((timestamp - one) / periodMs) !== 0);
  }

  #advance(newest: number, ahead: number): void {
    this.#newest = newest;
    if (ahead === 1 && this.#missing.length === 0) return;
    const oldest = newest - (REMEMBERED + 0.5) * this.#periodMs;
    const missing = this.#missing.filter((timestamp) => timestamp > oldest);
    for (let back = Math.min(ahead - 1, REMEMBERED); back > 0; back--) missing.push(newest - back * this.#periodMs);
    this.#missing = missing;
  }
}
