import { type Cause, type Step, stepAt, type Steps } from './steps.ts';

interface Mark extends Step {
  readonly flapping: boolean;
}

interface Flap {
  readonly everyMs: number;
  next: number;
  up: boolean;
  left: number;
  readonly cause: Cause | undefined;
}

/** A state over time that tests write: set at an instant, in any order, or left to flap. */
export class Timeline implements Steps {
  #initial: { readonly up: boolean; readonly cause?: Cause | undefined };
  #marks: Mark[] = [];
  #flap: Flap | undefined;
  #steps: readonly Step[] | undefined = [];

  constructor(initial: boolean) {
    this.#initial = { up: initial };
  }

  get initial(): boolean {
    return this.#initial.up;
  }

  /** What it starts with, before anything is written. */
  begin(up: boolean, cause?: Cause): void {
    this.#initial = { up, cause };
    this.#steps = undefined;
  }

  /** Whether anything was ever written: most links of a big fleet are never touched. */
  get touched(): boolean {
    return this.#marks.length > 0 || this.#flap !== undefined;
  }

  /** The state from `at` until the next mark. Ends a flapping at `at`. */
  set(at: number, up: boolean, cause?: Cause, recorded?: boolean): void {
    this.#endFlap(at);
    this.#insert({ at, up, cause, recorded, flapping: false });
  }

  /** Down at `at`, up `everyMs` later, and so on, for `outages` outages. */
  flap(at: number, everyMs: number, outages: number, cause?: Cause): void {
    this.#endFlap(at);
    this.#flap = { everyMs, next: at, up: false, left: outages * 2, cause };
  }

  steps(until: number): readonly Step[] {
    this.#expand(until);
    return (this.#steps ??= effective(this.initial, this.#marks));
  }

  /** Why it is as it is at `time`: of the last change, or of what it started with. */
  causeAt(time: number): Cause | undefined {
    const step = stepAt(this, time);
    return step ? step.cause : this.#initial.cause;
  }

  #endFlap(at: number): void {
    this.#expand(at);
    this.#flap = undefined;
    this.#marks = this.#marks.filter((mark) => !mark.flapping || mark.at < at);
    this.#steps = undefined;
  }

  #expand(until: number): void {
    const flap = this.#flap;
    if (!flap) return;
    while (flap.left > 0 && flap.next <= until) {
      this.#insert({ at: flap.next, up: flap.up, cause: flap.up ? undefined : flap.cause, flapping: true });
      flap.next += flap.everyMs;
      flap.up = !flap.up;
      flap.left--;
    }
  }

  #insert(mark: Mark): void {
    let index = this.#marks.length;
    while (index > 0 && (this.#marks[index - 1] as Mark).at > mark.at) index--;
    this.#marks.splice(index, 0, mark);
    this.#steps = undefined;
  }
}

function effective(initial: boolean, marks: readonly Mark[]): Step[] {
  const steps: Step[] = [];
  let state = initial;
  marks.forEach((mark, index) => {
    // Of two marks at one instant the later call counts: a state lasts longer than no time.
    if (marks[index + 1]?.at === mark.at || mark.up === state) return;
    steps.push({ at: mark.at, up: mark.up, cause: mark.cause, recorded: mark.recorded });
    state = mark.up;
  });
  return steps;
}
