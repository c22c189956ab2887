import { unwrapped } from '../../internal/json-text.ts';
import { isRecord, text } from '../../internal/records.ts';
import { serviceTime } from '../../internal/service-time.ts';
import type { RawEvent } from '../model/raw-event.ts';

/** A row of `DescribeSystemEventAttribute`; `undefined` where it has no name. */
export function readRow(row: unknown): RawEvent | undefined {
  if (!isRecord(row)) return undefined;
  const name = text(row['Name']);
  if (name === undefined) return undefined;
  const { whole, content } = readContent(row['Content'], name);
  return {
    name,
    id: text(row['Id']),
    product: text(row['Product']),
    level: text(row['Level']),
    at: serviceTime(row['Time']) ?? serviceTime(whole['eventTime']) ?? serviceTime(whole['time']),
    regionId: text(row['RegionId']) ?? text(whole['regionId']),
    resourceId: text(row['ResourceId']) ?? text(whole['resourceId']),
    instanceName: text(row['InstanceName']) ?? text(whole['instanceName']),
    content,
    ruleName: undefined,
  };
}

// The documents show a list of whole events, other users of the operation an object: what the event carries is inside.
function readContent(raw: unknown, name: string): { readonly whole: Readonly<Record<string, unknown>>; readonly content: unknown } {
  const value = unwrapped(raw);
  const items = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isRecord);
  const whole = items.find((item) => item['name'] === name && 'content' in item);
  if (whole) return { whole, content: unwrapped(whole['content']) };
  return { whole: {}, content: Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value };
}
