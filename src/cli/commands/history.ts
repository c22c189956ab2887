import type { Availability, HistoryQuery, TransitionType } from 'alicloud-vpn-monitor';
import type { FailOn, Range } from '../arguments/index.ts';
import { ExitCode } from '../exit-code.ts';
import type { Printer } from '../printer.ts';
import { availabilityTable, utcTime } from '../text/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';
import { targetsOf } from './targets.ts';

const DAY_MS = 86_400_000;
// The service keeps points of a minute for 31 days; a little less, since a history begins by what was before its start.
const MINUTES_KEPT_MS = 31 * DAY_MS - 3_600_000;
const BAD: ReadonlySet<TransitionType> = new Set(['tunnel:down', 'bgp:down', 'health:failed', 'connection:down']);

/** The changes of the past, and how available each tunnel was. */
export const history: Command = async ({ invocation, session, printer, signal }) => {
  printer.progress(`Asking ${session.regionId}…`);
  const query = queryOf(session.monitor.history(targetsOf(session.monitor, invocation)), invocation.range, session.now())
    .signal(signal)
    .progress(({ fetched, planned }) => {
      printer.progress(`${fetched} of ${planned} pages read`);
    });
  let hasBad = false;
  try {
    const availability = await query.availability({
      onTransition: (transition) => {
        hasBad ||= BAD.has(transition.type);
        printer.transition(transition, true);
      },
    });
    if (printer.isJson) printJson(availability, printer);
    else printText(availability, printer);
    return hasFailed(availability, hasBad, invocation.failOn) ? ExitCode.Found : ExitCode.Fine;
  } catch (error) {
    // A time that the service keeps nothing of.
    throw error instanceof RangeError ? new UsageError(error.message, { cause: error }) : error;
  }
};

function queryOf(query: HistoryQuery, range: Range, now: number): HistoryQuery {
  if ('lastMs' in range) return byKeptPoints(query.last(range.lastMs), range.lastMs);
  const { from, to } = range;
  if (from >= now) throw new UsageError(`--from ${utcTime(from)} is in the future`);
  // An end in the future counts as now, by the service's time.
  return byKeptPoints(query.between(from, to ?? now + DAY_MS), now - from);
}

function byKeptPoints(query: HistoryQuery, ageMs: number): HistoryQuery {
  return ageMs > MINUTES_KEPT_MS ? query.period(300) : query;
}

function hasFailed({ connections, tunnels }: Availability, hasBad: boolean, failOn: FailOn): boolean {
  const hasOutage = (list: Iterable<{ readonly outages: readonly unknown[] }>): boolean =>
    [...list].some(({ outages }) => outages.length > 0);
  switch (failOn) {
    case 'never':
      return false;
    case 'connection':
      return hasOutage(connections.values());
    case 'any':
      return hasBad || hasOutage(tunnels.values());
  }
}

function printText(availability: Availability, printer: Printer): void {
  printer.line();
  printer.line(`${utcTime(availability.from)} to ${utcTime(availability.to)}`);
  printer.line();
  printer.line(
    availability.connections.size === 0
      ? 'There is no IPsec connection.'
      : availabilityTable(availability, { paint: printer.paint, width: printer.width }),
  );
}

function printJson({ from, to, connections, tunnels }: Availability, printer: Printer): void {
  for (const { resource, ...rest } of connections.values())
    printer.json('availability', { of: 'connection', ...resource, from, to, ...rest });
  for (const { resource, ...rest } of tunnels.values()) printer.json('availability', { of: 'tunnel', ...resource, from, to, ...rest });
}
