import type { RecordedCall } from '../../preflight/recording/index.ts';
import type { SimulatedEvent } from '../events/model.ts';
import type { RecordedEvents } from '../events/recorded.ts';
import { eventPages, type EventRow, rowsOf } from './event-rows.ts';
import { eventWindows } from './event-windows.ts';
import { type EventOwner, readEvent } from './read-event.ts';

/** The system events of a recording, each once, oldest first. */
export function recordedEvents(calls: readonly RecordedCall[], owner: EventOwner): RecordedEvents {
  const pages = eventPages(calls);
  const rows = new Map<string, { readonly event: SimulatedEvent; readonly row: EventRow }>();
  for (const row of pages.flatMap(rowsOf)) {
    const event = readEvent(row, owner);
    if (event) rows.set(event.id, { event, row });
  }
  // Phase 1 of one instant before phase 2, as one follows from the other.
  const events = [...rows.values()].map(({ event }) => event).sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  const told = new Set(events.map(keyOf));
  const isRead = eventWindows(pages);
  return {
    events,
    rowOf: (id) => rows.get(id)?.row,
    tells: (event) => isRead(event.name, event.at) || told.has(keyOf(event)),
  };
}

function keyOf({ name, resourceId, at }: Pick<SimulatedEvent, 'name' | 'resourceId' | 'at'>): string {
  return [name, resourceId, at].join(' ');
}
