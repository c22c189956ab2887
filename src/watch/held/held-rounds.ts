/** What all held evidence shares: which round is under way, and since when some of it may have been silent. */
export class HeldRounds {
  #current = 0;
  #forgetBefore = -Infinity;
  #isDue = false;
  #heardUntil = Infinity;

  /** The number of the round that is under way: what earlier ones have brought is known. */
  get current(): number {
    return this.#current;
  }

  /** Evidence of before this time may be forgotten. */
  get forgetBefore(): number {
    return this.#forgetBefore;
  }

  /** Ends a round: what it has brought, and nobody has released, is known now. */
  end(forgetBefore: number): void {
    this.#current++;
    this.#forgetBefore = forgetBefore;
  }

  /** Some of what is held has to be evaluated, though nothing else comes. */
  noteDue(): void {
    this.#isDue = true;
  }

  /** Something known was heard of until then, or for longer. */
  noteHeard(until: number): void {
    if (until < this.#heardUntil) this.#heardUntil = until;
  }

  /** Whether anything may be due, or silent for so long. Where it may, all of it is to be asked, and notes again until when it was heard. */
  takeDue(now: number, staleAfterMs: number): boolean {
    if (!this.#isDue && now - this.#heardUntil < staleAfterMs) return false;
    this.#isDue = false;
    this.#heardUntil = Infinity;
    return true;
  }
}
