import { inspect } from 'node:util';
import type { Logger } from 'alicloud-vpn-monitor';
import { createSimulator, SIMULATED_SECRET } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { type Rewriting, rewritten } from '../watch/support/rewritten.ts';
import { account, line, MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { inconsistencies, pastOf, transitionsOf } from './support.ts';

const HOUR = 60 * MINUTE;
const START = NOW - 6 * HOUR;
const at = (minutes: number): number => START + minutes * MINUTE;

const single = (options: object = {}) =>
  createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
    ...options,
  });

test('time of which nothing is heard is neither up nor down, and its end is known', async () => {
  const cloud = single();
  cloud
    .connection('vco-1')
    .down({ at: at(100) })
    .up({ at: at(200) });
  const isSilent = (time: number): boolean => time > at(150) && time <= at(250);
  const rewriting: Rewriting = {
    point: (row) => (isSilent(Number(row['timestamp'])) ? undefined : row),
    event: (row) => (isSilent(Number(row['Time'])) ? undefined : row),
  };
  const monitor = monitorOf(cloud, { transport: rewritten(cloud, rewriting) });
  const history = pastOf(monitor, START, NOW);
  expect((await transitionsOf(history)).map(line)).toEqual([
    '07:40:00 tunnel:down vco-1',
    '07:40:00 connection:down vco-1',
    '08:40:00 tunnel:stale vco-1',
    '10:10:00 tunnel:up vco-1',
    '10:10:00 connection:up vco-1',
  ]);
  const availability = await history.availability();
  expect(inconsistencies(availability)).toEqual([]);
  expect(availability.connections.get('vco-1')).toMatchObject({
    downMs: 60 * MINUTE,
    unknownMs: 90 * MINUTE,
    upMs: 210 * MINUTE,
    ratio: 210 / 270,
    outages: [{ from: at(100), to: at(160), endedUnknown: true }],
  });
});

test('numbers as text, blanks and rows that cannot be read change nothing', async () => {
  const cloud = single({ data: { duplicate: 0.1, unordered: true, blank: 0.02 } });
  cloud
    .connection('vco-1')
    .down({ at: at(100) })
    .up({ at: at(200) });
  const text = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)]));
  const monitor = monitorOf(cloud, { transport: rewritten(cloud, { point: text, event: (row) => ({ ...row, Content: 'no JSON' }) }) });
  expect((await transitionsOf(pastOf(monitor, START, NOW))).map(line)).toEqual([
    '07:40:00 tunnel:down vco-1',
    '07:40:00 connection:down vco-1',
    '09:20:00 tunnel:up vco-1',
    '09:20:00 connection:up vco-1',
  ]);
});

test('timestamps with a fraction of a millisecond are those of their millisecond', async () => {
  const cloud = single();
  cloud
    .connection('vco-1')
    .down({ at: at(100) })
    .up({ at: at(200) });
  const monitor = monitorOf(cloud, {
    transport: rewritten(cloud, { point: (row) => ({ ...row, timestamp: `${String(row['timestamp'])}.4` }) }),
  });
  expect((await transitionsOf(pastOf(monitor, START, NOW, { sources: ['metrics'] }))).map(line)).toEqual([
    '07:40:00 tunnel:down vco-1',
    '07:40:00 connection:down vco-1',
    '09:20:00 tunnel:up vco-1',
    '09:20:00 connection:up vco-1',
  ]);
});

test.each([-2 * HOUR, 40 * MINUTE])('a clock that is off by %d ms is set right by the first answers', async (aheadMs) => {
  const cloud = single();
  cloud
    .connection('vco-1')
    .down({ at: NOW - 30 * MINUTE })
    .up({ at: NOW - 10 * MINUTE });
  const monitor = monitorOf(cloud, { transport: rewritten(cloud, {}), clock: { now: () => cloud.now() + aheadMs } });
  const history = monitor.history(monitor.fleet()).last('1h');
  expect((await transitionsOf(history)).map(line)).toEqual([
    '11:30:00 tunnel:down vco-1',
    '11:30:00 connection:down vco-1',
    '11:50:00 tunnel:up vco-1',
    '11:50:00 connection:up vco-1',
  ]);
  const { from, to } = await history.availability();
  expect([Math.abs(to - NOW) < 5_000, to - from]).toEqual([true, HOUR]);
});

