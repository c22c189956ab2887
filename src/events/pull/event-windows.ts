import { EVENTS } from '../../catalog/index.ts';
import { inOrder } from '../../internal/in-order.ts';
import type { Window } from '../../internal/time-range.ts';
import { buildEvent } from '../model/build-event.ts';
import { sayDroppedKeys } from '../model/dropped-keys.ts';
import { isVpnProduct, specOf } from '../model/event-name.ts';
import type { VpnSystemEvent } from '../model/model.ts';
import type { EventContext } from './event-context.ts';
import type { CheckedFilter } from './event-filter.ts';
import { type EventAsk, eventRows } from './event-pages.ts';
import { readRow } from './read-row.ts';

/** The events of one window, ascending in time. */
export interface EventWindow {
  readonly window: Window;
  readonly events: readonly VpnSystemEvent[];
  /** When the newest event was that the service has brought, wanted or not. */
  readonly newest: number | undefined;
}

const DAY_MS = 86_400_000;
// Each holds a day's events; the next is read while one is consumed.
const AHEAD = { jobs: 3, itemsPerJob: 1 };

/**
 * The events of (start, end], oldest first. The service answers newest first, so a window is read to
 * its end before any of it is yielded; long ranges are cut at midnight UTC, so that memory is bounded.
 */
export async function* eventWindows(
  context: EventContext,
  filter: CheckedFilter,
  range: Window,
  signal: AbortSignal,
): AsyncGenerator<EventWindow, void, undefined> {
  const products = await context.products.names(signal);
  const seen = { before: new Set<string>(), now: new Set<string>() };
  const read = async function* (window: Window, within: AbortSignal): AsyncGenerator<EventWindow, void, undefined> {
    yield await readWindow(context, { filter, products, range, window }, within);
  };
  for await (const { item } of inOrder(cut(range), read, AHEAD, signal)) {
    seen.before = seen.now;
    seen.now = new Set();
    const events = item.events.filter(({ id }) => {
      const fresh = !seen.before.has(id) && !seen.now.has(id);
      seen.now.add(id);
      return fresh;
    });
    yield { ...item, events };
  }
}

interface WindowRequest {
  readonly filter: CheckedFilter;
  readonly products: readonly string[];
  /** Of which the window is a part. */
  readonly range: Window;
  readonly window: Window;
}

async function readWindow(
  context: EventContext,
  { filter, products, range, window }: WindowRequest,
  signal: AbortSignal,
): Promise<EventWindow> {
  const isOurs = (name: string, product: string | undefined): boolean =>
    specOf(name) !== undefined ||
    (product === undefined ? filter.names?.includes(name) === true : products.includes(product) || isVpnProduct(product));
  const onDropped = (keys: readonly string[]): void => {
    sayDroppedKeys(context.logger, keys);
  };
  const events: VpnSystemEvent[] = [];
  let unreadable = 0;
  let newest: number | undefined;
  for (const ask of asksFor(filter, products)) {
    const rows = await eventRows(context, ask, window, signal);
    // Turned round, so that events of one instant keep the service's order.
    for (const row of rows.reverse()) {
      const raw = readRow(row);
      if (raw && !isOurs(raw.name, raw.product)) continue;
      const event = raw && buildEvent(raw, onDropped);
      if (!event) unreadable++;
      // Which ends the service counts in is not said: a neighbour's event is dropped by its id.
      else if (event.at > range.start && event.at <= range.end) {
        newest = Math.max(newest ?? event.at, event.at);
        if (filter.wants(event)) events.push(event);
      }
    }
  }
  if (unreadable > 0)
    context.logger.warn('system events that cannot be read were left out: they have no name or no time, or are nested too deeply', {
      count: unreadable,
    });
  return { window, events: events.sort((a, b) => a.at - b.at), newest };
}

function asksFor({ names, levels }: CheckedFilter, products: readonly string[]): EventAsk[] {
  const level = levels?.length === 1 && levels[0] !== undefined ? { Level: levels[0] } : {};
  if (products.length === 0) return (names ?? EVENTS.map(({ name }) => name)).map((Name) => ({ Name, ...level }));
  const name = names?.length === 1 && names[0] !== undefined ? { Name: names[0] } : {};
  return products.map((Product) => ({ Product, ...name, ...level }));
}

function* cut({ start, end }: Window): Generator<Window, void, undefined> {
  // A poll about midnight takes no more calls than another.
  const isLong = end - start > DAY_MS;
  for (let from = start; from < end;) {
    const to = isLong ? Math.min(end, (Math.floor(from / DAY_MS) + 1) * DAY_MS) : end;
    yield { start: from, end: to };
    from = to;
  }
}
