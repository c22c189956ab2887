import { badParameter } from '../service/fault.ts';
import type { DayInterval } from './model.ts';

const MINUTE = 60_000;
const MINUTES_A_DAY = 1_440;
// Rules keep the time of Beijing wherever the resources are.
const OFFSET_MINUTES = 480;

/** Reads `HH:mm-HH:mm`. */
export function dayInterval(name: string, text: string): DayInterval | undefined {
  if (text === '') return undefined;
  const [, fromHour, fromMinute, toHour, toMinute] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (toMinute === undefined) throw badParameter(`The parameter ${name} is invalid: ${text} is not HH:mm-HH:mm.`);
  return { text, from: Number(fromHour) * 60 + Number(fromMinute), to: Number(toHour) * 60 + Number(toMinute) };
}

/** Whether a time lies in the interval, the whole of its last minute included. */
export function isWithin({ from, to }: DayInterval, at: number): boolean {
  const minute = (Math.floor(at / MINUTE) + OFFSET_MINUTES) % MINUTES_A_DAY;
  return from <= to ? minute >= from && minute <= to : minute >= from || minute <= to;
}
