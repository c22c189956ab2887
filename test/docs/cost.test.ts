import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Quantity, type Usage, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type FleetSize, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { FREE_PER_MONTH } from '../../src/transport/index.ts';
import { documentedLimit } from '../../src/transport/limits/documented.ts';
import { root } from '../support/doc-blocks.ts';

const guide = readFileSync(join(root, 'docs/limits-and-cost.md'), 'utf8');
const MONTH_MS = 30 * 86_400_000;

/** The cells of the row that begins so, as numbers. */
function figures(label: string): number[] {
  const row = guide.split('\n').filter((line) => line.startsWith(`| ${label} |`));
  expect(row, label).toHaveLength(1);
  return row[0]!
    .split('|')
    .slice(2, -1)
    .map((cell) => Number(cell.replaceAll(',', '')));
}

type Work = (monitor: VpnMonitor, cloud: Simulator) => Promise<unknown>;

async function costOf(size: FleetSize, work: Work): Promise<Usage> {
  const cloud = createSimulator.preset('fleet', { size, now: '2026-03-02T12:00:00Z', enterprise: true });
  await using server = await cloud.listen();
  const { endpoint, credentials } = server;
  await using monitor = new VpnMonitor({ regionId: cloud.regionId, endpoint, credentials, clock: cloud.clock, requestsPerSecond: 1e6 });
  await work(monitor, cloud);
  return monitor.usage();
}

const onGateways = (tunnels: number, bgp = true): FleetSize => ({
  gateways: Math.ceil(tunnels / 100),
  connections: tunnels / 2,
  attachments: 0,
  bgp,
});
const MIXED: FleetSize = { gateways: 2, connections: 29, attachments: 28, mode: 'mixed' };
const ROUNDS = 8;
// Listings of many connections are spread over rounds.
const counted = (monitor: VpnMonitor): { readonly calls: number; readonly billed: number } => {
  const { attempts, billableCalls, callsByOperation } = monitor.usage();
  return { calls: attempts - (callsByOperation['DescribeVpnConnections'] ?? 0), billed: billableCalls };
};
const MINUTES = [0.5, 1, 5];

const WATCHED: readonly (readonly [label: string, size: FleetSize])[] = [
  ['10 tunnels on a gateway, without BGP', onGateways(10, false)],
  ['10 tunnels on a gateway, with BGP', onGateways(10)],
  ['1,000 tunnels on gateways, with BGP', onGateways(1_000)],
  ['2,000 tunnels on gateways, with BGP', onGateways(2_000)],
  ['100 tunnels, single and dual, on gateways and transit routers, with BGP', MIXED],
];

test.each(WATCHED)('a watch of %s costs what the guide says', async (label, size) => {
  const rounds: { readonly calls: number; readonly billed: number }[] = [];
  await costOf(size, async (monitor, cloud) => {
    const watch = monitor.watch(monitor.fleet());
    watch.on('error', (error) => {
      throw error;
    });
    await watch.poll();
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = counted(monitor);
      cloud.advance('1m');
      await watch.poll();
      const after = counted(monitor);
      rounds.push({ calls: after.calls - before.calls, billed: after.billed - before.billed });
    }
    if (label.startsWith('100 ')) expect(watch.snapshot().tunnels.size).toBeGreaterThan(95);
  });
  const [calls = 0, billed = 0, ...months] = figures(label);
  expect(rounds).toEqual(rounds.map(() => ({ calls, billed })));
  expect(months).toEqual(MINUTES.map((minutes) => (billed * MONTH_MS) / (minutes * 60_000)));
});

const rates = (monitor: VpnMonitor, ...quantities: ('inboundRate' | 'outboundRate')[]) => monitor.fleet().metric(...quantities);
const all = async (points: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const _ of points) count += 1;
  return count;
};

const ASKED: readonly (readonly [label: string, work: Work])[] = [
  ['`latest()` of two rates', (monitor) => rates(monitor, Quantity.InboundRate, Quantity.OutboundRate).latest()],
  ['a day of one rate, a point for each five minutes', (monitor) => all(rates(monitor, Quantity.InboundRate).last('1d').period(300))],
  ['a day of one rate, a point a minute', (monitor) => all(rates(monitor, Quantity.InboundRate).last('1d'))],
  ['`history()` of a day, a point for each five minutes', (monitor) => all(monitor.history(monitor.fleet()).last('1d').period(300))],
  ['`export()` of a day of one rate', (monitor) => all(rates(monitor, Quantity.InboundRate).last('1d').export())],
  ['`preflight()`', (monitor) => monitor.preflight()],
];

test.each(ASKED)('%s costs what the guide says', async (label, work) => {
  const billed = [];
  for (const tunnels of [10, 100]) billed.push((await costOf(onGateways(tunnels), work)).billableCalls);
  expect(figures(label)).toEqual(billed);
});

test('the limits are those that the SDK keeps', () => {
  for (const [, operations = '', allowed = '', sent = ''] of guide.matchAll(/^\| (`Describe.*?) \| (.*?) \| (.*?) \|$/gm)) {
    for (const [, action = ''] of operations.matchAll(/`(\w+)`/g)) {
      const { requests, perMs } = documentedLimit(action.startsWith('DescribeMetric') ? 'cms' : 'vpc', action);
      const span = perMs === 1_000 ? 'second' : 'minute';
      expect([allowed, sent], action).toEqual([`${requests} a ${span}`, `${requests * 0.8} a ${span}`]);
    }
  }
  expect(guide).toContain(`${FREE_PER_MONTH.toLocaleString('en')} free metric queries a month`);
});
