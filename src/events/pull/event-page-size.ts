/** How many events are asked for at once: the service's limit. */
const PAGE_SIZE = 100;
// What the service puts on a page where it is not asked for a size: it cuts none below that, and the few events of a usual poll take no second call.
const LEAST_CUT = 10;
// A page that is all there is by chance looks like one that was cut; each look at the next page is a call.
const LOOKS_IN_VAIN = 3;

/**
 * How many events a page holds. The service may put fewer on a page than it is asked for, and does not
 * say how many there are: a short page is the last one only where a longer one was seen, or where the
 * next one has turned out empty often enough.
 */
export class EventPageSize {
  #size = PAGE_SIZE;
  #longest = 0;
  readonly #lookedInVain = new Map<number, number>();

  /** How many to ask for. */
  get size(): number {
    return this.#size;
  }

  /** Whether a first page of so many may have been cut there. */
  mayBeCut(count: number): boolean {
    const isLongest = count >= LEAST_CUT && count >= this.#longest;
    this.#longest = Math.max(this.#longest, count);
    return isLongest && (isRound(count) || (this.#lookedInVain.get(count) ?? 0) < LOOKS_IN_VAIN);
  }

  /** What a look at the page after a short one of so many has shown. */
  looked(count: number, isCut: boolean): void {
    if (isCut) this.#size = count;
    else this.#lookedInVain.set(count, (this.#lookedInVain.get(count) ?? 0) + 1);
  }
}

/** Whether it is a number that services cut pages at: 10, 20, 50. */
function isRound(count: number): boolean {
  return count % 10 === 0;
}
