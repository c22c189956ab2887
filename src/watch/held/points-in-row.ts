import { BEGINNING, type Code, laterBy, timeOf } from '../timeline/index.ts';

/**
 * Datapoints of one claim in a row, each a period after the one before. Only the newest is kept, and how many
 * there are: thousands of series bring one more each in every round.
 */
export class PointsInRow {
  #newest = BEGINNING;
  #periodMs = 0;
  #count = 0;
  #own = 0;

  /** How many of them this round has brought. */
  get own(): number {
    return this.#own;
  }

  get periodMs(): number {
    return this.#periodMs;
  }

  /** How many earlier rounds have brought. */
  get earlier(): number {
    return this.#count - this.#own;
  }

  /** The end of the newest period; 0 where there is none. */
  get end(): number {
    return this.#count === 0 ? 0 : timeOf(this.#newest) + this.#periodMs;
  }

  /** Takes the next one in; refuses any other. */
  continueWith(code: Code, periodMs: number): boolean {
    if (this.#count === 0 || periodMs !== this.#periodMs || code !== laterBy(periodMs, this.#newest)) return false;
    this.#newest = code;
    this.#count++;
    this.#own++;
    return true;
  }

  /** Begins a row. Those of the one before are to be taken first. */
  begin(code: Code, periodMs: number): void {
    this.#newest = code;
    this.#periodMs = periodMs;
    this.#count = 1;
    this.#own = 1;
  }

  has(code: Code): boolean {
    const back = (timeOf(this.#newest) - timeOf(code)) / this.#periodMs;
    return Number.isInteger(back) && back >= 0 && back < this.#count && this.#back(back) === code;
  }

  /** What this round has brought is known now. */
  seal(): void {
    this.#own = 0;
  }

  /** Gives up those that earlier rounds have brought, oldest first. Of those from before an instant only the newest is worth something. */
  takeEarlier(forgetBefore: number): readonly Code[] {
    const newest = timeOf(this.#back(this.#own));
    const worth = Math.max(1, Math.floor((newest - forgetBefore) / this.#periodMs) + 1);
    const codes = this.#codes(this.#own, Math.min(this.#count - this.#own, worth));
    this.#count = this.#own;
    return codes;
  }

  /** Gives up those that this round has brought, oldest first. */
  takeOwn(): readonly Code[] {
    const codes = this.#codes(0, this.#own);
    this.#newest = this.#back(this.#own);
    this.#count -= this.#own;
    this.#own = 0;
    return codes;
  }

  /** Forgets those dated after an instant. */
  forgetFuture(latest: number): void {
    const future = Math.max(0, Math.ceil((timeOf(this.#newest) - latest) / this.#periodMs));
    if (this.#count === 0 || future === 0) return;
    this.#newest = this.#back(future);
    this.#count = Math.max(0, this.#count - future);
    this.#own = Math.max(0, this.#own - future);
  }

  /** The code of so many periods before the newest. */
  #back(periods: number): Code {
    return laterBy(-periods * this.#periodMs, this.#newest);
  }

  #codes(back: number, count: number): readonly Code[] {
    return Array.from({ length: count }, (_, index) => this.#back(back + count - 1 - index));
  }
}
