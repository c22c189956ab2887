import { type Transition, VpnMonitor, type WatchOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { withTunnels } from '../../src/watch/connection-record.ts';
import { next } from '../../src/watch/machine.ts';
import type { Observation } from '../../src/watch/timeline/index.ts';
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
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: directTransport(cloud),
    clock: cloud.clock,
    maxRetries: 0,
    requestsPerSecond: 100_000,
  });
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
  const tunnels = (): readonly string[] =>
    told.filter(({ type }) => type.startsWith('tunnel:')).map(({ type, at }) => `${type} ${Math.round((at - START) / 1000)}`);
  return { rounds, tunnels };
}

test.each([
  ['events', ['tunnel:down 322', 'tunnel:up 345']],
  ['metrics', ['tunnel:down 300', 'tunnel:up 360']],
] as const)('an outage that polls of the topology did not meet is told when %s can be read again', async (source, expected) => {
  const cloud = account();
  const { rounds, tunnels } = watching(cloud, { sources: ['topology', source], staleAfterMs: 7_200_000 });
  cloud
    .tunnel('tun-a')
    .down({ at: START + 322_000 })
    .up({ at: START + 345_000 });
  await rounds(3);
  const failing = ['DescribeSystemEventAttribute', 'DescribeMetricLast', 'DescribeMetricList'].map((action) =>
    cloud.fail({ action, status: 500, times: Infinity }),
  );
  await rounds(45);
  expect(tunnels()).toEqual([]);
  for (const handle of failing) handle.stop();
  await rounds(3);
  expect(tunnels()).toEqual(expected);
});

test('an outage over parts of two minutes is told once, also where a poll showed its end before the second datapoint came', () => {
  let state = withTunnels(undefined, [{ key: 'vco-1', role: undefined }]);
  const told: string[] = [];
  const tell = (asOf: number, ...observations: readonly Pick<Observation, 'source' | 'at' | 'claim'>[]): void => {
    const evidence = {
      asOf,
      observations: observations.map((one): Observation => ({
        tunnel: 'vco-1',
        aspect: 'ipsec',
        ...(one.source === 'metric' && { periodMs: MINUTE }),
        ...one,
      })),
    };
    const step = next(state, evidence, { confirm: { down: 1, up: 1 }, staleAfterMs: 600_000, emitInitial: false });
    state = step.state;
    told.push(...step.transitions.filter(({ kind }) => kind === 'ipsec').map(({ to }) => to));
  };
  tell(610_000, { source: 'topology', at: 610_000, claim: 'up' }, { source: 'metric', at: 600_000, claim: 'up' });
  tell(730_000, { source: 'topology', at: 730_000, claim: 'up' }, { source: 'metric', at: 660_000, claim: 'mixed' });
  // The minute after the second part is missing.
  tell(850_000, { source: 'topology', at: 850_000, claim: 'up' }, { source: 'metric', at: 720_000, claim: 'mixed' });
  tell(970_000, { source: 'topology', at: 970_000, claim: 'up' }, { source: 'metric', at: 840_000, claim: 'up' });
  expect(told).toEqual(['down', 'up']);
});

test('an event that comes after a minute of both has its own time, not that of the minute', () => {
  let state = withTunnels(undefined, [{ key: 'vco-1', role: undefined }]);
  const told: string[] = [];
  const tell = (asOf: number, ...observations: readonly Pick<Observation, 'source' | 'at' | 'claim'>[]): void => {
    const evidence = {
      asOf,
      observations: observations.map((one): Observation => ({
        tunnel: 'vco-1',
        aspect: 'ipsec',
        ...(one.source === 'metric' && { periodMs: MINUTE }),
        ...one,
      })),
    };
    const step = next(state, evidence, { confirm: { down: 1, up: 1 }, staleAfterMs: 600_000, emitInitial: false });
    state = step.state;
    told.push(...step.transitions.filter(({ kind }) => kind === 'ipsec').map(({ to, at }) => `${to} ${at / 1000}`));
  };
  tell(610_000, { source: 'topology', at: 610_000, claim: 'down' });
  // Up from 690 on, and down again at 887: the datapoints between are late, and so is the first event.
  tell(890_000, { source: 'metric', at: 720_000, claim: 'mixed' }, { source: 'event', at: 887_000, claim: 'down' });
  expect(told).toEqual(['up 660', 'down 887']);
});

// Open: a datapoint of both that the first round reads is not folded away, and what lies behind it is told as late.
test('a watch that begins while a tunnel flaps tells nothing of what was before', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: START,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', mode: 'dual', tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }], gatewayId: 'vpn-1' }],
    data: { publicationDelayMs: 5_000 },
    events: { publicationDelayMs: 120_000 },
  });
  // The second outage is not over, and the newest datapoint holds its beginning.
  cloud
    .tunnel('tun-a')
    .down({ at: START - 110_000 })
    .up({ at: START - 80_000 })
    .down({ at: START - 30_000 });
  cloud.advance(10_000);
  const { rounds, tunnels } = watching(cloud, {});
  await rounds(6);
  expect(tunnels()).toEqual([]);
});
