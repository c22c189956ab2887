import { type TunnelWatch, type VpnMonitor, VpnMonitorError, type WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { account, hear, type Heard, MemoryStore, MINUTE, minutes, monitorOf, NOW, sleep } from './support/watched.ts';

interface Run extends Heard {
  readonly watch: TunnelWatch;
  readonly monitor: VpnMonitor;
  pass(count: number, happens?: () => void): Promise<void>;
}

/** One process after another, on the same account and store. */
function runs(cloud: Simulator, store: MemoryStore | undefined, more: WatchOptions = {}): () => Run {
  return () => {
    const monitor = monitorOf(cloud);
    const watch = monitor.watch(monitor.fleet(), { ...(store && { store }), ...more });
    return { watch, monitor, ...hear(watch), pass: (count, happens) => minutes(cloud, watch, count, happens) };
  };
}

const codeOf = (error: unknown): string => (VpnMonitorError.isInstance(error) ? error.code : String(error));
const causeOf = (error: unknown): unknown => (error as Error).cause;
const idsOf = ({ transitions }: Run): string[] => transitions.map(({ id }) => id);
const tunnelsOnly = (told: readonly string[]): string[] => told.filter((one) => one.includes(' tunnel:'));

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

test('the memory is written once a round, and once more when what the round found was told', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const run = runs(cloud, store)();
  await run.watch.poll();
  expect([store.gets, store.sets]).toEqual([1, 1]);
  await run.pass(1, () => {
    for (const { id } of cloud.connections) cloud.connection(id).down();
  });
  expect(run.transitions.length).toBeGreaterThan(4);
  expect([store.gets, store.sets]).toEqual([1, 3]);
  await run.pass(1);
  await run.watch.stop();
  expect(store.sets).toBe(4);
});

test('a restart after a graceful stop repeats nothing and goes on with what was known', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  await first.pass(3, () => cloud.tunnel('tun-1').down());
  await first.watch.stop();
  expect(tunnelsOnly(first.told())).toEqual(['12:00:20 tunnel:down tun-1']);
  const second = start();
  cloud.advance('1m');
  await second.watch.poll();
  await second.pass(3);
  expect(second.told()).toEqual([]);
  expect(second.watch.snapshot().tunnels.get('tun-1')).toMatchObject({ ipsec: 'down', since: NOW + 20_000 });
  await second.pass(2, () => cloud.tunnel('tun-1').up());
  expect(second.told()).toContain('12:07:20 tunnel:up tun-1');
  expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(first.transitions.length + second.transitions.length);
});

test.each([
  ['10 minutes', 10],
  ['3 hours', 180],
])('what happened while it was down for %s is told by the restart', async (_, count) => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  await first.pass(3);
  await first.watch.stop();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.connection('vco-router').down();
  cloud.advance('3m');
  cloud.tunnel('tun-1').up();
  cloud.advance((count - 3) * MINUTE);
  const second = start();
  await second.watch.poll();
  await second.pass(3);
  expect(tunnelsOnly(second.told().map((told) => told.replace(' late', ''))).toSorted()).toEqual([
    '12:03:20 tunnel:down tun-1',
    '12:03:20 tunnel:down vco-router',
    '12:06:20 tunnel:up tun-1',
  ]);
});

test('after a crash only what the unsaved round told comes again, with the same ids', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  await first.pass(1, () => cloud.tunnel('tun-1').down());
  const saved = first.transitions.length;
  store.isLossy = true;
  await first.pass(1, () => {
    cloud.tunnel('tun-1').up();
    cloud.connection('vco-single').healthFailed();
  });
  const unsaved = idsOf(first).slice(saved);
  expect(unsaved.length).toBeGreaterThan(2);
  store.isLossy = false;
  cloud.advance('30s');
  const second = start();
  await second.watch.poll();
  expect(
    idsOf(second)
      .filter((id) => idsOf(first).includes(id))
      .toSorted(),
  ).toEqual(unsaved.toSorted());
  await second.pass(3);
  expect(
    second.transitions
      .map(({ type }) => type)
      .filter((type) => type.startsWith('tunnel:') || type.startsWith('health:'))
      .toSorted(),
  ).toEqual(['health:failed', 'tunnel:up']);
});

test('an event that was pushed and not saved comes again with the same id', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  cloud.advance('20s');
  cloud.tunnel('tun-2').down();
  const [event] = await first.monitor.events().last('1m').toArray({ limit: 1 });
  const pushed = await first.watch.ingest(event);
  expect(pushed.map(({ type }) => type)).toEqual(['tunnel:down', 'connection:degraded']);
  const second = start();
  cloud.advance('40s');
  await second.watch.poll();
  expect(idsOf(second)).toEqual(expect.arrayContaining(pushed.map(({ id }) => id)));
});

