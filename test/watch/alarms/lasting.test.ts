import type { AlarmRule } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { eventsAfter, rewritten, type Row } from '../support/rewritten.ts';
import { account, MINUTE, minutes, NOW, REGION } from '../support/watched.ts';
import { type AlarmWatch, alarmWatch } from './support.ts';

const DOWN: readonly AlarmRule[] = [
  { on: 'connection:down', for: '3m' },
  { on: 'tunnel:down', for: '3m' },
];

/** Lets no source say anything for some minutes. */
async function silent(cloud: Simulator, run: AlarmWatch, count: number): Promise<void> {
  const failures = ['DescribeVpnConnections', 'DescribeMetricLast', 'DescribeMetricList', 'DescribeSystemEventAttribute'].map((action) =>
    cloud.fail({ action, status: 503, times: 1_000 }),
  );
  await minutes(cloud, run.watch, count);
  for (const failure of failures) failure.stop();
}

test('an alarm stands through silence, and is the same after it', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [...DOWN, { on: 'tunnel:stale' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 5, () => cloud.connection('vco-dual').down());
  expect(run.paged()).toHaveLength(3);
  const open = run.open();
  await silent(cloud, run, 15);
  expect(run.watch.snapshot().connections.get('vco-dual')?.state).toBe('unknown');
  expect(run.paged().map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual(Array(4).fill('raised tunnel:stale'));
  expect(run.open()).toEqual(expect.arrayContaining(open));
  await minutes(cloud, run.watch, 5);
  expect(run.paged().map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual(Array(4).fill('cleared tunnel:stale'));
  expect(run.open()).toEqual(open);
  await minutes(cloud, run.watch, 2, () => cloud.connection('vco-dual').up());
  expect(run.paged().toSorted()).toEqual([
    '12:25:20 cleared connection:down vco-dual',
    '12:25:20 cleared tunnel:down tun-1',
    '12:25:20 cleared tunnel:down tun-2',
  ]);
});

test('a recovery in the middle of silence clears when it is known', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down', for: '3m' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 5, () => cloud.tunnel('tun-1').down());
  await silent(cloud, run, 12);
  cloud.tunnel('tun-1').up();
  await silent(cloud, run, 3);
  expect(run.open()).toHaveLength(1);
  await minutes(cloud, run.watch, 2);
  expect(run.open()).toEqual([]);
  const up = run.transitions.findLast(({ type, resource }) => type === 'tunnel:up' && resource.tunnelId === 'tun-1');
  expect(run.alarms.at(-1)?.alarm.clearedAt).toBe(up?.at);
});

test('what has not lasted when silence comes counts anew after it', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    staleAfterMs: 5 * MINUTE,
    alarms: [
      { on: 'tunnel:down', for: '10m' },
      { on: 'bgp:down', for: '10m' },
      { on: 'connection:down', for: '10m' },
    ],
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 3, () => cloud.connection('vco-dual').down());
  await silent(cloud, run, 20);
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 10);
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1);
  expect(run.paged().toSorted()).toEqual(
    ['bgp:down tun-1', 'bgp:down tun-2', 'connection:down vco-dual', 'tunnel:down tun-1', 'tunnel:down tun-2'].map(
      (about) => `12:34:00 raised ${about} since 12:24:00`,
    ),
  );
});

test('what silence ended for by a clock that was ahead counts from when the clock is right', async () => {
  const cloud = account();
  let aheadMs = 0;
  const transport = rewritten(cloud, { date: () => cloud.now() + aheadMs });
  const clock = { now: () => cloud.now() + aheadMs };
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    staleAfterMs: 5 * MINUTE,
    alarms: [{ on: 'tunnel:down', for: '10m' }],
    monitor: { transport, clock },
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').down());
  await silent(cloud, run, 8);
  aheadMs = 6 * 60 * MINUTE;
  await minutes(cloud, run.watch, 2);
  aheadMs = 0;
  await minutes(cloud, run.watch, 10);
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1);
  expect(run.paged().map((line) => line.slice(9))).toEqual(['raised tunnel:down tun-1 since 12:13:00']);
});

test("silence is an alarm of its own, which the service's time raises and any evidence clears", async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    targets: (monitor) => monitor.connection('vco-single'),
    alarms: [{ on: 'tunnel:stale' }, { on: 'tunnel:stale', for: '5m' }],
  });
  await run.watch.poll();
  await silent(cloud, run, 9);
  expect(run.paged()).toEqual([]);
  await silent(cloud, run, 1);
  expect(run.paged()).toEqual(['12:10:00 raised tunnel:stale vco-single since 12:10:00']);
  await silent(cloud, run, 4);
  expect(run.paged()).toEqual([]);
  await silent(cloud, run, 3);
  expect(run.paged()).toEqual(['12:15:00 raised tunnel:stale vco-single since 12:10:00']);
  await minutes(cloud, run.watch, 1);
  expect(run.paged()).toEqual(['12:18:00 cleared tunnel:stale vco-single', '12:18:00 cleared tunnel:stale vco-single']);
  expect(run.open()).toEqual([]);
});

