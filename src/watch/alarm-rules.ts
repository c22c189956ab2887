import { assertChoice, assertGiven } from '../internal/check-values.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { durationMs } from '../internal/time.ts';
import type { AlarmRule, AlarmType, CheckedAlarmRule } from './alarms/index.ts';

const KEYS = /* @__PURE__ */ keysOf<AlarmRule>({ on: true, for: true });
const TYPES = /* @__PURE__ */ keysOf<Record<AlarmType, true>>({
  'tunnel:down': true,
  'tunnel:stale': true,
  'bgp:down': true,
  'health:failed': true,
  'connection:degraded': true,
  'connection:down': true,
}) as readonly AlarmType[];
const LONGEST_MS = 31_536_000_000;

export const isAlarmType = (value: unknown): value is AlarmType => (TYPES as readonly unknown[]).includes(value);

/** The rules with their defaults. Throws a `TypeError` or `RangeError` that names what is no rule, and one that is there twice. */
export function checkAlarmRules(given: readonly AlarmRule[] | undefined): readonly CheckedAlarmRule[] {
  if (given === undefined) return [];
  if (!Array.isArray(given))
    throw new TypeError(`alarms must be a list of rules, such as [{ on: 'connection:down', for: '3m' }], not ${shown(given)}`);
  // A list with holes has rules that are undefined.
  const rules = Array.from(given as readonly AlarmRule[]).map((rule, index) => checkRule(rule, `alarms[${index}]`));
  const twice = rules.findIndex(({ on, forMs }, index) => rules.slice(0, index).some((one) => one.on === on && one.forMs === forMs));
  if (twice >= 0)
    throw new RangeError(
      `alarms[${twice}] ${shown(rules[twice]?.on)} for ${rules[twice]?.forMs ?? 0} milliseconds is there twice: each would raise the other's alarm again`,
    );
  return rules;
}

function checkRule(rule: AlarmRule, name: string): CheckedAlarmRule {
  assertOptions(rule, KEYS, name, 'key');
  const { on } = rule;
  assertGiven(`${name}.on`, on, `one of: ${TYPES.join(', ')}`);
  assertChoice(`${name}.on`, on, TYPES);
  return { on, forMs: checkLength(rule.for, `${name}.for`) };
}

function checkLength(length: AlarmRule['for'], name: string): number {
  if (length === undefined || length === 0) return 0;
  if (typeof length === 'number' && !(length > 0)) throw new RangeError(`${name} ${shown(length)} must be 0 or more milliseconds`);
  const ms = durationMs(length, name);
  if (ms > LONGEST_MS) throw new RangeError(`${name} ${shown(length)} must be at most 365 days`);
  return ms;
}
