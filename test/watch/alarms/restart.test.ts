import type { AlarmRule } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { account, MemoryStore, MINUTE, minutes, NOW, sleep } from '../support/watched.ts';
import { type AlarmWatch, alarmWatch, left, savedIn, type Setup } from './support.ts';

const RULES: readonly AlarmRule[] = [
  { on: 'connection:down', for: '3m' },
  { on: 'bgp:down', for: '10m' },
];

const run = (cloud: Simulator, store: MemoryStore, setup: Setup = {}): Promise<AlarmWatch> =>
  alarmWatch(cloud, { alarms: RULES, ...setup, store });

/** A run in which a connection goes down, and that ends some minutes later. */
async function endedRun(cloud: Simulator, store: MemoryStore, count: number, setup?: Setup): Promise<AlarmWatch> {
  const first = await run(cloud, store, setup);
  await first.watch.poll();
  await minutes(cloud, first.watch, count, () => cloud.connection('vco-dual').down());
  await first.watch.stop();
  await first.abandon();
  return first;
}

test('an alarm that stands is cleared by the next run, under its key', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await endedRun(cloud, store, 5);
  expect(first.paged()).toEqual(['12:03:20 raised connection:down vco-dual since 12:00:20']);

  cloud.advance('30m');
  cloud.connection('vco-dual').up();
  cloud.advance('1m');
  await using second = await run(cloud, store);
  expect(second.watch.snapshot().alarms).toEqual([]);
  await second.watch.poll();
  expect(second.paged()).toEqual(['12:35:00 cleared connection:down vco-dual']);
  expect(second.alarms[0]?.alarm).toEqual({ ...first.alarms[0]!.alarm, clearedAt: NOW + 35 * MINUTE, reason: 'ended' });
});

test('a restart announces nothing twice, and what stands is in the snapshot', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await endedRun(cloud, store, 5);
  await using second = await run(cloud, store);
  await minutes(cloud, second.watch, 3);
  expect(second.alarms).toEqual([]);
  expect(second.watch.snapshot().alarms).toEqual([first.alarms[0]!.alarm]);
  expect(Object.isFrozen(second.watch.snapshot().alarms[0]?.transition)).toBe(true);
});

test('a state that has not lasted goes on counting after a restart, with its transition', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await endedRun(cloud, store, 2);
  await using second = await run(cloud, store);
  await minutes(cloud, second.watch, 2);
  expect(second.paged()).toEqual(['12:03:20 raised connection:down vco-dual since 12:00:20']);
  expect(second.alarms[0]?.alarm.transition).toEqual(first.transitions.find(({ type }) => type === 'connection:down'));
});

test('an outage that begins and ends between two runs raises nothing, and one that has lasted by then is raised as of its time', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await run(cloud, store);
  await first.watch.poll();
  await first.watch.stop();
  await first.abandon();
  cloud.advance('10m');
  cloud.connection('vco-dual').down();
  cloud.advance('10m');
  cloud.connection('vco-dual').up();
  cloud.advance('10m');
  cloud.connection('vco-single').down();
  cloud.advance('10m');
  await using second = await run(cloud, store);
  await second.watch.poll();
  await minutes(cloud, second.watch, 2);
  expect(second.told()).toEqual(expect.arrayContaining(['12:10:00 connection:down vco-dual', '12:20:00 connection:up vco-dual']));
  expect(second.paged()).toEqual(['12:33:00 raised connection:down vco-single since 12:30:00']);
});

test('an alarm whose rule is gone is cleared as removed, and one of another length is another', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await endedRun(cloud, store, 5);
  await using second = await run(cloud, store, { alarms: [{ on: 'connection:down', for: '10m' }] });
  await minutes(cloud, second.watch, 1);
  expect(second.paged()).toEqual(['12:06:00 cleared connection:down vco-dual removed']);
  expect(second.alarms[0]?.alarm).toMatchObject({ key: first.alarms[0]!.alarm.key, reason: 'removed', clearedAt: NOW + 6 * MINUTE });
  await minutes(cloud, second.watch, 5);
  expect(second.paged()).toEqual(['12:10:20 raised connection:down vco-dual since 12:00:20']);
  expect(second.alarms[1]?.alarm.key).not.toBe(first.alarms[0]!.alarm.key);
  await second.watch.stop();

  await using third = await run(cloud, store, { alarms: [] });
  await minutes(cloud, third.watch, 2);
  expect(third.paged()).toEqual(['12:12:00 cleared connection:down vco-dual removed']);
  expect(savedIn(store)['alarms']).toBeUndefined();
});

