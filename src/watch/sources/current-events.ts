import type { VpnSystemEvent } from '../../events/index.ts';
import type { WatchContext } from '../context.ts';
import { isOfFuture } from '../early-events.ts';

interface Waiting {
  readonly context: WatchContext;
  /** Lets events wait for the next round. */
  readonly keepEarly: (events: readonly VpnSystemEvent[]) => void;
}

/** Leaves out events of the future, which would outrank all that follows. They wait until it has come. */
export function currentEvents(events: readonly VpnSystemEvent[], now: number, { context, keepEarly }: Waiting): readonly VpnSystemEvent[] {
  const ahead = events.filter((event) => isOfFuture(event, now));
  if (ahead.length === 0) return events;
  context.scopes.logger.warn('events of the future wait until it has come', {
    ids: ahead.slice(0, 10).map(({ id }) => id),
    count: ahead.length,
  });
  keepEarly(ahead);
  return events.filter((event) => !ahead.includes(event));
}
