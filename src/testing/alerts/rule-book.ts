import type { Series } from '../model/series.ts';
import type { AlertCourse } from './course.ts';
import { ALERT_LEVELS, type AlertState, type MetricRule } from './model.ts';

/** A rule of the account, and how far its alerts have come. */
export interface HeldRule {
  readonly rule: MetricRule;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly isEnabled: boolean;
  /** What became due until then was evaluated. */
  evaluatedUntil: number;
  /** One for each series that was evaluated. */
  readonly courses: Map<Series, AlertCourse>;
}

/** The account's threshold rules, by id, in the order in which they were first put. */
export class RuleBook {
  readonly #held = new Map<string, HeldRule>();

  get all(): readonly HeldRule[] {
    return [...this.#held.values()];
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /**
   * Adds a rule, or puts it in the place of the one with its id: what the put leaves out is then at its default. No document says
   * whether a disabled rule is enabled by that (here it is not), or whether alerts begin anew (here: where the rule looks at something else).
   */
  put(rule: MetricRule, now: number): void {
    const before = this.#held.get(rule.id);
    const goesOn = before !== undefined && essenceOf(before.rule) === essenceOf(rule);
    this.#held.set(rule.id, {
      rule,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      isEnabled: before?.isEnabled ?? true,
      evaluatedUntil: goesOn ? before.evaluatedUntil : now,
      courses: goesOn ? before.courses : new Map<Series, AlertCourse>(),
    });
  }

  /** Enables or disables a rule. One that is enabled again begins anew. */
  enable(id: string, isEnabled: boolean, now: number): void {
    const held = this.#held.get(id);
    if (held && held.isEnabled !== isEnabled)
      this.#held.set(id, { ...held, isEnabled, evaluatedUntil: now, courses: new Map<Series, AlertCourse>() });
  }

  delete(id: string): void {
    this.#held.delete(id);
  }
}

/** What a rule looks at and for. */
function essenceOf({ namespace, metric, wanted, escalations, periodMs }: MetricRule): string {
  return JSON.stringify([namespace, metric, wanted, escalations, periodMs]);
}

/** The state of the rule as a whole: that of its worst resource. */
export function stateOf({ courses }: HeldRule): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' {
  const states = new Set<AlertState>([...courses.values()].map(({ state }) => state));
  if (ALERT_LEVELS.some((level) => states.has(level))) return 'ALARM';
  return states.has('INSUFFICIENT_DATA') ? 'INSUFFICIENT_DATA' : 'OK';
}