test('an outage that is over when it becomes known raises nothing', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down' }, ...DOWN] });
  await run.watch.poll();
  cloud.advance('1m');
  cloud.connection('vco-dual').down();
  cloud.advance('7m');
  cloud.connection('vco-dual').up();
  cloud.advance('1m');
  await run.watch.poll();
  await minutes(cloud, run.watch, 3);
  expect(run.told()).toContain('12:01:00 connection:down vco-dual');
  expect(run.paged()).toEqual([]);
});

test('an outage that is told late, between what was known, raises nothing', async () => {
  const cloud = account({ data: { publicationDelayMs: 30_000 } });
  // The polls miss it, and the events say of it ten minutes later.
  const transport = rewritten(cloud, { ...eventsAfter(cloud, () => 10 * MINUTE), point: () => undefined });
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down' }], monitor: { transport } });
  await run.watch.poll();
  cloud.advance('10s');
  cloud.tunnel('tun-1').down();
  cloud.advance('20s');
  cloud.tunnel('tun-1').up();
  cloud.advance('30s');
  await run.watch.poll();
  await minutes(cloud, run.watch, 15);
  expect(run.transitions.filter(({ type, late }) => type === 'tunnel:down' && late)).toHaveLength(1);
  expect(run.paged()).toEqual([]);
});

test('a late recovery within an outage that has not lasted makes it count from where it went down again', async () => {
  const cloud = account();
  const transport = rewritten(cloud, { ...eventsAfter(cloud, () => 5 * MINUTE), point: () => undefined });
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down', for: '10m' }], monitor: { transport } });
  await run.watch.poll();
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').down());
  cloud.advance('10s');
  cloud.tunnel('tun-1').up();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.advance('30s');
  await run.watch.poll();
  await minutes(cloud, run.watch, 10);
  expect(run.paged()).toEqual(['12:11:30 raised tunnel:down tun-1 since 12:01:30']);
  const again = run.transitions.filter(({ type }) => type === 'tunnel:down').at(-1);
  expect(run.alarms[0]?.alarm.transition).toEqual(again);
});

test('a late pair inside an outage leaves an alarm that stands as it is', async () => {
  const cloud = account();
  const transport = rewritten(cloud, { ...eventsAfter(cloud, () => 8 * MINUTE), point: () => undefined });
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down', for: '3m' }], monitor: { transport } });
  await run.watch.poll();
  await minutes(cloud, run.watch, 4, () => cloud.tunnel('tun-1').down());
  cloud.advance('10s');
  cloud.tunnel('tun-1').up();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.advance('30s');
  await run.watch.poll();
  await minutes(cloud, run.watch, 14);
  expect(run.transitions.filter(({ type, late }) => type === 'tunnel:up' && late)).toHaveLength(1);
  expect(run.paged()).toEqual(['12:04:00 raised tunnel:down tun-1 since 12:01:00']);
});

test('with confirm a state counts from its first evidence', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    confirm: { down: 3, up: 2 },
    alarms: [{ on: 'tunnel:down', for: '1m' }],
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').down());
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1);
  expect(run.paged()).toEqual(['12:02:00 raised tunnel:down tun-1 since 12:01:00']);
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').up());
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1);
  expect(run.paged()).toEqual(['12:04:00 cleared tunnel:down tun-1']);
});

test('evidence against a state that is not confirmed yet does not show that it lasts', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    confirm: { up: 3 },
    alarms: [
      { on: 'tunnel:down', for: '5m' },
      { on: 'bgp:down', for: '5m' },
      { on: 'connection:degraded', for: '5m' },
    ],
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 4, () => cloud.tunnel('tun-1').down());
  await minutes(cloud, run.watch, 5, () => cloud.tunnel('tun-1').up());
  // Four minutes, as the third poll that says so shows.
  expect(run.told().slice(-3)).toEqual(['12:05:00 tunnel:up tun-1', '12:05:00 bgp:up tun-1', '12:05:00 connection:up vco-dual']);
  expect(run.paged()).toEqual([]);
});