test('an event that was pushed between two rounds is kept by stop', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  cloud.advance('20s');
  cloud.tunnel('tun-2').down();
  const [event] = await first.monitor.events().last('1m').toArray({ limit: 1 });
  await first.watch.ingest(event);
  await first.watch.stop();
  expect(store.sets).toBe(3);
  const second = start();
  await second.watch.poll();
  expect(tunnelsOnly(second.told())).toEqual([]);
});

test('an event that is pushed while the memory is being written is kept by stop, or by the monitor that closes', async () => {
  for (const end of ['stop', 'close'] as const) {
    const [cloud, store] = [account(), new MemoryStore()];
    const start = runs(cloud, store);
    const first = start();
    await first.watch.poll();
    cloud.advance('20s');
    cloud.tunnel('tun-2').down();
    const [event] = await first.monitor.events().last('1m').toArray({ limit: 1 });
    // The round's own events do not have it yet.
    cloud.fail({ action: 'DescribeSystemEventAttribute', status: 500 });
    cloud.fail({ action: 'DescribeVpnConnections', status: 500 });
    let release = (): void => undefined;
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const round = first.watch.poll();
    while (store.sets < 2) await sleep(1);
    expect(tunnelsOnly((await first.watch.ingest(event)).map(({ type }) => ` ${type}`))).toEqual([' tunnel:down']);
    const ended = end === 'stop' ? first.watch.stop() : first.monitor.close();
    release();
    await Promise.all([round, ended]);
    const second = start();
    await second.watch.poll();
    expect(tunnelsOnly(second.told()), end).toEqual([]);
    expect(second.watch.snapshot().tunnels.get('tun-2')?.ipsec).toBe('down');
  }
});

test('closing the monitor while the memory is written waits until it is kept, of a watch that is polled by hand too', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const run = runs(cloud, store)();
  let release = (): void => undefined;
  store.gate = new Promise((resolve) => {
    release = resolve;
  });
  const round = run.watch.poll();
  while (store.sets < 1) await sleep(1);
  let isClosed = false;
  const closing = run.monitor.close().then(() => {
    isClosed = true;
  });
  await sleep(10);
  expect([isClosed, store.kept.size]).toEqual([false, 0]);
  release();
  await Promise.all([round, closing]);
  expect(store.kept.size).toBe(1);
});

test.each([
  ['no JSON', 'nonsense'],
  ['another thing', '{"a":1}'],
  ['a later version', '{"version":99}'],
  ['no text', { version: 1 } as unknown as string],
])('a state that cannot be read (%s) is reported once, and the watch starts afresh', async (_, text) => {
  const [cloud, store] = [account(), new MemoryStore()];
  store.get = () => Promise.resolve(text);
  const run = runs(cloud, store)();
  const report = await run.watch.poll();
  expect(run.errors.map(codeOf)).toEqual(['protocol']);
  expect(report).toMatchObject({ failed: ['store'], connections: 3, points: 7 });
  await run.pass(2, () => cloud.tunnel('tun-1').down());
  expect(tunnelsOnly(run.told())).toEqual(['12:00:20 tunnel:down tun-1']);
  expect(run.errors).toHaveLength(1);
  expect(store.kept.size).toBe(1);
});

test('while the store cannot be read nothing is asked, told or overwritten; then the watch goes on from what it holds', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  await first.watch.stop();
  const kept = new Map(store.kept);
  const second = start();
  store.getFails = new Error('the store is down');
  await second.pass(3, () => cloud.tunnel('tun-1').down());
  expect(second.errors.map(causeOf)).toEqual([store.getFails]);
  expect(second.polls.map(({ failed, calls }) => [failed, calls])).toEqual([
    [['store'], {}],
    [['store'], {}],
    [['store'], {}],
  ]);
  expect(store.kept).toEqual(kept);
  await second.watch.stop();
  expect(store.kept).toEqual(kept);
  store.getFails = undefined;
  await second.pass(1);
  expect(tunnelsOnly(second.told())).toEqual(['12:00:20 tunnel:down tun-1']);
});

