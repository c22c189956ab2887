import type { TunnelWatch, WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { account, hear, type Heard, MemoryStore, minutes, monitorOf, sleep } from './support/watched.ts';

interface Run extends Heard {
  readonly watch: TunnelWatch;
}

function run(cloud: Simulator, store: MemoryStore, options: WatchOptions = {}): Run {
  const monitor = monitorOf(cloud);
  const watch = monitor.watch(monitor.fleet(), { ...options, store });
  return { watch, ...hear(watch) };
}

/** A store that holds what this one holds now: a process that dies now leaves this behind. */
function left(store: MemoryStore): MemoryStore {
  const copy = new MemoryStore();
  for (const [key, value] of store.kept) copy.kept.set(key, value);
  return copy;
}

test('what was kept and not told is told by the next run, to the letter and once', async () => {
  // Polls of the topology know at once what events say five minutes later.
  const cloud = account({ events: { publicationDelayMs: 300_000 } });
  const store = new MemoryStore();
  const first = run(cloud, store);
  await first.watch.poll();
  let whenTold: MemoryStore | undefined;
  first.watch.once('transition', () => {
    whenTold = left(store);
  });
  await minutes(cloud, first.watch, 1, () => cloud.connection('vco-dual').down());
  expect(first.told()).toContain('12:01:00 connection:down vco-dual');

  // By the next start one tunnel is up again, and a poll alone would know nothing of it.
  cloud.advance('10s');
  cloud.tunnel('tun-1').up();
  const second = run(cloud, whenTold!);
  const report = await second.watch.poll();
  expect(second.transitions.slice(0, first.transitions.length)).toEqual(first.transitions);
  expect(second.transitions.every((transition) => Object.isFrozen(transition) && Object.isFrozen(transition.evidence))).toBe(true);
  expect(report.transitions).toBe(second.transitions.length);
  expect(second.told().slice(first.transitions.length)).toContain('12:01:10 tunnel:up tun-1');

  const third = run(cloud, left(whenTold!));
  cloud.advance('1m');
  await third.watch.poll();
  const ids = new Set(second.transitions.map(({ id }) => id));
  expect(third.transitions.filter(({ id }) => ids.has(id))).toEqual([]);
});

test('what a run was killed over before it was kept was told to nobody', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = run(cloud, store);
  await first.watch.poll();
  let release = (): void => undefined;
  store.gate = new Promise((resolve) => {
    release = resolve;
  });
  const round = minutes(cloud, first.watch, 1, () => cloud.tunnel('tun-1').down());
  while (store.sets < 2) await sleep(1);
  await sleep(5);
  expect(first.told()).toEqual([]);
  release();
  await round;
  expect(first.told()).toContain('12:00:20 tunnel:down tun-1');
});

test('an event that is pushed while its round is being kept is told after what the round found', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = run(cloud, store);
  await first.watch.poll();
  let release = (): void => undefined;
  store.gate = new Promise((resolve) => {
    release = resolve;
  });
  const round = minutes(cloud, first.watch, 1, () => cloud.tunnel('tun-1').down());
  while (store.sets < 2) await sleep(1);
  cloud.advance('5s');
  cloud.tunnel('tun-1').up();
  const [event] = await monitorOf(cloud).events().last('3s').toArray({ limit: 1 });
  const pushing = first.watch.ingest(event);
  await sleep(5);
  expect(first.told()).toEqual([]);
  release();
  await round;
  expect((await pushing).map(({ type }) => type)).toContain('tunnel:up');
  expect(first.told().filter((told) => told.endsWith('tun-1'))).toEqual([
    '12:00:20 tunnel:down tun-1',
    expect.stringContaining('bgp:down'),
    '12:01:05 tunnel:up tun-1',
  ]);
});

test('what a pushed event tells is kept before it is told, so that a run after a crash tells it to the letter', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const first = run(cloud, store);
  await first.watch.poll();
  let whenTold: MemoryStore | undefined;
  first.watch.once('transition', () => {
    whenTold = left(store);
  });
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  const [event] = await monitorOf(cloud).events().last('3s').toArray({ limit: 1 });
  const pushed = await first.watch.ingest(event);
  expect(pushed.map(({ type }) => type)).toEqual(['tunnel:down', 'connection:degraded', 'connection:failover']);
  expect(first.transitions).toEqual(pushed);

  // The poll of the next run would date it by itself.
  const second = run(cloud, whenTold!, { sources: ['topology'] });
  const seen: unknown[] = [];
  second.watch.on('tunnel:down', () => seen.push(second.watch.snapshot().tunnels.get('tun-1')?.ipsec));
  cloud.advance('40s');
  await second.watch.poll();
  // Who asks whether it is down still is told what the round came to.
  expect(seen).toEqual(['down']);
  expect(second.transitions.slice(0, 3)).toEqual(pushed);
  expect(second.told().filter((told) => told.includes('tunnel:down'))).toHaveLength(1);
});
