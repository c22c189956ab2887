import type { Unit } from '../../catalog/index.ts';
import { assertChoice, assertGiven } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertComparison, AlertThreshold } from './input.ts';

const KEYS = /* @__PURE__ */ keysOf<AlertThreshold>({ when: true, threshold: true, statistic: true, times: true });
const COMPARISONS: readonly string[] = ['>=', '>', '<=', '<', '==', '!='] satisfies AlertComparison[];
const MOST: Readonly<Partial<Record<Unit, number>>> = { state: 1, '%': 100 };

/** Refuses a condition that a metric of this unit can never meet, or always meets. */
export function assertThreshold(level: unknown, name: string, unit: Unit): void {
  assertOptions(level, KEYS, name, 'field');
  const { when, threshold, statistic, times } = level as Readonly<Record<keyof AlertThreshold, unknown>>;
  assertGiven(`${name}: when`, when, `one of ${COMPARISONS.join(', ')}`);
  assertChoice(`${name}: when`, when, COMPARISONS);
  assertMeant(when, threshold, name, unit);
  if (times !== undefined && !(typeof times === 'number' && Number.isSafeInteger(times) && times >= 1))
    throw new RangeError(`${name}: times must be a whole number, 1 or more, but is ${shown(times)}`);
  // Which statistics the metric has, the service's own list decides.
  if (statistic !== undefined && (typeof statistic !== 'string' || statistic.trim() === ''))
    throw new TypeError(`${name}: statistic must be a text such as Average, but is ${shown(statistic)}`);
}

function assertMeant(when: unknown, threshold: unknown, name: string, unit: Unit): void {
  const most = MOST[unit] ?? Infinity;
  if (typeof threshold !== 'number') throw new TypeError(`${name}: threshold must be a number, but is ${shown(threshold)}`);
  if (!Number.isFinite(threshold)) throw new RangeError(`${name}: threshold must be a finite number, but is ${threshold}`);
  if (threshold < 0 || threshold > most)
    throw new RangeError(`${name}: threshold must be ${most === Infinity ? '0 or more' : `0 to ${most} (${unit})`}, but is ${threshold}`);
  const condition = `${shown(when).replaceAll("'", '')} ${threshold}`;
  if (['>= 0', `<= ${most}`].includes(condition)) throw new RangeError(`${name}: ${condition} is always true of this metric (${unit})`);
  if (['< 0', `> ${most}`].includes(condition)) throw new RangeError(`${name}: ${condition} is never true of this metric (${unit})`);
}
