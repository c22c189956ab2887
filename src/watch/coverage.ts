// What one number holds.
const REMEMBERED = 32;

interface Heard {
  newest: number;
  /** Bit n stands for the period n before the newest. */
  seen: number;
}

/** Which periods of each series have been read, over the last 32: what is missing among them may yet be published. */
export class Coverage {
  readonly #series = new Map<string, Heard>();
  readonly #periodMs: number;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  note(key: string, timestamp: number): void {
    const heard = this.#series.get(key);
    if (!heard) {
      // What lies before the first point is not asked for.
      this.#series.set(key, { newest: timestamp, seen: -1 });
      return;
    }
    const ahead = Math.round((timestamp - heard.newest) / this.#periodMs);
    if (ahead > 0) {
      heard.newest = timestamp;
      heard.seen = ahead < REMEMBERED ? (heard.seen << ahead) | 1 : 1;
    } else if (-ahead < REMEMBERED) heard.seen |= 1 << -ahead;
  }

  /** The periods of a series that are missing after an instant, first and last; `undefined` where none is. */
  gap(key: string, after: number): { readonly first: number; readonly last: number } | undefined {
    const heard = this.#series.get(key);
    if (!heard) return undefined;
    let gap: { first: number; last: number } | undefined;
    for (let back = 1; back < REMEMBERED; back++) {
      const timestamp = heard.newest - back * this.#periodMs;
      if (timestamp <= after) break;
      if ((heard.seen >>> back) & 1) continue;
      gap = { first: timestamp, last: gap?.last ?? timestamp };
    }
    return gap;
  }

  /** Up to when every series was heard that was heard at all after an instant; that instant where none was. */
  heardUntil(after: number): number {
    let oldest = Infinity;
    for (const { newest } of this.#series.values()) if (newest > after && newest < oldest) oldest = newest;
    return oldest === Infinity ? after : oldest;
  }

  /** Forgets series that are no longer asked for. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#series.keys()) if (!keys.has(key)) this.#series.delete(key);
  }
}
