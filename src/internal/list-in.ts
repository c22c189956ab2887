import { isRecord } from './records.ts';

/** The list inside a value, which is one itself or, as the service wraps its lists, has one under `name`. */
export function listIn(value: unknown, name: string): readonly unknown[] | undefined {
  const list = isRecord(value) ? value[name] : value;
  return Array.isArray(list) ? list : undefined;
}
