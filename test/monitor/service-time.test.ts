import { type MetricPoint, Quantity, SystemEvent, VpnMonitor, type VpnMonitorOptions, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OFF = [10 * MINUTE, -10 * MINUTE, HOUR, -HOUR];

/** A monitor whose clock is off from the account's by `clock.offset`. */
function setUp(offset: number, simulated: Partial<SimulatorOptions> = {}, options: Partial<VpnMonitorOptions> = {}) {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
    ...simulated,
  });
  const clock = { offset, now: () => cloud.now() + clock.offset };
  const warn = vi.fn();
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: directTransport(cloud),
    clock,
    maxRetries: 0,
    requestsPerSecond: 1000,
    logger: { warn },
    ...options,
  });
  return { cloud, clock, monitor, warn };
}
const rates = (monitor: VpnMonitor) => monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(Quantity.InboundRate);
const calls = (cloud: Simulator, action: string) => cloud.calls.filter((call) => call.action === action).length;
const minutesFrom = (start: number, count: number): number[] => Array.from({ length: count }, (_, index) => start + (index + 1) * MINUTE);
const timestamps = (points: readonly MetricPoint[]): number[] => points.map(({ timestamp }) => timestamp);

/** The hour before the account's present: without the newest minute or two, which are not published yet or lie about the ends. */
function expectTheLastHour(cloud: Simulator, seen: readonly number[]): void {
  const now = cloud.now();
  expect(seen.length).toBeGreaterThanOrEqual(58);
  expect(Math.min(...seen)).toBeLessThanOrEqual(now - HOUR + MINUTE + 1_000);
  expect(Math.min(...seen)).toBeGreaterThan(now - HOUR - 1_000);
  expect(Math.max(...seen)).toBeGreaterThanOrEqual(now - 2 * MINUTE);
}

