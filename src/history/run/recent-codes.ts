import { type Change, type Code, NO_VOTES, type StampVotes, timeOf, votableUntil, voteOnStamps } from '../../watch/history-parts.ts';

/** The newest observations and changes of one aspect, as far as they show which end of its period a timestamp names. */
export class RecentCodes {
  readonly #periodMs: number;
  #codes: Code[] = [];
  #changes: Change[] = [];
  #votedUntil = 0;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  add(codes: readonly Code[]): void {
    for (const code of codes) this.#codes.push(code);
  }

  addChanges(changes: readonly Change[]): void {
    this.#changes.push(...changes);
  }

  /** What changes of up to a little before an instant show that were not asked before. All that is older was added. */
  vote(until: number): StampVotes {
    const periodMs = this.#periodMs;
    const votable = votableUntil(until, periodMs);
    const isAny = this.#changes.some(({ at }) => at > this.#votedUntil && at <= votable);
    const votes = isAny ? voteOnStamps(this.#codes, this.#changes, periodMs, { after: this.#votedUntil, until: votable }) : NO_VOTES;
    this.#votedUntil = Math.max(this.#votedUntil, votable);
    const oldest = votable - 8 * periodMs;
    this.#codes = this.#codes.filter((code) => timeOf(code) > oldest);
    this.#changes = this.#changes.filter(({ at }, index) => at > oldest || index === this.#changes.length - 1);
    return votes;
  }
}