test('rules that are new to a store are for what is there as well', async () => {
  const cloud = account();
  const store = new MemoryStore();
  await endedRun(cloud, store, 5, { alarms: [] });
  await using second = await run(cloud, store);
  await minutes(cloud, second.watch, 1);
  expect(second.paged()).toEqual(['12:03:20 raised connection:down vco-dual since 12:00:20']);
});

test('what was kept and not announced is announced by the next run, to the letter', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await run(cloud, store);
  await first.watch.poll();
  await minutes(cloud, first.watch, 3, () => cloud.connection('vco-dual').down());
  let whenRaised: MemoryStore | undefined;
  first.watch.once('alarm:raised', () => {
    whenRaised = left(store);
  });
  await minutes(cloud, first.watch, 1);
  expect(first.alarms).toHaveLength(1);
  expect(savedIn(whenRaised!)).toMatchObject({
    pending: [{ type: 'alarm:raised', alarm: { key: first.alarms[0]!.alarm.key } }],
    alarms: expect.arrayContaining([expect.objectContaining({ on: 'connection:down' })]) as unknown,
  });
  await first.abandon();

  // It is over by then: raised and cleared all the same, since the pager may have heard of it.
  cloud.connection('vco-dual').up();
  cloud.advance('1m');
  await using second = await run(cloud, whenRaised!);
  await second.watch.poll();
  expect(second.alarms.map(({ type }) => type)).toEqual(['raised', 'cleared']);
  expect(second.alarms[0]).toEqual(first.alarms[0]);
  expect(second.alarms[1]?.alarm.key).toBe(first.alarms[0]!.alarm.key);
  await second.watch.poll();
  expect(second.alarms).toHaveLength(2);
});

test('a clear that was kept and not announced is announced by the next run', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await run(cloud, store);
  await first.watch.poll();
  await minutes(cloud, first.watch, 5, () => cloud.connection('vco-dual').down());
  let whenCleared: MemoryStore | undefined;
  first.watch.once('alarm:cleared', () => {
    whenCleared = left(store);
  });
  await minutes(cloud, first.watch, 1, () => cloud.connection('vco-dual').up());
  await first.abandon();
  await using second = await run(cloud, whenCleared!);
  await minutes(cloud, second.watch, 1);
  expect(second.alarms).toEqual([first.alarms[1]]);
});

test('what a run was killed over before it was kept was announced to nobody, and is raised by the next one under the same key', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = await run(cloud, store);
  await first.watch.poll();
  await minutes(cloud, first.watch, 3, () => cloud.connection('vco-dual').down());
  const before = left(store);
  let release = (): void => undefined;
  store.gate = new Promise((resolve) => {
    release = resolve;
  });
  const sets = store.sets;
  const round = minutes(cloud, first.watch, 1);
  while (store.sets === sets) await sleep(1);
  await sleep(5);
  expect(first.alarms).toEqual([]);
  await using second = await run(cloud, before);
  await second.watch.poll();
  release();
  await round;
  expect(second.alarms).toEqual(first.alarms);
  expect(first.alarms).toHaveLength(1);
  await first.abandon();
});

test('what a pushed event raises is kept before it is announced', async () => {
  const cloud = account();
  const store = new MemoryStore();
  await using first = await run(cloud, store, { sources: [], alarms: [{ on: 'tunnel:down' }] });
  await first.watch.poll();
  let whenRaised: MemoryStore | undefined;
  first.watch.once('alarm:raised', () => {
    whenRaised = left(store);
  });
  cloud.advance('1m');
  await first.watch.ingest({
    product: 'vpngw',
    name: 'ipsec_tunnel_nego_failed',
    eventTime: new Date(cloud.now()).toISOString(),
    content: { vpnConnectionId: 'vco-dual', tunnelId: 'tun-1' },
  });
  expect(first.alarms).toHaveLength(1);
  await using second = await run(cloud, whenRaised!, { sources: [], alarms: [{ on: 'tunnel:down' }] });
  await second.watch.poll();
  expect(second.alarms).toEqual(first.alarms);
});

test('without anything wrong a checkpoint says nothing of alarms', async () => {
  const cloud = account();
  const store = new MemoryStore();
  await using first = await run(cloud, store);
  await first.watch.poll();
  await minutes(cloud, first.watch, 2);
  expect(Object.keys(savedIn(store))).not.toContain('alarms');
});