describe.each(OFF)('a clock that is %i ms off', (offset) => {
  test.each(['live', 'catalog'] as const)(
    'last(1h) is the hour of the service, from the first query on (metadata: %s)',
    async (metadata) => {
      const { cloud, monitor, warn } = setUp(offset, {}, { metadata });
      expectTheLastHour(cloud, timestamps(await rates(monitor).toArray({ limit: 100 })));
      // The metadata have said what time it is; else the first page has, and is asked for again.
      expect(calls(cloud, 'DescribeMetricList')).toBe(metadata === 'live' ? 1 : 2);
      cloud.advance('1h');
      expectTheLastHour(cloud, timestamps(await rates(monitor).last('1h').toArray({ limit: 100 })));
      expect(calls(cloud, 'DescribeMetricList')).toBe(metadata === 'live' ? 2 : 3);
      expect(warn).toHaveBeenCalledOnce();
      await monitor.close();
    },
  );

  test('after a jump it is so again, and when the clock is set right', async () => {
    const { cloud, clock, monitor } = setUp(0);
    await rates(monitor).toArray({ limit: 100 });
    for (clock.offset of [offset, 0, -offset]) expectTheLastHour(cloud, timestamps(await rates(monitor).toArray({ limit: 100 })));
    await monitor.close();
  });

  test('the newest points of a range and an export are those of the service too', async () => {
    const { cloud, monitor } = setUp(offset, { enterprise: true }, { metadata: 'catalog' });
    const latest = await rates(monitor).last('10m').latest();
    expect(latest.map(({ timestamp }) => cloud.now() - timestamp <= 3 * MINUTE)).toEqual([true]);
    const exported: number[] = [];
    const other = setUp(offset, { enterprise: true }, { metadata: 'catalog' });
    for await (const { timestamp } of rates(other.monitor).export()) exported.push(timestamp);
    expectTheLastHour(other.cloud, exported);
    await Promise.all([monitor.close(), other.monitor.close()]);
  });

  test('events of the last hour are those of the service', async () => {
    const { cloud, monitor } = setUp(offset);
    const published = [1, 20, 40, 59]
      .map((ago) => cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1', { at: NOW - ago * MINUTE }).at)
      .reverse();
    cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1', { at: NOW - 61 * MINUTE });
    expect((await monitor.events().last('1h').toArray({ limit: 10 })).map(({ at }) => at)).toEqual(published);
    await monitor.close();
  });

  test('follow() begins an overlap before the service’s lag and loses nothing, whatever the clock does meanwhile', async () => {
    for (const metadata of ['live', 'catalog'] as const) {
      const { cloud, clock, monitor } = setUp(offset, {}, { metadata });
      const points = await pointsFor(180, rates(monitor).follow({ pollMs: 1 }), cloud, (minute) => {
        if (minute === 40) clock.offset = 0;
        if (minute === 70) clock.offset = -offset;
        if (minute === 100) clock.offset = offset;
        if (minute === 140) clock.offset = -3 * offset;
      });
      const first = NOW - 8 * MINUTE;
      const seen = timestamps(points);
      expect(seen[0]).toBe(first + MINUTE);
      expect(seen).toEqual(minutesFrom(first, seen.length));
      expect(seen.length).toBeGreaterThanOrEqual(180);
      expect(points.some(({ late }) => late)).toBe(false);
      await monitor.close();
    }
  });

  test('follow() from an instant, without an overlap, resumes at it', async () => {
    const { cloud, clock, monitor } = setUp(offset, {}, { metadata: 'catalog' });
    const from = NOW - 2 * MINUTE;
    const points = await pointsFor(60, rates(monitor).follow({ pollMs: 1, from, overlapMs: 0 }), cloud, (minute) => {
      if (minute === 20) clock.offset = -offset;
    });
    const seen = timestamps(points);
    expect(seen).toEqual(minutesFrom(from, seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(55);
    await monitor.close();
  });

  test('follow() of a range begins where the range of the service does, also after polls that failed', async () => {
    const { cloud, monitor } = setUp(offset, {}, { metadata: 'catalog' });
    cloud.fail({ action: 'DescribeMetricList', status: 503, times: 5 });
    const points = await pointsFor(10, rates(monitor).last('2h').follow({ pollMs: 1 }), cloud);
    expect(Math.abs(points[0]!.timestamp - (NOW - 2 * HOUR + MINUTE))).toBeLessThanOrEqual(MINUTE);
    await monitor.close();
  });

  test('events are followed, each once, whatever the clock does meanwhile', async () => {
    const { cloud, clock, monitor } = setUp(offset);
    const published: string[] = [];
    const events = await itemsFor<VpnSystemEvent>(120, monitor.events().follow({ pollMs: 1 }), cloud, (minute) => {
      published.push(cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1').id);
      if (minute === 30) clock.offset = 0;
      if (minute === 60) clock.offset = -offset;
      if (minute === 90) clock.offset = offset;
    });
    expect(events.map(({ id }) => id)).toEqual(published.slice(0, events.length));
    expect(events.length).toBeGreaterThanOrEqual(118);
    await monitor.close();
  });

  test('a listing is dated by the service, also the first one', async () => {
    const { cloud, clock, monitor } = setUp(offset);
    for (clock.offset of [offset, 0, -offset]) {
      const { asOf } = await monitor.topology.snapshot({ maxAgeMs: 0 });
      expect(Math.abs(asOf - cloud.now())).toBeLessThanOrEqual(1_000);
      cloud.advance('1m');
    }
    await monitor.close();
  });
});

describe('listings of many pages', () => {
  const fleet = () => {
    const cloud = createSimulator.fleet({ now: NOW, credentials: 'any', gateways: 4, connections: 120, attachments: 0 });
    const clock = { offset: 0, now: () => cloud.now() + clock.offset };
    const direct = directTransport(cloud);
    const hooks: { page: (pageNumber: unknown) => void } = { page: () => undefined };
    const transport: VpnMonitorOptions['transport'] = {
      call: async (request, options) => {
        const answer = await direct.call(request, options);
        hooks.page(request.params['PageNumber']);
        return answer;
      },
    };
    const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock, maxRetries: 0, requestsPerSecond: 1000 });
    return { cloud, clock, monitor, hooks };
  };

  test.each([1, 2, 3])('a clock that jumps while page %i is on its way dates none of them wrongly', async (at) => {
    for (const jump of [...OFF, 30_000]) {
      const { cloud, clock, monitor, hooks } = fleet();
      hooks.page = (pageNumber) => {
        if (pageNumber === at) clock.offset = jump;
      };
      const { asOf, connections } = await monitor.topology.snapshot({ maxAgeMs: 0 });
      expect(connections).toHaveLength(120);
      expect(Math.abs(asOf - cloud.now())).toBeLessThanOrEqual(1_500);
      await monitor.close();
    }
  });

  test('the date is the first page’s, by whatever clock, also where time passes until the last', async () => {
    for (const offset of [...OFF, 0]) {
      const { cloud, clock, monitor, hooks } = fleet();
      clock.offset = offset;
      hooks.page = () => cloud.advance('20s');
      const { asOf } = await monitor.topology.snapshot({ maxAgeMs: 0 });
      expect(asOf).toBeLessThanOrEqual(NOW + 20_000);
      // The clock of the account is moved on while an answer is on its way, which only later answers tell from a wrong clock.
      expect(asOf).toBeGreaterThanOrEqual(NOW - 20_000);
      await monitor.close();
    }
  });

  test('what is kept goes on being used when the clock is corrected, and is asked for anew when it jumps', async () => {
    const { cloud, clock, monitor, hooks } = fleet();
    let pages = 0;
    hooks.page = () => pages++;
    clock.offset = HOUR;
    for (let round = 0; round < 4; round++) {
      await monitor.topology.connections().toArray();
      cloud.advance('1m');
    }
    expect(pages).toBe(3);
    for (clock.offset of [0, HOUR, -HOUR]) {
      await monitor.topology.connections().toArray();
      await monitor.topology.connections().toArray();
    }
    expect(pages).toBe(12);
    await monitor.close();
  });
});

test('over HTTP as well, with the default transport and the simulator’s own server', async () => {
  const cloud = createSimulator.preset('dual-tunnel', { now: NOW });
  await using server = await cloud.listen();
  const warn = vi.fn();
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    logger: { warn },
  });
  expectTheLastHour(cloud, timestamps(await monitor.fleet().metric(Quantity.State).toArray({ limit: 1_000 })));
  expect(Math.abs((await monitor.topology.snapshot({ maxAgeMs: 0 })).asOf - NOW)).toBeLessThanOrEqual(1_000);
  expect(warn.mock.calls.filter(([message]) => (message as string).startsWith('alicloud-vpn-monitor: the clock is'))).toHaveLength(1);
});

