import type { Alarm, WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';
import { LockingMemory } from './support/locking.ts';
import { LOCK_MS, POLL_MS, until } from './support/replicas.ts';
import { account, hear, type Heard, monitorOf, sleep } from './support/watched.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Watching extends Heard {
  readonly watch: ReturnType<ReturnType<typeof monitorOf>['watch']>;
  readonly alarms: Alarm[];
  readonly warnings: unknown[];
}

function watching(cloud: Simulator, memory: LockingMemory, options: WatchOptions = {}): Watching {
  const warnings: unknown[] = [];
  const monitor = monitorOf(cloud, { logger: { warn: (text) => warnings.push(text) } });
  ends.push(() => monitor.close());
  const watch = monitor.watch(monitor.fleet(), {
    pollMs: POLL_MS,
    lockMs: 60_000,
    store: memory.client(),
    alarms: [{ on: 'tunnel:down' }],
    ...options,
  });
  const alarms: Alarm[] = [];
  watch.on('alarm:raised', (alarm) => alarms.push(alarm));
  watch.on('alarm:cleared', (alarm) => alarms.push(alarm));
  return { watch, alarms, warnings, ...hear(watch) };
}

const EMPTIED = expect.stringContaining('the store is empty, though this process has saved the state of the watch there') as unknown;

test.each(['is stopped', 'is active'] as const)(
  'a store that comes back empty while the watch %s: it goes on from what it saved last, clears the alarm and has the transition',
  async (when) => {
    const cloud = account();
    const memory = new LockingMemory();
    const one = watching(cloud, memory, { lockMs: LOCK_MS });
    await one.watch.start();
    cloud.advance('1m');
    cloud.tunnel('tun-1').down();
    cloud.advance('30s');
    await until(() => one.alarms.length === 1, 'an alarm');
    await until(() => one.polls.at(-1)?.transitions === 0);
    const told = one.transitions.length;
    if (when === 'is stopped') await one.watch.stop();
    memory.kept.clear();
    memory.expire();
    await until(() => one.watch.role === 'standby');
    cloud.tunnel('tun-1').up();
    cloud.advance('1m');
    await one.watch.start();
    await until(() => one.alarms.length === 2, 'the end of the alarm');
    expect(one.alarms[1]).toMatchObject({ key: one.alarms[0]?.key, reason: 'ended' });
    expect(one.transitions.slice(told).map(({ type }) => type)).toContain('tunnel:up');
    expect(one.transitions.slice(told).map(({ type }) => type)).not.toContain('tunnel:down');
    expect(one.warnings.filter((warning) => !String(warning).includes('lost the lock'))).toEqual([EMPTIED]);
    // What it goes on from is in the store again.
    expect(memory.kept.size).toBe(1);
    expect(one.errors).toEqual([]);
  },
);

test('so does one that has read what another saved, and loses the lock before it has saved itself', async () => {
  const cloud = account();
  const memory = new LockingMemory();
  const one = watching(cloud, memory);
  await one.watch.poll();
  cloud.tunnel('tun-1').down();
  cloud.advance('1m');
  await one.watch.poll();
  const other = watching(cloud, memory, { lockMs: LOCK_MS });
  cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
  const polled = other.watch.poll();
  await until(() => other.watch.role === 'active');
  await sleep(20);
  memory.expire();
  expect(await polled).toMatchObject({ role: 'standby' });
  memory.kept.clear();
  await other.watch.poll();
  expect(other.watch.snapshot().alarms.map(({ key }) => key)).toEqual(one.alarms.map(({ key }) => key));
  expect(other.warnings).toContainEqual(EMPTIED);
});

test('a store that is empty in the beginning, or whose state is there, is no news', async () => {
  const cloud = account();
  const memory = new LockingMemory();
  const [one, other] = [watching(cloud, memory), watching(cloud, memory)];
  await one.watch.poll();
  await other.watch.poll();
  await one.watch.poll();
  expect([one.warnings, other.warnings]).toEqual([[], []]);
});
