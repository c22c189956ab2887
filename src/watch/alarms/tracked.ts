import type { Pending } from './course.ts';
import type { Alarm, AlarmType } from './model.ts';

/** A rule with its default. */
export interface CheckedAlarmRule {
  readonly on: AlarmType;
  readonly forMs: number;
}

/** A rule and a resource whose state is there: how far they are. Plain data. */
export interface TrackedAlarm extends CheckedAlarmRule {
  readonly connectionId: string;
  /** The tunnel's key; absent for the connection as a whole. */
  readonly tunnel?: string;
  /** An alarm where it stands. */
  readonly course: Pending<Alarm['transition']> | Alarm;
}
