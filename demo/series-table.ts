import type { MetricPoint } from 'alicloud-vpn-monitor';
import { amount, columns } from '../src/cli/text/index.ts';
import { sparkline } from './sparkline.ts';

const MINUTE = 60_000;

/** A table of one row for each series: newest value, range and shape over some minutes. */
export function seriesTable(points: readonly MetricPoint[], end: number, minutes: number): string {
  const series = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const key = `${point.resource.tunnelId ?? point.resource.connectionId ?? point.resource.gatewayId ?? ''} ${point.metric}`;
    series.set(key, [...(series.get(key) ?? []), point]);
  }
  const heading = ['metric', 'newest', 'lowest', 'highest', `${minutes} minutes, a bar each`];
  const rows = [...series.values()].map((list) => {
    const newest = list.at(-1);
    if (!newest) return [];
    const values = list.map((point) => point.value);
    const shown = (value: number): string => (newest.unit === 'state' ? String(value) : amount(value, newest.unit));
    return [
      newest.metric,
      newest.state ?? shown(newest.value),
      shown(Math.min(...values)),
      shown(Math.max(...values)),
      sparkline(byMinute(list, end, minutes)),
    ];
  });
  return columns(heading, rows);
}

function byMinute(points: readonly MetricPoint[], end: number, minutes: number): (number | undefined)[] {
  const values = new Map(points.map((point) => [Math.floor((end - point.timestamp) / MINUTE), point.value]));
  return Array.from({ length: minutes }, (_, index) => values.get(minutes - 1 - index));
}
