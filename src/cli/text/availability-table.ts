import type { Availability, ConnectionAvailability, TunnelAvailability } from 'alicloud-vpn-monitor';
import { columns } from './columns.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';
import { lasting } from './times.ts';

const HEADING = ['resource', 'name', 'available', 'down', 'degraded', 'unknown', 'outages', 'longest'];
const DISPENSABLE = ['longest', 'degraded', 'name', 'unknown'];

/** How available connections and their tunnels were, a row for each. */
export function availabilityTable(
  { connections, tunnels }: Availability,
  { paint, width }: { readonly paint: Palette; readonly width?: number | undefined },
): string {
  const rows = [...connections].flatMap(([id, connection]) => {
    const own = [...tunnels].filter(([key, { resource }]) => resource.connectionId === id && key !== id);
    return [row(id, connection, paint), ...own.map(([key, tunnel]) => row(`  ${key}`, tunnel, paint))];
  });
  return columns(HEADING, rows, { width, dispensable: DISPENSABLE });
}

function row(
  label: string,
  { resource, ratio, downMs, degradedMs, unknownMs, outages }: ConnectionAvailability | TunnelAvailability,
  paint: Palette,
): string[] {
  const name = resource.tunnelId === undefined ? (resource.connectionName ?? '') : '';
  const longest = Math.max(0, ...outages.map(({ durationMs }) => durationMs));
  const time = (ms: number): string => (ms === 0 ? '' : lasting(ms));
  return [
    printable(label),
    printable(name),
    percent(ratio),
    paint('red', time(downMs)),
    paint('yellow', time(degradedMs)),
    time(unknownMs),
    String(outages.length),
    time(longest),
  ];
}

// Rounded down: what was down for a moment is not 100 %.
function percent(ratio: number | undefined): string {
  return ratio === undefined ? 'unknown' : `${(Math.floor(ratio * 100_000) / 1000).toFixed(3)} %`;
}
