import { isRecord } from '../../internal/records.ts';
import { isAlarmType } from '../alarm-rules.ts';
import type { Alarm, AlarmChange, TrackedAlarm } from '../alarms/index.ts';
import type { Announceable } from '../outbox.ts';
import type { Transition } from '../transitions.ts';
import { malformed } from './fields.ts';
import { isWritable, readCount, readTime, readWord } from './values.ts';

const REASONS: readonly unknown[] = ['ended', 'gone', 'removed'];

/** What waits to be announced. */
export function readAnnounceable(value: unknown, path: string): Announceable {
  return isRecord(value) && 'alarm' in value ? readAlarmChange(value, path) : readTransition(value, path);
}

/** An alarm that stands, or a state that is there, as it was written. */
export function readTracked(value: unknown, path: string): TrackedAlarm {
  if (!isRecord(value) || !isAlarmType(value['on'])) throw malformed(path);
  const { on, tunnel, course } = value;
  if (!isRecord(course)) throw malformed(`${path}.course`);
  const isPending = course['countsFrom'] !== undefined;
  if (!isPending && course['on'] !== on) throw malformed(`${path}.course.on`);
  return {
    on,
    forMs: readCount(value['forMs'], `${path}.forMs`),
    connectionId: readWord(value['connectionId'], `${path}.connectionId`),
    ...(tunnel !== undefined && { tunnel: readWord(tunnel, `${path}.tunnel`) }),
    course: isPending
      ? {
          transition: readBeginning(course['transition'], `${path}.course.transition`),
          countsFrom: readTime(course['countsFrom'], `${path}.course.countsFrom`),
        }
      : readAlarm(course, `${path}.course`),
  };
}

function readTransition(value: unknown, path: string): Transition {
  if (!isRecord(value) || !isRecord(value['resource']) || !isRecord(value['evidence'])) throw malformed(path);
  const { evidence } = value;
  readWord(value['id'], `${path}.id`);
  readWord(value['type'], `${path}.type`);
  readTime(value['at'], `${path}.at`);
  readTime(value['observedAt'], `${path}.observedAt`);
  readTime(evidence['at'], `${path}.evidence.at`);
  readWord(evidence['source'], `${path}.evidence.source`);
  return deeplyFrozen(value, path) as unknown as Transition;
}

function readBeginning(value: unknown, path: string): Alarm['transition'] {
  const transition = readTransition(value, path);
  if (!isBeginning(transition)) throw malformed(`${path}.type`);
  return transition;
}

const isBeginning = (transition: Transition): transition is Alarm['transition'] => isAlarmType(transition.type);

function readAlarmChange(value: Record<string, unknown>, path: string): AlarmChange {
  const { type } = value;
  if (type !== 'alarm:raised' && type !== 'alarm:cleared') throw malformed(`${path}.type`);
  const alarm = readAlarm(value['alarm'], `${path}.alarm`);
  if ((alarm.clearedAt === undefined) !== (type === 'alarm:raised')) throw malformed(`${path}.alarm.clearedAt`);
  return Object.freeze({ type, alarm });
}

function readAlarm(value: unknown, path: string): Alarm {
  if (!isRecord(value) || !isRecord(value['resource'])) throw malformed(path);
  const { on, clearedAt, reason } = value;
  const transition = readBeginning(value['transition'], `${path}.transition`);
  readWord(value['key'], `${path}.key`);
  if (transition.type !== on) throw malformed(`${path}.on`);
  readWord(value['resource']['connectionId'], `${path}.resource.connectionId`);
  readTime(value['since'], `${path}.since`);
  readTime(value['raisedAt'], `${path}.raisedAt`);
  if (clearedAt !== undefined) readTime(clearedAt, `${path}.clearedAt`);
  if ((clearedAt === undefined) !== (reason === undefined) || (reason !== undefined && !REASONS.includes(reason)))
    throw malformed(`${path}.reason`);
  return deeplyFrozen(value, path) as unknown as Alarm;
}

function deeplyFrozen<T extends object>(value: T, path: string): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'number' && !isWritable(part)) throw malformed(path);
    if (typeof part === 'object' && part !== null) deeplyFrozen(part as object, path);
  }
  return Object.freeze(value);
}
