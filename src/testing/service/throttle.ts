// DescribeMetricData and DescribeMetricTop allow 10 calls a second where the others allow 50.
const A_FIFTH: ReadonlySet<string> = new Set(['DescribeMetricData', 'DescribeMetricTop']);

/** Counts calls per operation over the last second of real time. */
export class Throttle {
  readonly #perSecond: number;
  readonly #recent = new Map<string, number[]>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether a call is within the limit; one that is not does not count. */
  admit(action: string, now = performance.now()): boolean {
    if (!Number.isFinite(this.#perSecond)) return true;
    const limit = A_FIFTH.has(action) ? Math.max(1, Math.floor(this.#perSecond / 5)) : this.#perSecond;
    const recent = (this.#recent.get(action) ?? []).filter((at) => at > now - 1_000);
    const admitted = recent.length < limit;
    if (admitted) recent.push(now);
    this.#recent.set(action, recent);
    return admitted;
  }
}
