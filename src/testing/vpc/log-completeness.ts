const NEWEST_MS = 600_000;

/** Whether the newest lines are complete, for simulators that say at times that they are not. */
export class LogCompleteness {
  #left: number;

  constructor(incompleteAnswers: number) {
    this.#left = incompleteAnswers;
  }

  isCompleted(to: number, now: number): boolean {
    if (this.#left === 0 || to < now - NEWEST_MS) return true;
    this.#left--;
    return false;
  }
}
