export {
  type Course,
  isStanding,
  nextCourse,
  type Outcome,
  type Pending,
  type Present,
  type Seen,
  type Standing,
  type Turn,
} from './course.ts';
export type { Alarm, AlarmChange, AlarmRule, AlarmType } from './model.ts';
export { isAboutConnection, type Moment, presentOfState } from './present.ts';
export type { CheckedAlarmRule, TrackedAlarm } from './tracked.ts';
export { turnsOf } from './turns.ts';