test.each(['live', 'catalog'] as const)('metadata %s finds the filter that brings the points', async (metadata) => {
  const cloud = account();
  cloud
    .connection('vco-router')
    .down({ at: at(100.5) })
    .up({ at: at(110.5) });
  cloud
    .tunnel('tun-1')
    .down({ at: at(200.5) })
    .up({ at: at(210.5) });
  const monitor = monitorOf(cloud, { metadata });
  const history = pastOf(monitor, START, NOW, { sources: ['metrics'] });
  const times = (await transitionsOf(history)).map(({ at: time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect((await transitionsOf(history)).filter(({ type }) => type.startsWith('tunnel')).map(line)).toEqual([
    '07:41:00 tunnel:down vco-router',
    '07:51:00 tunnel:up vco-router',
    '09:21:00 tunnel:down tun-1',
    '09:31:00 tunnel:up tun-1',
  ]);
});

test('a filter that the service fills otherwise than documented is widened before anything is told', async () => {
  const cloud = account();
  cloud
    .tunnel('tun-1')
    .down({ at: at(200.5) })
    .up({ at: at(210.5) });
  // Rows of a guessed key come only where the filter does not name it.
  const direct = rewritten(cloud, {});
  const monitor = monitorOf(cloud, {
    metadata: 'catalog',
    transport: {
      call: async (request, options) => {
        const isNarrow = request.action === 'DescribeMetricList' && JSON.stringify(request.params).includes('tunnelId');
        const answer = await direct.call(request, options);
        return isNarrow ? { ...answer, body: { Code: '200', Success: true, Datapoints: '[]', Period: '60' } } : answer;
      },
    },
  });
  const told = await transitionsOf(pastOf(monitor, START, NOW, { sources: ['metrics'] }));
  expect(told.filter(({ type }) => type.startsWith('tunnel')).map(line)).toEqual([
    '09:21:00 tunnel:down tun-1',
    '09:31:00 tunnel:up tun-1',
  ]);
});

test('secrets that answers hold appear nowhere', async () => {
  const cloud = createSimulator.preset('fleet', { size: { mode: 'mixed' }, now: NOW, credentials: 'any' });
  const logged: unknown[] = [];
  const log = (...parts: readonly unknown[]): void => void logged.push(parts);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  let leaky = 0;
  const inner = rewritten(cloud, {
    event: (row) => ({ ...row, Content: { ...(row['Content'] as object), psk: SIMULATED_SECRET, Psk: SIMULATED_SECRET } }),
  });
  const monitor = monitorOf(cloud, {
    logger,
    regionId: cloud.regionId,
    transport: {
      call: async (request, options) => {
        const answer = await inner.call(request, options);
        if (JSON.stringify(answer.body).includes(SIMULATED_SECRET)) leaky++;
        return answer;
      },
    },
  });
  for (const { id } of cloud.connections)
    cloud
      .connection(id)
      .down({ at: NOW - 50 * MINUTE })
      .up({ at: NOW - 40 * MINUTE });
  const history = monitor.history(monitor.fleet()).last('2h');
  const [transitions, availability] = [await transitionsOf(history), await history.availability()];
  expect(transitions.length).toBeGreaterThan(3);
  cloud.fail({ status: 500, action: 'DescribeMetricList', times: Infinity });
  const error: unknown = await history.availability().catch((thrown: unknown) => thrown);
  expect([leaky > 2, error instanceof Error]).toEqual([true, true]);
  for (const value of [history, transitions, availability, availability.toJSON(), error, logged])
    expect(inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null }) + JSON.stringify(value)).not.toContain(
      SIMULATED_SECRET,
    );
});

test.each([
  ['tags that no connection has', { tags: { env: 'prod' } }, 1],
  ['the whole region', {}, 0],
])('a history of %s says where nothing matches', async (_, filter, count) => {
  const warnings: unknown[] = [];
  const monitor = monitorOf(single(), { logger: { warn: (text) => warnings.push(text) } });
  const { connections } = await monitor.history(monitor.fleet(filter)).last('1h').availability();
  expect(connections.size).toBe(1 - count);
  expect(warnings).toEqual(Array(count).fill('alicloud-vpn-monitor: no connection matches the targets of the history, so it is empty'));
});
