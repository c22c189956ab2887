import type { MetricPoint } from 'alicloud-vpn-monitor';
import { sparkline } from './sparkline.ts';

const MINUTE = 60_000;

/** A table of one row for each series: newest value, range and shape over the last hour. */
export function seriesTable(points: readonly MetricPoint[], end: number): string {
  const series = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const key = `${point.resource.tunnelId ?? point.resource.connectionId ?? point.resource.gatewayId ?? ''} ${point.metric}`;
    series.set(key, [...(series.get(key) ?? []), point]);
  }
  const header = ['resource', 'metric', 'newest', 'lowest', 'highest', 'points', 'last hour, a bar a minute'];
  const rows = [...series.values()].map((list) => {
    const [first] = list;
    const newest = list.at(-1);
    if (!first || !newest) return [];
    const values = list.map((point) => point.value);
    const { tunnelId, connectionId, gatewayId } = first.resource;
    return [
      tunnelId ?? connectionId ?? gatewayId ?? '?',
      first.metric,
      newest.state ?? amount(newest.value, newest.unit),
      first.unit === 'state' ? String(Math.min(...values)) : amount(Math.min(...values), first.unit),
      first.unit === 'state' ? String(Math.max(...values)) : amount(Math.max(...values), first.unit),
      String(list.length),
      sparkline(byMinute(list, end)),
    ];
  });
  return aligned([header, ...rows]);
}

function byMinute(points: readonly MetricPoint[], end: number): (number | undefined)[] {
  const minutes = new Map(points.map((point) => [Math.floor((end - point.timestamp) / MINUTE), point.value]));
  return Array.from({ length: 60 }, (_, index) => minutes.get(59 - index));
}

function amount(value: number, unit: string): string {
  for (const [factor, prefix] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (value >= factor && unit.includes('/')) return `${(value / factor).toFixed(1)} ${prefix}${unit}`;
  }
  return `${value.toFixed(unit === '%' ? 1 : 0)} ${unit}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