test('evidence against a state that is taken back has delayed its alarm, and not moved it', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { sources: ['topology'], confirm: { up: 3 }, alarms: [{ on: 'tunnel:down', for: '5m' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 4, () => cloud.tunnel('tun-1').down());
  await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').up());
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').down());
  expect(run.told()).not.toContain('12:05:00 tunnel:up tun-1');
  expect(run.paged()).toEqual(['12:06:00 raised tunnel:down tun-1 since 12:01:00']);
});

test.each([
  ['up', 0, []],
  ['down', 1, ['raised']],
] as const)('of sources that go on disagreeing, polls that say %s decide', async (state, value, expected) => {
  const cloud = account();
  const transport = rewritten(cloud, {
    point: (row, metric) =>
      metric.endsWith('state') && !metric.includes('bgp') ? { ...row, Value: value, Average: value, Minimum: value, Maximum: value } : row,
    event: () => undefined,
  });
  await using run = await alarmWatch(cloud, {
    targets: (monitor) => monitor.connection('vco-single'),
    alarms: [{ on: 'tunnel:down', for: '10m' }],
    monitor: { transport },
  });
  if (state === 'down') cloud.connection('vco-single').down();
  await run.watch.poll();
  await minutes(cloud, run.watch, 30);
  expect(run.polls.flatMap(({ disagreements }) => disagreements)).toHaveLength(1);
  expect(run.alarms.map(({ type }) => type)).toEqual(expected);
});

test('a connection that vanishes is cleared as gone, and raised again under its key if it comes back down', async () => {
  const cloud = account();
  let isHidden = false;
  const transport = rewritten(cloud, { connection: (row) => (isHidden && row['VpnConnectionId'] === 'vco-dual' ? undefined : row) });
  await using run = await alarmWatch(cloud, { alarms: DOWN, monitor: { transport } });
  await run.watch.poll();
  await minutes(cloud, run.watch, 5, () => cloud.connection('vco-dual').down());
  const raised = run.open();
  expect(run.paged()).toHaveLength(3);
  isHidden = true;
  await minutes(cloud, run.watch, 2);
  expect(run.paged().toSorted()).toEqual([
    '12:06:00 cleared connection:down vco-dual gone',
    '12:06:00 cleared tunnel:down tun-1 gone',
    '12:06:00 cleared tunnel:down tun-2 gone',
  ]);
  expect(run.alarms.slice(-3).map(({ alarm }) => [alarm.reason, alarm.clearedAt])).toEqual(Array(3).fill(['gone', NOW + 6 * MINUTE]));
  expect(run.watch.snapshot().alarms).toEqual([]);
  isHidden = false;
  await minutes(cloud, run.watch, 2);
  expect(run.paged()).toHaveLength(3);
  expect(run.open().toSorted()).toEqual(raised.toSorted());
  await minutes(cloud, run.watch, 2, () => cloud.connection('vco-dual').up());
  expect([run.paged().length, run.open()]).toEqual([3, []]);
});

test('a connection that comes back up raises nothing', async () => {
  const cloud = account();
  let isHidden = false;
  const transport = rewritten(cloud, { connection: (row) => (isHidden && row['VpnConnectionId'] === 'vco-dual' ? undefined : row) });
  await using run = await alarmWatch(cloud, { alarms: DOWN, monitor: { transport } });
  await run.watch.poll();
  await minutes(cloud, run.watch, 5, () => cloud.connection('vco-dual').down());
  isHidden = true;
  await minutes(cloud, run.watch, 2);
  run.paged();
  cloud.connection('vco-dual').up();
  isHidden = false;
  await minutes(cloud, run.watch, 5);
  expect(run.paged()).toEqual([]);
});

test('a tunnel that is exchanged for another is cleared as gone, and its connection is as it was', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }] }],
  });
  let isExchanged = false;
  const transport = rewritten(cloud, {
    connection: (row) => (isExchanged ? (JSON.parse(JSON.stringify(row).replaceAll('"tun-a"', '"tun-c"')) as Row) : row),
  });
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    alarms: [{ on: 'tunnel:down' }, { on: 'connection:degraded' }],
    monitor: { transport },
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-a').down());
  expect(run.paged().toSorted()).toEqual([
    '12:01:00 raised connection:degraded vco-1 since 12:01:00',
    '12:01:00 raised tunnel:down tun-a since 12:01:00',
  ]);
  isExchanged = true;
  await minutes(cloud, run.watch, 2);
  expect(run.paged()).toEqual(['12:03:00 cleared tunnel:down tun-a gone', '12:03:00 raised tunnel:down tun-c since 12:03:00']);
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-a').up());
  expect(run.paged().toSorted()).toEqual(['12:05:00 cleared connection:degraded vco-1', '12:05:00 cleared tunnel:down tun-c']);
});
