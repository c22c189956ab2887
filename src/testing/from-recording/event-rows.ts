import { EVENTS, type EventSpec, eventSpec } from '../../catalog/index.ts';
import { finiteNumber, text } from '../../internal/records.ts';
import { recordsUnder } from '../../internal/rows-under.ts';
import { spelling } from '../../internal/spelling.ts';
import type { RecordedCall } from '../../preflight/recording/index.ts';
import { type Answer, answersOf } from './answers.ts';

export type EventRow = Readonly<Record<string, unknown>>;

/** The pages of events in a recording. */
export function eventPages(calls: readonly RecordedCall[]): readonly Answer[] {
  return answersOf(calls, 'DescribeSystemEventAttribute');
}

/** The rows of one page of events. */
export function rowsOf({ body }: Answer): readonly EventRow[] {
  return recordsUnder(body['SystemEvents'], ['SystemEvent']);
}

/** How many events a page was asked for. */
export function pageSizeOf({ params }: Answer): number {
  return finiteNumber(params['PageSize']) ?? 10;
}

/** The catalogue's row for a name in any spelling: the service is known to write some in capitals. */
export function spelledEvent(name: string): EventSpec | undefined {
  return eventSpec(name) ?? EVENTS.find((one) => spelling(one.name) === spelling(name));
}

/** The product under which most events of VPN Gateway are listed or came. */
export function eventProduct(calls: readonly RecordedCall[]): string | undefined {
  const listed = answersOf(calls, 'DescribeSystemEventMetaList').flatMap(({ body }) => recordsUnder(body['Data'], ['Resource']));
  const counts = new Map<string, number>();
  for (const row of [...listed, ...eventPages(calls).flatMap(rowsOf)]) {
    const product = text(row['Product']);
    if (product !== undefined && spelledEvent(text(row['Name']) ?? '')) counts.set(product, (counts.get(product) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