test('what cannot be written is reported, and written by the next round or by stop', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const first = start();
  await first.watch.poll();
  store.setFails = new Error('the disk is full');
  await first.pass(2, () => cloud.tunnel('tun-1').down());
  expect(first.errors.map(causeOf)).toEqual([store.setFails]);
  expect(first.polls.at(-1)?.failed).toEqual(['store']);
  expect(tunnelsOnly(first.told())).toEqual(['12:00:20 tunnel:down tun-1']);
  store.setFails = undefined;
  await first.watch.stop();
  const second = start();
  await second.pass(2);
  expect(second.told()).toEqual([]);
});

test('a store that does not answer is reported, and holds up neither the telling nor the rounds nor the end for long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  open.push(() => vi.useRealTimers());
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const run = start();
  await run.watch.poll();
  let release = (): void => undefined;
  store.gate = new Promise((resolve) => {
    release = resolve;
  });
  const round = run.pass(1, () => cloud.tunnel('tun-1').down());
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run.polls).toHaveLength(2);
  });
  await round;
  expect(tunnelsOnly(run.told())).toEqual(['12:00:20 tunnel:down tun-1']);
  expect(run.errors.map(codeOf)).toEqual(['timeout']);
  // For a while nothing else is written: the older state could come last.
  await run.pass(1, () => cloud.tunnel('tun-1').up());
  expect(tunnelsOnly(run.told())).toEqual(['12:01:20 tunnel:up tun-1']);
  expect([run.errors.map(codeOf), store.sets]).toEqual([['timeout'], 2]);
  await run.watch.stop();
  expect(run.errors.map(codeOf)).toEqual(['timeout']);
  release();
  await vi.waitFor(() => {
    expect(store.kept.size).toBe(1);
  });
  await run.watch.stop();
  expect([run.errors.length, vi.getTimerCount()]).toEqual([1, 0]);
  const second = start();
  await second.watch.poll();
  expect(tunnelsOnly(second.told())).toEqual([]);
});

test('a store that does not answer when it is asked what it holds is told with what follows: nothing is watched until it does', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  open.push(() => vi.useRealTimers());
  const [cloud, store] = [account(), new MemoryStore()];
  store.get = () => new Promise(() => undefined);
  const run = runs(cloud, store, { storeKey: 'vpn-watch' })();
  const round = run.watch.poll();
  await vi.advanceTimersByTimeAsync(5_000);
  expect((await round).failed).toEqual(['store']);
  expect(run.errors).toMatchObject([
    {
      code: 'timeout',
      message:
        "get('vpn-watch') of the store has not answered for 5 seconds: nothing is watched until it has, and it is called again the next round",
    },
  ]);
  expect(run.watch.snapshot().tunnels.size).toBe(0);
});

test('a write that is never answered does not keep the next ones from being written', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  open.push(() => vi.useRealTimers());
  const [cloud, store] = [account(), new MemoryStore()];
  const run = runs(cloud, store)();
  await run.watch.poll();
  store.gate = new Promise(() => undefined);
  const round = run.pass(1, () => cloud.tunnel('tun-1').down());
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run.polls).toHaveLength(2);
  });
  await round;
  expect(run.errors.map(codeOf)).toEqual(['timeout']);
  store.gate = undefined;
  const before = store.sets;
  for (let rounds = 0; rounds < 5; rounds++) {
    await vi.advanceTimersByTimeAsync(2_000);
    await run.pass(1);
  }
  // Once more when its time was over, and from then on with every round.
  expect(store.sets - before).toBeGreaterThanOrEqual(3);
  expect(run.polls.at(-1)?.failed).toEqual([]);
  expect(run.errors).toHaveLength(1);
  await run.watch.stop();
});

test('a store that throws instead of rejecting is reported as well', async () => {
  const cloud = account();
  const store = new MemoryStore();
  store.set = () => {
    throw new Error('not connected');
  };
  const run = runs(cloud, store)();
  expect((await run.watch.poll()).failed).toEqual(['store']);
  await run.watch.stop();
  expect(run.errors.map(causeOf).map(String)).toEqual(['Error: not connected']);
});