test('without a Date the clock is taken for right, and the simulator can leave it out', async () => {
  const { monitor, warn } = setUp(HOUR, { date: false });
  expect(await rates(monitor).last('30m').toArray({ limit: 100 })).toEqual([]);
  expect(warn).not.toHaveBeenCalled();
  await monitor.close();
});

test('a few seconds are left alone: nothing is asked twice and nothing is said', async () => {
  const { cloud, monitor, warn, clock } = setUp(1_900, {}, { metadata: 'catalog' });
  await rates(monitor).toArray({ limit: 100 });
  clock.offset = -1_900;
  await rates(monitor).toArray({ limit: 100 });
  expect(calls(cloud, 'DescribeMetricList')).toBe(2);
  expect(warn).not.toHaveBeenCalled();
  await monitor.close();
});

test('a refusal teaches the time too, where it is the service that refuses', async () => {
  const { cloud, monitor, warn } = setUp(HOUR, {}, { metadata: 'catalog' });
  cloud.fail({ action: 'DescribeMetricList', status: 403, code: 'NoPermission' });
  expectTheLastHour(cloud, timestamps(await rates(monitor).toArray({ limit: 100 })));
  expect(warn.mock.calls[0]?.[0]).toMatch(/^alicloud-vpn-monitor: the clock is about (3599|3600|3601) s ahead of/);
  await monitor.close();
});

async function itemsFor<T>(
  minutes: number,
  stream: AsyncGenerator<T>,
  cloud: Simulator,
  each: (minute: number) => void = () => undefined,
): Promise<T[]> {
  const seen: T[] = [];
  const reading = (async () => {
    for await (const item of stream) seen.push(item);
  })();
  for (let minute = 0; minute < minutes; minute++) {
    const asked = cloud.calls.length;
    cloud.advance('1m');
    each(minute);
    await vi.waitFor(
      () => {
        expect(cloud.calls.length).toBeGreaterThan(asked);
      },
      { interval: 1, timeout: 5_000 },
    );
  }
  // What the last polls brought.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.race([stream.return(undefined), new Promise((resolve) => setTimeout(resolve, 20))]);
  void reading;
  return seen;
}

const pointsFor = (
  minutes: number,
  stream: AsyncGenerator<MetricPoint>,
  cloud: Simulator,
  each?: (minute: number) => void,
): Promise<MetricPoint[]> => itemsFor(minutes, stream, cloud, each);
