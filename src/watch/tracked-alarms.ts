import { type Alarm, isStanding, type TrackedAlarm } from './alarms/index.ts';

/** A rule and the resource it is held against. */
export type TrackedRule = Omit<TrackedAlarm, 'course'>;

const NONE: readonly never[] = [];

/** The states that last, each by its rule and resource, alarms that stand among them. */
export class TrackedAlarms {
  readonly #byConnection = new Map<string, readonly TrackedAlarm[]>();

  get all(): readonly TrackedAlarm[] {
    return this.#byConnection.size === 0 ? NONE : [...this.#byConnection.values()].flat();
  }

  get connectionIds(): Iterable<string> {
    return this.#byConnection.keys();
  }

  /** The alarms that stand, in the order in which they were raised. */
  get standing(): readonly Alarm[] {
    const standing = this.all.flatMap(({ course }) => (isStanding(course) ? [course] : []));
    return Object.freeze(standing.sort((one, other) => one.raisedAt - other.raisedAt));
  }

  find(rule: TrackedRule): TrackedAlarm | undefined {
    return this.#byConnection.get(rule.connectionId)?.find((one) => isSame(one, rule));
  }

  /** Remembers a course in the place of the one before; none where its state is not there. */
  put(rule: TrackedRule, course: TrackedAlarm['course'] | undefined): void {
    const { on, forMs, connectionId, tunnel } = rule;
    const others = (this.#byConnection.get(connectionId) ?? NONE).filter((one) => !isSame(one, rule));
    const all = course ? [...others, { on, forMs, connectionId, ...(tunnel !== undefined && { tunnel }), course }] : others;
    if (all.length > 0) this.#byConnection.set(connectionId, all);
    else this.#byConnection.delete(connectionId);
  }
}

function isSame(one: TrackedRule, other: TrackedRule): boolean {
  return one.on === other.on && one.forMs === other.forMs && one.tunnel === other.tunnel;
}
