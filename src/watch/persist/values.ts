import { malformed } from './fields.ts';

const LATEST_TIME = 8.64e15;
// Far above what a region holds: whatever is larger was not written by a watch.
const LONGEST_WORD = 256;

/** Whether JSON has a text for it: it reads `1e999` and `-0`, but writes `null` and `0`. */
export function isWritable(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

/** A list. Each of these throws a `VpnMonitorError` that names the path of anything else. */
export function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(path);
  return value;
}

export function readWord(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_WORD) throw malformed(path);
  return value;
}

export function readCount(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || !isWritable(value)) throw malformed(path);
  return value;
}

export function readTime(value: unknown, path: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= LATEST_TIME) || !isWritable(value)) throw malformed(path);
  return value;
}
