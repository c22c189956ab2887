import type { WatchOptions } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { account, hear, monitorOf, sleep } from './support/watched.ts';

const loads = vi.hoisted(() => ({ count: 0, failures: 0 }));
vi.mock(import('../../src/watch/rounds.ts'), async (original) => {
  loads.count += 1;
  const { Rounds } = await original();
  return {
    get Rounds() {
      if (loads.failures === 0) return Rounds;
      loads.failures -= 1;
      throw new Error('too many open files');
    },
  };
});

function watched(options: WatchOptions = {}) {
  const cloud = account();
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet(), { pollMs: 20, ...options });
  return { cloud, monitor, watch, heard: hear(watch) };
}

test('what makes the rounds is loaded by the first of them', async () => {
  const { watch } = watched();
  watch.transitions();
  expect(watch.snapshot()).toEqual({ tunnels: new Map(), connections: new Map(), alarms: [] });
  await watch.stop();
  expect(loads.count).toBe(0);
  await watch.poll();
  expect(loads.count).toBe(1);
  expect(watch.snapshot().tunnels.size).toBe(4);
});

test('an event that comes while it is loaded waits for the first round', async () => {
  const { cloud, monitor, watch } = watched({ sources: [] });
  cloud.tunnel('tun-1').down();
  const [event] = await monitor
    .events({ resourceIds: ['vco-dual'] })
    .last('1m')
    .toArray({ limit: 10 });
  const [transitions, report] = await Promise.all([watch.ingest(event), watch.poll()]);
  expect(transitions).toEqual([]);
  expect(report.events).toBe(1);
  expect(watch.snapshot().tunnels.get('tun-1')?.ipsec).toBe('down');
});

test('a failure to load it is told to who waits, and the next call loads it again', async () => {
  const { watch } = watched();
  loads.failures = 2;
  await expect(watch.poll()).rejects.toThrow('too many open files');
  await expect(watch.ingest({ id: '1', name: 'x', at: 1, resource: {}, subject: undefined })).rejects.toThrow('too many open files');
  expect(watch.snapshot().tunnels.size).toBe(0);
  expect((await watch.poll()).tunnels).toBe(4);
});

test('a watch that is started goes on where the first round could not be loaded', async () => {
  const { watch, heard } = watched();
  loads.failures = 1;
  await watch.start();
  expect(heard.errors).toEqual([new Error('too many open files')]);
  while (heard.polls.length === 0) await sleep(5);
  expect(watch.snapshot().tunnels.size).toBe(4);
  await watch.stop();
});

test('a monitor that closes while it is loaded asks for nothing', async () => {
  const { monitor, watch } = watched();
  const polled = watch.poll();
  const closed = monitor.close();
  await expect(polled).rejects.toThrow('the monitor was closed');
  await closed;
  expect(monitor.usage().attempts).toBe(0);
});
