export type { Alarm, AlarmChange, AlarmRule, AlarmType } from './model.ts';
