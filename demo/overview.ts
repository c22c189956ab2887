import { type MetricPoint, type MetricQuery, Quantity, type VpnMonitor } from 'alicloud-vpn-monitor';
import { seriesTable } from './series-table.ts';
import { topologyTree } from './topology-tree.ts';

const MINUTES = 30;

/** Prints what you can ask without a watch: the topology, a series, the current state of all tunnels. */
export async function showOverview(monitor: VpnMonitor, query: MetricQuery, title: string, now: number): Promise<void> {
  console.log(`The region\n\n${await topologyTree(monitor)}\n`);
  const points = await query.last(`${MINUTES}m`).toArray({ limit: 1000 });
  console.log(`${title}, the last half hour\n\n${seriesTable(points, now, MINUTES)}\n`);
  const states = await monitor.fleet().metric(Quantity.State).latest();
  const count = (state: MetricPoint['state']): number => states.filter((point) => point.state === state).length;
  console.log(`By their newest datapoints ${count('up')} tunnels are up, ${count('down')} down, ${count('mixed')} changing.\n`);
}
