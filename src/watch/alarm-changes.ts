import { digestOf } from '../internal/digest.ts';
import type { Alarm, AlarmChange, CheckedAlarmRule, Standing } from './alarms/index.ts';

/** The alarm that a rule raises. */
export function raisedAlarm(
  on: CheckedAlarmRule['on'],
  forMs: number,
  { since, raisedAt, transition }: Pick<Standing<Alarm['transition']>, 'since' | 'raisedAt' | 'transition'>,
): Alarm {
  return Object.freeze({
    key: digestOf([transition.id, on, forMs]),
    on,
    resource: transition.resource,
    since,
    raisedAt,
    transition,
  }) as Alarm;
}

/** A standing alarm has ended. */
export function cleared(alarm: Alarm, clearedAt: number, reason: NonNullable<Alarm['reason']>): AlarmChange {
  return { type: 'alarm:cleared', alarm: Object.freeze({ ...alarm, clearedAt, reason }) };
}

const timeOf = ({ alarm: { raisedAt, clearedAt } }: AlarmChange): number => clearedAt ?? raisedAt;

/** In order of time. */
export const inOrder = (changes: AlarmChange[]): readonly AlarmChange[] => changes.sort((one, other) => timeOf(one) - timeOf(other));
