import { expect, test } from 'vitest';
import { VpnMonitor, type Transition, type WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { directTransport } from '../support/direct-transport.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1, 12);

function account(): Simulator {
  return createSimulator({
    regionId: 'cn-hangzhou',
    now: START,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', mode: 'dual', tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }], gatewayId: 'vpn-1' }],
    data: { publicationDelayMs: 5_000 },
  });
}

function watching(cloud: Simulator, options: WatchOptions) {
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock, maxRetries: 0, requestsPerSecond: 100_000 });
  const watch = monitor.watch(monitor.fleet(), options);
  const told: Transition[] = [];
  watch.on('error', () => undefined);
  watch.on('transition', (transition) => told.push(transition));
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round++) {
      await watch.poll();
      cloud.advance(MINUTE);
    }
  };
  const tunnels = (): readonly string[] => told.filter(({ type }) => type.startsWith('tunnel:')).map(({ type, at }) => `${type} ${Math.round((at - START) / 1000)}`);
  return { rounds, tunnels };
}

test.each([
  ['events', ['tunnel:down 322', 'tunnel:up 345']],
  ['metrics', ['tunnel:down 300', 'tunnel:up 360']],
] as const)('an outage that polls of the topology did not meet is told when %s can be read again', async (source, expected) => {
  const cloud = account();
  const { rounds, tunnels } = watching(cloud, { sources: ['topology', source], staleAfterMs: 7_200_000 });
  cloud.tunnel('tun-a').down({ at: START + 322_000 }).up({ at: START + 345_000 });
  await rounds(3);
  const failing = ['DescribeSystemEventAttribute', 'DescribeMetricLast', 'DescribeMetricList'].map((action) => cloud.fail({ action, status: 500, times: Infinity }));
  await rounds(45);
  expect(tunnels()).toEqual([]);
  for (const handle of failing) handle.stop();
  await rounds(3);
  expect(tunnels()).toEqual(expected);
});
