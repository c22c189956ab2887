import { wireEvent } from '../events/wire.ts';
import type { Operation } from '../service/context.ts';
import { badParameter } from '../service/fault.ts';
import { integer, time } from '../service/params.ts';

/** System events, newest first, with no word of how many there are. */
export const describeSystemEventAttribute: Operation = (params, service, requestId) => {
  const page = integer(params, 'PageNumber', 1, 1, 100_000_000);
  const size = integer(params, 'PageSize', 10, 1, 100);
  const start = time(params, 'StartTime') ?? 0;
  const end = time(params, 'EndTime') ?? service.now();
  if (start >= end) throw badParameter('The parameter StartTime is invalid: it must be earlier than EndTime.');
  const keywords = keywordFilter(params['SearchKeywords']);
  const rows = service.events
    .readable(service.now(), start, end)
    .map((event) => wireEvent(event, service, service.options.events ?? {}))
    .filter((row) => ['Product', 'Name', 'Level', 'Status', 'EventType', 'GroupId'].every((key) => same(params[key], row[key])))
    .filter((row) => keywords(JSON.stringify(row)))
    .reverse();
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    Success: 'true',
    Message: 'success',
    SystemEvents: { SystemEvent: rows.slice((page - 1) * size, page * size) },
  });
};

function same(wanted: string | undefined, actual: unknown): boolean {
  return wanted === undefined || wanted === '' || wanted.toLowerCase() === String(actual).toLowerCase();
}

/** `a and b`, `a or b`; other text is one keyword. */
function keywordFilter(text: string | undefined): (row: string) => boolean {
  if (text === undefined || text.trim() === '') return () => true;
  const all = text.split(/\s+and\s+/);
  if (all.length > 1) return (row) => all.every((word) => row.includes(word));
  const any = text.split(/\s+or\s+/);
  return (row) => any.some((word) => row.includes(word));
}
