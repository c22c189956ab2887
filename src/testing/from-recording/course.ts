import type { Cause } from '../model/steps.ts';

/** What a recording says of a state at a moment, or over a period. */
export type Observation =
  | {
      readonly at: number;
      readonly up: boolean;
      /** Whether it became so then, as events say, or was found so, as listings do. */
      readonly isChange: boolean;
      readonly cause?: Cause | undefined;
    }
  | {
      /** The period's end. */
      readonly at: number;
      readonly from: number;
      /** The share of it in which the state was up, 0 to 1; `undefined` where only its end is known. */
      readonly share: number | undefined;
      readonly endsUp: boolean | undefined;
    };

type Moment = Extract<Observation, { readonly isChange: boolean }>;
type Period = Extract<Observation, { readonly from: number }>;

/** One change of a state. */
export interface Change {
  readonly at: number;
  readonly up: boolean;
  readonly cause?: Cause | undefined;
}

/** A state over time, as far as it was recorded. */
export interface Course {
  readonly initial: boolean;
  readonly cause?: Cause | undefined;
  readonly changes: readonly Change[];
}

// Events and metrics of a service come from two clocks.
const CLOCKS_DIFFER_MS = 10_000;

/**
 * The course of a state that the observations tell of. Events say when it changed; periods and listings that disagree with it
 * change it where they begin. Before the first observation it is what that one found, and up where nothing was found.
 */
export function courseOf(observations: readonly Observation[]): Course {
  const sorted = [...observations].sort((a, b) => a.at - b.at || Number('from' in a) - Number('from' in b));
  const course = new CourseInTheMaking();
  sorted.forEach((one, index) => {
    if ('from' in one) course.period(one, startOf(sorted[index + 1]));
    else course.moment(one);
  });
  return course;
}

/** The state that an observation begins with; `undefined` where it does not say. */
function startOf(one: Observation | undefined): boolean | undefined {
  if (one === undefined) return undefined;
  if (!('from' in one)) return one.isChange ? !one.up : one.up;
  return one.share === 1 ? true : one.share === 0 ? false : undefined;
}

class CourseInTheMaking implements Course {
  initial = true;
  cause: Cause | undefined;
  readonly changes: Change[] = [];
  #isKnown = false;

  get #up(): boolean {
    return this.changes.at(-1)?.up ?? this.initial;
  }

  moment({ at, up, isChange, cause }: Moment): void {
    if (!this.#isKnown && !isChange) this.#begin(up, cause);
    this.#isKnown = true;
    if (this.#up !== up) this.changes.push({ at, up, cause });
    else if (!up) this.#explain(cause);
  }

  period(period: Period, next: boolean | undefined): void {
    const { share, endsUp, from } = period;
    const up = share === undefined ? endsUp : share === 1;
    if (up === undefined) return;
    if (share === undefined || share === 0 || share === 1) this.#pure(period, up);
    // A change inside is what made it mixed.
    else if (this.#changedAt <= from) this.#mixed(period, next);
    this.#isKnown = true;
  }

  get #changedAt(): number {
    return this.changes.at(-1)?.at ?? -Infinity;
  }

  #pure({ at, from, share }: Period, up: boolean): void {
    if (!this.#isKnown) this.#begin(up, undefined);
    // Where only the period's end is known, it changed somewhere within.
    else if (up !== this.#up && this.#changedAt <= from - CLOCKS_DIFFER_MS) this.#change(share === undefined ? (from + at) / 2 : from, up);
  }

  #mixed({ at, from, share = 0, endsUp }: Period, next: boolean | undefined): void {
    const before = this.#up;
    const after = endsUp ?? next ?? true;
    const upMs = share * (at - from);
    const downMs = at - from - upMs;
    if (before && !after) this.#change(from + upMs, false);
    else if (!before && after) this.#change(from + downMs, true);
    else {
      // There and back again, nobody knows when.
      const [edge, middle] = before ? [upMs / 2, downMs] : [downMs / 2, upMs];
      this.#change(from + edge, !before);
      this.#change(from + edge + middle, before);
    }
  }

  #begin(up: boolean, cause: Cause | undefined): void {
    this.initial = up;
    this.cause = cause;
  }

  #change(at: number, up: boolean): void {
    this.changes.push({ at: wholeSecond(at), up });
  }

  /** Says why it is down, where that was not known. */
  #explain(cause: Cause | undefined): void {
    if (cause === undefined) return;
    const last = this.changes.at(-1);
    if (last && last.cause === undefined) this.changes[this.changes.length - 1] = { ...last, cause };
    else if (!last) this.cause ??= cause;
  }
}

// Shares have four digits, which is a few milliseconds of a minute: a second that is as near is meant.
function wholeSecond(ms: number): number {
  const second = Math.round(ms / 1_000) * 1_000;
  return Math.abs(ms - second) <= 3 ? second : Math.round(ms);
}
