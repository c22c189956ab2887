import type { Unit } from '../../catalog/index.ts';
import { assertChoice, assertGiven } from '../../internal/check-values.ts';
import { assertOptions, keysOf } from '../../internal/keys.ts';
import { misspellingOf } from '../../internal/misspelling.ts';
import { shown } from '../../internal/shown.ts';
import type { AlertComparison, AlertThreshold } from './input.ts';

const KEYS = /* @__PURE__ */ keysOf<AlertThreshold>({ when: true, threshold: true, statistic: true, times: true });
const COMPARISONS: readonly string[] = ['>=', '>', '<=', '<', '==', '!='] satisfies AlertComparison[];
const STATISTICS = ['Average', 'Minimum', 'Maximum', 'Value', 'Sum', 'SampleCount'];
const MOST: Readonly<Partial<Record<Unit, number>>> = { state: 1, '%': 100 };

/** Refuses a condition that a metric of this unit can never meet, or always meets. */
export function assertThreshold(level: unknown, name: string, unit: Unit): void {
  assertOptions(level, KEYS, name, 'field');
  const { when, threshold, statistic, times } = level as Readonly<Record<keyof AlertThreshold, unknown>>;
  assertGiven(`when in ${name}`, when, `one of ${COMPARISONS.join(', ')}`);
  assertChoice(`when in ${name}`, when, COMPARISONS);
  assertMeant(when, threshold, name, unit);
  if (times !== undefined && !(typeof times === 'number' && Number.isSafeInteger(times) && times >= 1)) throw new RangeError(`times in ${name} ${shown(times)} must be a whole number, 1 or more`);
  if (statistic !== undefined) assertStatistic(statistic, name);
}

function assertMeant(when: unknown, threshold: unknown, name: string, unit: Unit): void {
  const most = MOST[unit] ?? Infinity;
  if (typeof threshold !== 'number') throw new TypeError(`threshold in ${name} ${shown(threshold)} must be a number`);
  if (!Number.isFinite(threshold) || threshold < 0 || threshold > most) {
    throw new RangeError(`threshold in ${name} ${threshold} must be ${most === Infinity ? '0 or more' : `0 to ${most}`}, as the metric's values are (${unit})`);
  }
  const condition = `${shown(when).replaceAll("'", '')} ${threshold}`;
  if (['>= 0', `<= ${most}`].includes(condition)) throw new RangeError(`${name} asks for a value ${condition}, which is always true of this metric (${unit})`);
  if (['< 0', `> ${most}`].includes(condition)) throw new RangeError(`${name} asks for a value ${condition}, which is never true of this metric (${unit})`);
}

// Which statistics the metric has, the service's own list decides; what is a slip of the pen needs no request.
function assertStatistic(statistic: unknown, name: string): void {
  if (typeof statistic !== 'string' || statistic.trim() === '') throw new TypeError(`statistic in ${name} ${shown(statistic)} must be a text such as Average`);
  if (STATISTICS.includes(statistic)) return;
  const meant = misspellingOf(statistic, STATISTICS);
  if (meant !== undefined) throw new RangeError(`statistic in ${name} ${shown(statistic)} is none; did you mean ${meant}?`);
}
