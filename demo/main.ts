// Reads the last hour of a tunnel from the simulator over HTTP, or of a real gateway with
// ALIBABA_CLOUD_ACCESS_KEY_ID set: npm run demo -- --region cn-hangzhou --gateway vpn-…
import { parseArgs } from 'node:util';
import { GatewayMetric, Quantity, TunnelMetric, VpnMonitor, type MetricPoint } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { seriesTable } from './series-table.ts';
import { topologyTree } from './topology-tree.ts';

const { values: options } = parseArgs({ options: { region: { type: 'string' }, gateway: { type: 'string' } } });

async function show(title: string, monitor: VpnMonitor, read: () => Promise<MetricPoint[]>, now: number): Promise<void> {
  console.log(`The region\n\n${await topologyTree(monitor)}\n\n${title}\n`);
  console.log(seriesTable(await read(), now));
  const states = await monitor.fleet({ names: true }).metric(Quantity.State).latest();
  const count = (state: MetricPoint['state']): number => states.filter((point) => point.state === state).length;
  console.log(`\nThe fleet by its metrics: ${count('up')} up, ${count('down')} down, ${count('mixed')} changing.`);
  const { attempts, callsByOperation, billableCalls, freePerMonth } = monitor.usage();
  const calls = Object.entries(callsByOperation).map(([action, times]) => `${action} ${times}`);
  console.log(`\nCost: ${attempts} calls (${calls.join(', ')}); ${billableCalls} of the ${freePerMonth.toLocaleString('en')} free ones a month.`);
}

async function real(regionId: string, gatewayId: string): Promise<void> {
  await using monitor = new VpnMonitor({ regionId, logger: console });
  const query = monitor.gateway(gatewayId).metric(GatewayMetric.InboundRate, GatewayMetric.OutboundRate, GatewayMetric.SslClientCount).last('1h');
  await show(`The last hour of ${gatewayId} in ${regionId}`, monitor, () => query.toArray({ limit: 1000 }), Date.now());
}

async function simulated(): Promise<void> {
  const ids = { gateway: 'vpn-demo', connection: 'vco-demo', tunnel: 'tun-demo-1' };
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: ids.gateway, name: 'head office' }],
    connections: [
      { id: ids.connection, name: 'to Berlin', gatewayId: ids.gateway, bgp: true, tunnels: [{ id: ids.tunnel }, { id: 'tun-demo-2' }] },
      { id: 'vco-single', name: 'to Porto', gatewayId: ids.gateway, mode: 'single' },
      { id: 'vco-router', name: 'to Osaka', transitRouterId: 'tr-demo', tunnels: [{ id: 'tun-demo-3' }, { id: 'tun-demo-4' }] },
    ],
  });
  cloud.tunnel('tun-demo-4').down({ at: cloud.now() - 600_000 });
  const minutesAgo = (minutes: number): number => cloud.now() - minutes * 60_000;
  cloud.tunnel(ids.tunnel).down({ at: minutesAgo(25) });
  cloud.tunnel(ids.tunnel).up({ at: minutesAgo(19) });
  const { endpoint, credentials, close } = await cloud.listen();
  try {
    await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint, credentials, clock: cloud.clock, logger: console });
    const tunnel = monitor.gateway(ids.gateway).connection(ids.connection).tunnel(ids.tunnel);
    const query = tunnel.metric(TunnelMetric.InboundRate, TunnelMetric.OutboundRate, TunnelMetric.State).last('1h');
    await show(`The last hour of ${ids.tunnel}, read over HTTP from a simulator on ${endpoint.cms}`, monitor, () => query.toArray({ limit: 1000 }), cloud.now());
  } finally {
    await close();
  }
}

if (options.region !== undefined && options.gateway !== undefined) {
  if (process.env['ALIBABA_CLOUD_ACCESS_KEY_ID'] === undefined) {
    console.error('Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET to read a real gateway, or leave out --region and --gateway for the simulator.');
    process.exitCode = 1;
  } else {
    await real(options.region, options.gateway);
  }
} else if (options.region !== undefined || options.gateway !== undefined) {
  console.error('A real gateway takes both --region and --gateway, such as --region cn-hangzhou --gateway vpn-bp1q8bgx4xnkm2ogj7x2k.');
  process.exitCode = 1;
} else {
  await simulated();
}
