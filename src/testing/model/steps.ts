/** The cause of an outage, as `DiagnoseVpnConnections` and the negotiation log report it. */
export interface Cause {
  /** The phase of the negotiation that failed. Default: `phase1`. */
  readonly phase?: 'phase1' | 'phase2';
  /** The `FailedReasonCode` of a diagnosis, such as `PskMismatch`. Default: `Phase1NegotiationTimeout` or `Phase2NegotiationTimeout`. */
  readonly reason?: string;
}

/** One change of a state that is either up or down. */
export interface Step {
  readonly at: number;
  readonly up: boolean;
  readonly cause?: Cause | undefined;
  /** Whether it was recorded, and its events with it: it brings none of its own. */
  readonly recorded?: boolean | undefined;
}

/** A state over time: where it starts, and when it changes. */
export interface Steps {
  readonly initial: boolean;
  /** Changes in ascending time, each different from the one before; complete up to `until`. */
  steps(until: number): readonly Step[];
}

/** The last change at or before `time`, or `undefined` before the first. */
export function stepAt(source: Steps, time: number): Step | undefined {
  const steps = source.steps(time);
  return steps[countUpTo(steps, time) - 1];
}

/** Whether the state is up at `time`; a change counts from its own instant on. */
export function upAt(source: Steps, time: number): boolean {
  return stepAt(source, time)?.up ?? source.initial;
}

/** The share of (from, to] in which the state is up, 0 to 1. */
export function shareUp(source: Steps, from: number, to: number): number {
  const steps = source.steps(to);
  if (steps.length === 0) return source.initial ? 1 : 0;
  let index = countUpTo(steps, from);
  let up = index > 0 ? steps[index - 1]?.up === true : source.initial;
  let since = from;
  let total = 0;
  for (; index < steps.length; index++) {
    const step = steps[index];
    if (step === undefined || step.at > to) break;
    if (up) total += step.at - since;
    since = step.at;
    up = step.up;
  }
  if (up) total += to - since;
  return total / (to - from);
}

function countUpTo(steps: readonly Step[], time: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as Step).at <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The state that is up while both others are: BGP over a tunnel needs the tunnel. */
export class BothUp implements Steps {
  readonly #a: Steps;
  readonly #b: Steps;
  #seen: readonly [readonly Step[], readonly Step[]] | undefined;
  #merged: readonly Step[] = [];

  constructor(a: Steps, b: Steps) {
    this.#a = a;
    this.#b = b;
  }

  get initial(): boolean {
    return this.#a.initial && this.#b.initial;
  }

  steps(until: number): readonly Step[] {
    const a = this.#a.steps(until);
    const b = this.#b.steps(until);
    if (this.#seen?.[0] === a && this.#seen[1] === b) return this.#merged;
    this.#seen = [a, b];
    const times = [...new Set([...a, ...b].map((step) => step.at))].sort((x, y) => x - y);
    const merged: Step[] = [];
    let state = this.initial;
    for (const at of times) {
      const up = upAt(this.#a, at) && upAt(this.#b, at);
      if (up !== state) merged.push({ at, up });
      state = up;
    }
    this.#merged = merged;
    return merged;
  }
}