test.each([
  ['get', 'nothing is watched until it answers, and it is asked again the next round'],
  ['set', 'the watch goes on, and what it knows is kept with the next round'],
] as const)(
  'a failure of %s of the store is told with its key and what follows, and with neither what was kept nor what the store says',
  async (operation, follows) => {
    for (const isThrown of [false, true]) {
      const [cloud, store] = [account(), new MemoryStore()];
      const cause = new Error('redis://:hunter2@localhost refused {"version":1}');
      const fails = (): Promise<never> => {
        if (isThrown) throw cause;
        return Promise.reject(cause);
      };
      if (operation === 'get') store.get = fails;
      else store.set = fails;
      const run = runs(cloud, store, { storeKey: 'vpn-watch' })();
      expect((await run.watch.poll()).failed).toEqual(['store']);
      expect(run.errors).toHaveLength(1);
      const [error] = run.errors;
      expect(VpnMonitorError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({
        code: 'server',
        retryable: true,
        message: `${operation}('vpn-watch') of the store failed, and its cause says why: ${follows}`,
      });
      expect(causeOf(error)).toBe(cause);
    }
  },
);

test('an abort while the store is asked is the reason that it was aborted with', async () => {
  const [cloud, store, controller] = [account(), new MemoryStore(), new AbortController()];
  store.get = () => {
    controller.abort('enough');
    return Promise.reject(new Error('closed'));
  };
  const run = runs(cloud, store, { signal: controller.signal })();
  await expect(run.watch.poll()).rejects.toBe('enough');
  expect(run.errors).toEqual([]);
});

test('watches with different targets in one store do not meet; a key of their own keeps them apart too', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const monitor = monitorOf(cloud);
  const scopes = [
    monitor.fleet(),
    monitor.fleet({ attachedTo: 'vpn-gateway' }),
    monitor.fleet({ connectionIds: ['vco-dual'] }),
    monitor.gateway('vpn-1'),
    monitor.gateway('vpn-2'),
    monitor.connection('vco-dual'),
    monitor.gateway('vpn-1').connection('vco-dual'),
    monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-1'),
    monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-2'),
    monitor.tunnel('tun-1'),
    monitor.attachment('vco-router'),
  ];
  for (const scope of scopes) await monitor.watch(scope, { store }).poll();
  await monitor.watch([monitor.gateway('vpn-1'), monitor.attachment('vco-router')], { store }).poll();
  await monitor.watch(monitor.fleet(), { store, storeKey: 'mine' }).poll();
  expect(store.kept.size).toBe(scopes.length + 2);
  await monitor.watch([monitor.attachment('vco-router'), monitor.gateway('vpn-1')], { store }).poll();
  await monitor.watch(monitor.gateway('vpn-2'), { store }).poll();
  expect(store.kept.size).toBe(scopes.length + 2);
});

test('a job that is started anew for every round tells each change once', async () => {
  const [cloud, store] = [account(), new MemoryStore()];
  const start = runs(cloud, store);
  const told: string[] = [];
  const once = async (): Promise<void> => {
    const run = start();
    await run.watch.poll();
    told.push(...run.told());
    await run.monitor.close();
  };
  await once();
  for (let minute = 0; minute < 12; minute++) {
    cloud.advance('20s');
    if (minute === 2) cloud.tunnel('tun-1').down();
    if (minute === 6) cloud.tunnel('tun-1').up();
    cloud.advance('40s');
    await once();
  }
  expect(told.toSorted()).toEqual([
    '12:02:20 connection:degraded vco-dual',
    '12:02:20 connection:failover vco-dual',
    '12:02:20 tunnel:down tun-1',
    '12:03:00 bgp:down tun-1',
    '12:06:20 connection:up vco-dual',
    '12:06:20 tunnel:up tun-1',
    '12:07:00 bgp:up tun-1',
  ]);
});

test('a certificate that was told is not told again after a restart; one that expired meanwhile is', async () => {
  const cloud = account({
    certificates: [
      { id: 'vsc-1', endTime: NOW + 1.5 * MINUTE },
      { id: 'vsc-2', endTime: NOW + 4.5 * MINUTE },
    ],
  });
  const start = runs(cloud, new MemoryStore());
  const first = start();
  await first.watch.poll();
  await first.pass(2);
  expect(first.told()).toEqual(['12:01:30 certificate:expired vsc-1']);
  await first.watch.stop();
  cloud.advance('5m');
  const second = start();
  await second.watch.poll();
  expect(second.told()).toEqual(['12:04:30 certificate:expired vsc-2']);
});

test('watches that start afresh give no id twice for different transitions', async () => {
  const cloud = account();
  const store = new MemoryStore();
  store.setFails = new Error('read-only');
  const start = runs(cloud, store);
  const ids: string[] = [];
  for (let run = 0; run < 3; run++) {
    const one = start();
    await one.watch.poll();
    await one.pass(2, () => cloud.tunnel('tun-1').down());
    await one.pass(2, () => cloud.tunnel('tun-1').up());
    expect(tunnelsOnly(one.told())).toHaveLength(2);
    ids.push(...idsOf(one));
    cloud.advance('1h');
  }
  expect(new Set(ids).size).toBe(ids.length);
});
