import { getEventListeners } from 'node:events';
import { type PollReport, type Transition, VpnMonitor, VpnMonitorError, type WatchOptions } from 'alicloud-vpn-monitor';
import type { Simulator, SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { account, changed, hear, MemoryStore, minutes, monitorOf, REGION, sleep } from './support/watched.ts';

const PROMPT = 100;
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

function setUp(options: WatchOptions = {}, simulated: Partial<SimulatorOptions> = {}) {
  const cloud = account(simulated);
  const monitor = monitorOf(cloud, { attemptTimeoutMs: 5_000 });
  closing.push(monitor);
  const watch = monitor.watch(monitor.fleet(), { pollMs: 5, ...options });
  return { cloud, monitor, watch, heard: hear(watch) };
}

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const asked = (cloud: Simulator): Promise<void> =>
  vi.waitFor(
    () => {
      expect(cloud.calls.length).toBeGreaterThan(0);
    },
    { interval: 1 },
  );
/** How many timers there are more; the test runner's own come and go. */
const left = (before: number): number => Math.max(0, timers() - before);
/** `waiting` until it is settled. */
function state(promise: Promise<unknown>): () => string {
  let now = 'waiting';
  promise.then(
    () => (now = 'done'),
    () => (now = 'failed'),
  );
  return () => now;
}
async function gathered(stream: AsyncIterable<Transition>): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  return types;
}
async function promptly<T>(promise: Promise<T>): Promise<T> {
  const from = performance.now();
  const value = await promise;
  expect(performance.now() - from).toBeLessThan(PROMPT);
  return value;
}

describe('start and stop', () => {
  test('making a watch asks nothing; start resolves after the first round; rounds follow until stop', async () => {
    const { cloud, watch, heard } = setUp();
    await sleep(10);
    expect(cloud.calls).toHaveLength(0);
    await watch.start();
    expect(heard.polls).toHaveLength(1);
    expect(watch.snapshot().connections.size).toBe(3);
    await vi.waitFor(() => {
      expect(heard.polls.length).toBeGreaterThan(3);
    });
    await watch.stop();
    const rounds = heard.polls.length;
    await sleep(30);
    expect(heard.polls).toHaveLength(rounds);
  });

  test('starting twice makes one loop, stopping twice one end; another start goes on with what is known', async () => {
    const { cloud, watch, heard } = setUp({ pollMs: 60_000 });
    await Promise.all([watch.start(), watch.start()]);
    await watch.start();
    expect(heard.polls).toHaveLength(1);
    await Promise.all([watch.stop(), watch.stop()]);
    await watch.stop();
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.advance('1m');
    await watch.start();
    expect(heard.told()).toContain('12:00:20 tunnel:down tun-1');
    await watch.stop();
  });

  test('a stop right after a start ends it, whichever order they come in: the last word counts', async () => {
    const { watch, heard } = setUp();
    const first = watch.start();
    await watch.stop();
    await first;
    await sleep(20);
    expect(heard.polls).toHaveLength(0);
    await watch.start();
    const all = [watch.stop(), watch.start(), watch.stop()];
    await Promise.all(all);
    const rounds = heard.polls.length;
    await sleep(20);
    expect(heard.polls).toHaveLength(rounds);
    await Promise.all([watch.stop(), watch.start()]);
    await vi.waitFor(() => {
      expect(heard.polls.length).toBeGreaterThan(rounds + 2);
    });
    await watch.stop();
  });

  test('a start that waits for a stop rejects where the monitor is closed meanwhile', async () => {
    const { cloud, monitor, watch } = setUp();
    cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
    const first = expect(watch.start()).rejects.toMatchObject({ name: 'AbortError' });
    await asked(cloud);
    void watch.stop();
    const second = expect(watch.start()).rejects.toMatchObject({ code: 'config' });
    await monitor.close();
    await Promise.all([first, second]);
  });

  test('stop waits for the round on its way, which still tells and keeps', async () => {
    const store = new MemoryStore();
    const { cloud, watch, heard } = setUp({ store, pollMs: 60_000 });
    await watch.start();
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.advance('40s');
    cloud.resetCalls();
    let release = (): void => undefined;
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const round = watch.poll();
    await asked(cloud);
    const stopping = watch.stop();
    const stopped = state(stopping);
    await sleep(20);
    expect(stopped()).toBe('waiting');
    release();
    await stopping;
    expect(heard.told()).toContain('12:00:20 tunnel:down tun-1');
    expect((await round).transitions).toBeGreaterThan(0);
    // The first round, what this one is to tell, and that it was told.
    expect(store.sets).toBe(3);
  });

  test('stop waits for a request that hangs as long as the request may take; then the watch can start again', async () => {
    const { cloud, monitor } = setUp();
    const hanging = monitorOf(cloud, { attemptTimeoutMs: 60 });
    closing.push(hanging);
    const watch = hanging.watch(hanging.fleet());
    const heard = hear(watch);
    cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
    void watch.start();
    await asked(cloud);
    const stopping = watch.stop();
    const stopped = state(stopping);
    await sleep(20);
    expect(stopped()).toBe('waiting');
    await stopping;
    expect(heard.polls.map(({ failed }) => failed)).toEqual([['topology']]);
    await watch.start();
    expect(heard.polls.at(-1)?.failed).toEqual([]);
    await monitor.close();
  });

  test('`await using` stops', async () => {
    const { watch, heard } = setUp();
    {
      await using one = watch;
      await one.start();
    }
    const rounds = heard.polls.length;
    await sleep(20);
    expect(heard.polls).toHaveLength(rounds);
  });

  test('a round that takes longer than pollMs is followed by the next, never joined by it', async () => {
    const cloud = account();
    let [inside, most] = [0, 0];
    const monitor = monitorOf(cloud, {
      transport: changed(directTransport(cloud), async ({ action }, answer) => {
        if (action !== 'DescribeVpnConnections') return answer;
        most = Math.max(most, ++inside);
        await sleep(15);
        inside--;
        return answer;
      }),
      topologyTtlMs: 0,
    });
    closing.push(monitor);
    const watch = monitor.watch(monitor.fleet(), { pollMs: 1 });
    const heard = hear(watch);
    await watch.start();
    // The data clock moves, or the list would be the same one.
    const moving = setInterval(() => void cloud.advance('1s'), 1);
    await vi.waitFor(() => {
      expect(heard.polls.length).toBeGreaterThan(4);
    });
    clearInterval(moving);
    await watch.stop();
    expect(most).toBe(1);
  });

  test('pollMs is the time between the starts of two rounds', async () => {
    const { watch, heard } = setUp({ pollMs: 50 }, { latencyMs: 10 });
    const starts: number[] = [];
    watch.on('poll', ({ durationMs }) => starts.push(performance.now() - durationMs));
    await watch.start();
    await vi.waitFor(() => {
      expect(heard.polls.length).toBeGreaterThan(4);
    });
    await watch.stop();
    const steps = starts.slice(1).map((start, index) => start - starts[index]!);
    expect(Math.min(...steps)).toBeGreaterThan(45);
    expect(steps.toSorted((a, b) => a - b)[1]).toBeLessThan(75);
  });

  test('two polls at the same time are one round, also beside the loop', async () => {
    const { cloud, watch, heard } = setUp({ pollMs: 60_000 });
    const started = watch.start();
    const [one, two] = await Promise.all([watch.poll(), watch.poll()]);
    await started;
    expect(one).toBe(two);
    expect(heard.polls).toEqual([one]);
    expect(cloud.calls.filter(({ action }) => action === 'DescribeVpnConnections')).toHaveLength(1);
    expect(await watch.poll()).not.toBe(one);
  });

  test('a fault of one round is told and is not the end of the watch', async () => {
    const cloud = account();
    let isBroken = false;
    const clock = {
      now: () => {
        if (isBroken) throw new RangeError('no clock');
        return cloud.now();
      },
    };
    const monitor = monitorOf(cloud, { clock });
    closing.push(monitor);
    const watch = monitor.watch(monitor.fleet(), { pollMs: 5 });
    const heard = hear(watch);
    await watch.start();
    isBroken = true;
    await vi.waitFor(() => {
      expect(heard.errors.length).toBeGreaterThan(1);
    });
    isBroken = false;
    const rounds = heard.polls.length;
    await vi.waitFor(() => {
      expect(heard.polls.length).toBeGreaterThan(rounds);
    });
    expect(heard.errors.every((error) => error instanceof RangeError)).toBe(true);
    await watch.stop();
  });
});

describe('listeners', () => {
  test('one that throws or rejects stops neither the others nor the watch, and its failure reaches error', async () => {
    const cloud = account();
    const monitor = monitorOf(cloud);
    const watch = monitor.watch(monitor.fleet());
    watch.on('tunnel:down', () => {
      throw new Error('thrown');
    });
    watch.on('transition', async () => {
      await Promise.reject(new Error('rejected'));
    });
    watch.on('poll', () => {
      throw new Error('in poll');
    });
    const heard = hear(watch);
    await watch.poll();
    await minutes(cloud, watch, 2, () => cloud.tunnel('tun-2').down());
    await sleep(1);
    expect(heard.told()).toContain('12:00:20 tunnel:down tun-2');
    expect(heard.polls).toHaveLength(3);
    expect(new Set(heard.errors.map(String))).toEqual(new Set(['Error: in poll', 'Error: thrown', 'Error: rejected']));
  });

  test('what a listener throws reaches error as it is, so that it is told from what keeps the watch from knowing', async () => {
    const cloud = account();
    const store = new MemoryStore();
    store.setFails = new Error('disk full');
    const monitor = monitorOf(cloud);
    const watch = monitor.watch([monitor.fleet(), monitor.connection('vco-none')], { store });
    const own = new RangeError('in a listener of ours');
    watch.on('poll', () => {
      throw own;
    });
    const { errors } = hear(watch);
    cloud.fail({ action: 'DescribeSystemEventAttribute', status: 500 });
    await watch.poll();
    expect(
      errors
        .filter((error) => VpnMonitorError.isInstance(error))
        .map(({ code }) => code)
        .toSorted(),
    ).toEqual(['not-found', 'server', 'server']);
    expect(errors.filter((error) => !VpnMonitorError.isInstance(error))).toEqual([own]);
  });

  test('a failure that nobody listens for is an uncaught exception, and the watch goes on', async () => {
    const runners = process.listeners('uncaughtException');
    const uncaught: unknown[] = [];
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => uncaught.push(error));
    try {
      const cloud = account();
      const monitor = monitorOf(cloud);
      const watch = monitor.watch(monitor.fleet());
      cloud.fail({ action: 'DescribeVpnConnections', status: 500 });
      expect((await watch.poll()).failed).toEqual(['topology']);
      await sleep(1);
      expect(uncaught.map((error) => VpnMonitorError.isInstance(error) && error.code)).toEqual(['server']);
      expect((await watch.poll()).failed).toEqual([]);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const runner of runners) process.on('uncaughtException', runner);
    }
  });

  test('unsubscribing, `using`, a signal and once end a subscription', async () => {
    const { cloud, monitor } = setUp();
    const watch = monitor.watch(monitor.fleet());
    const controller = new AbortController();
    const counts = { called: 0, used: 0, signalled: 0, once: 0 };
    const unsubscribe = watch.on('poll', () => counts.called++);
    watch.on('poll', () => counts.signalled++, { signal: controller.signal });
    watch.once('poll', () => counts.once++);
    {
      using _used = watch.on('poll', () => counts.used++);
      await watch.poll();
    }
    unsubscribe();
    controller.abort();
    await minutes(cloud, watch, 1);
    expect(counts).toEqual({ called: 1, used: 1, signalled: 1, once: 1 });
    expect(listeners(controller.signal)).toBe(0);
  });

  test('they may stop the watch, start it again, poll, and close the monitor, and wait for that', async () => {
    const { cloud, monitor, watch, heard } = setUp({ pollMs: 60_000 });
    const done: string[] = [];
    watch.once('poll', async () => {
      await watch.stop();
      done.push('stopped');
      await watch.start();
      done.push('started');
      watch.once('transition', async () => {
        done.push(`polled ${(await watch.poll()).transitions > 0}`);
        await monitor.close();
        done.push('closed');
      });
    });
    await watch.start();
    await vi.waitFor(() => {
      expect(done).toEqual(['stopped', 'started']);
    });
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.advance('40s');
    await watch.poll();
    await vi.waitFor(() => {
      expect(done).toEqual(['stopped', 'started', 'polled true', 'closed']);
    });
    expect(heard.errors).toEqual([]);
  });

  test('what a listener hands in is told after what is being told, to all in the same order', async () => {
    const cloud = account();
    const monitor = monitorOf(cloud);
    const watch = monitor.watch(monitor.fleet(), { sources: ['topology'] });
    const nested = (): Promise<readonly Transition[]> =>
      watch.ingest({
        id: 'e1',
        name: 'ipsec_tunnel_nego_failed',
        subject: 'tunnel',
        aspect: 'ipsec',
        outcome: 'failed',
        at: cloud.now() - 1,
        resource: { kind: 'tunnel', connectionId: 'vco-dual', tunnelId: 'tun-2' },
      });
    watch.once('tunnel:down', () => void nested());
    const [one, two]: string[][] = [[], []];
    watch.on('transition', ({ type }) => one!.push(type));
    watch.on('transition', ({ type }) => two!.push(type));
    await watch.poll();
    cloud.advance('20s');
    cloud.connection('vco-single').down();
    cloud.advance('40s');
    const report = await watch.poll();
    expect(one).toEqual(two);
    expect(one!.slice(0, 3)).toEqual(['tunnel:down', 'connection:down', 'tunnel:down']);
    expect(report.transitions).toBe(2);
  });
});

describe('transitions()', () => {
  test('has what is told from then on, and ends with the watch', async () => {
    const { cloud, watch, heard } = setUp({ pollMs: 60_000 });
    const early = gathered(watch.transitions());
    await watch.start();
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.advance('40s');
    await watch.poll();
    const late = gathered(watch.transitions());
    await watch.stop();
    expect(await early).toEqual(heard.transitions.map(({ type }) => type));
    expect((await early).length).toBeGreaterThan(2);
    expect(await late).toEqual([]);
  });

  test('a stream that is opened while the watch ends belongs to what comes next', async () => {
    const { cloud, watch } = setUp({ pollMs: 60_000 });
    await watch.start();
    void watch.stop();
    const stream = gathered(watch.transitions());
    await watch.start();
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    cloud.advance('40s');
    await watch.poll();
    await watch.stop();
    expect(await stream).toContain('tunnel:down');
  });

  test('a reader that falls behind is told so', async () => {
    const { cloud, watch } = setUp({ pollMs: 60_000 });
    const stream = watch.transitions({ limit: 1 });
    await watch.poll();
    await minutes(cloud, watch, 1, () => cloud.tunnel('tun-1').down());
    await expect(gathered(stream)).rejects.toThrow(RangeError);
  });

  test("ends where the monitor is closed or the watch's signal aborts, of a watch that was never started too", async () => {
    const one = setUp();
    const controller = new AbortController();
    const two = setUp({ signal: controller.signal });
    const streams = [gathered(one.watch.transitions()), gathered(two.watch.transitions())];
    await one.monitor.close();
    controller.abort();
    expect(await promptly(Promise.all(streams))).toEqual([[], []]);
    expect(await promptly(Promise.all([gathered(one.watch.transitions()), gathered(two.watch.transitions())]))).toEqual([[], []]);
    expect(listeners(controller.signal)).toBe(0);
  });

  test('its own signal ends it with the reason, and nothing else', async () => {
    const { watch, heard } = setUp();
    const controller = new AbortController();
    const stream = gathered(watch.transitions({ signal: controller.signal }));
    await watch.start();
    controller.abort(new Error('enough'));
    await expect(stream).rejects.toThrow('enough');
    const rounds = heard.polls.length;
    await vi.waitFor(() => {
      expect(heard.polls.length).toBeGreaterThan(rounds);
    });
    await watch.stop();
    expect(listeners(controller.signal)).toBe(0);
  });
});

describe('an abort', () => {
  const WAITS = [
    ['a request', (cloud: Simulator) => void cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang', times: Infinity })],
    ['the metrics', (cloud: Simulator) => void cloud.fail({ action: 'DescribeMetricLast', kind: 'hang', times: Infinity })],
    ['the events', (cloud: Simulator) => void cloud.fail({ action: 'DescribeSystemEventAttribute', kind: 'hang', times: Infinity })],
  ] as const;

  test.each(WAITS)("of the watch's signal ends a round that waits for %s with the reason, and the watch", async (_, hang) => {
    const before = timers();
    const controller = new AbortController();
    const { cloud, monitor, watch, heard } = setUp({ signal: controller.signal });
    hang(cloud);
    const starting = watch.start();
    const polling = watch.poll();
    const states = [state(starting), state(polling)];
    await asked(cloud);
    await sleep(10);
    expect(states.map((one) => one())).toEqual(['waiting', 'waiting']);
    const reason = new Error('shutting down');
    controller.abort(reason);
    await promptly(expect(Promise.all([starting, polling])).rejects.toBe(reason));
    await promptly(watch.stop());
    await expect(watch.start()).rejects.toBe(reason);
    await expect(watch.poll()).rejects.toBe(reason);
    await expect(watch.ingest({})).rejects.toBe(reason);
    expect([heard.polls, heard.errors, listeners(controller.signal), left(before)]).toEqual([[], [], 0, 0]);
    await monitor.close();
  });

  test.each(WAITS)('by close() ends a round that waits for %s, and close waits for the end', async (_, hang) => {
    const before = timers();
    const { cloud, monitor, watch, heard } = setUp();
    hang(cloud);
    const starting = watch.start();
    await asked(cloud);
    await sleep(10);
    const failing = expect(starting).rejects.toMatchObject({ name: 'AbortError' });
    await promptly(monitor.close());
    await failing;
    for (const again of [watch.start(), watch.poll(), watch.ingest({})]) await expect(again).rejects.toMatchObject({ code: 'config' });
    await watch.stop();
    expect([heard.polls, heard.errors, left(before)]).toEqual([[], [], 0]);
  });

  test('ends the wait for a store that does not answer', async () => {
    const store = new MemoryStore();
    store.get = () => new Promise(() => undefined);
    const { monitor, watch } = setUp({ store });
    const starting = expect(watch.start()).rejects.toMatchObject({ name: 'AbortError' });
    await sleep(5);
    await promptly(monitor.close());
    await starting;
    expect(store.sets).toBe(0);
  });

  test('ends the wait for the next round, keeps the memory, and is no error', async () => {
    const controller = new AbortController();
    const store = new MemoryStore();
    const { cloud, monitor, watch, heard } = setUp({ pollMs: 3_600_000, signal: controller.signal, store });
    const before = timers();
    await watch.start();
    cloud.advance('20s');
    cloud.tunnel('tun-1').down();
    const [event] = await monitor.events().last('1m').toArray({ limit: 1 });
    await watch.ingest(event);
    controller.abort();
    await promptly(watch.stop());
    expect([left(before), listeners(controller.signal), store.sets, heard.errors]).toEqual([0, 0, 3, []]);
  });

  test('a signal that has aborted already lets nothing start', async () => {
    const { cloud, watch } = setUp({ signal: AbortSignal.abort(new Error('too late')) });
    await expect(watch.start()).rejects.toThrow('too late');
    await expect(watch.poll()).rejects.toThrow('too late');
    await watch.stop();
    expect(cloud.calls).toHaveLength(0);
  });
});

test('a hundred starts and stops leave no listener on a shared signal and no timer', async () => {
  const { signal } = new AbortController();
  const warn = vi.spyOn(process, 'emitWarning');
  const cloud = account();
  const monitor = monitorOf(cloud);
  closing.push(monitor);
  const before = timers();
  const watches = Array.from({ length: 20 }, () =>
    monitor.watch(monitor.gateway('vpn-1'), { signal, pollMs: 60_000, sources: ['topology'] }),
  );
  for (const watch of watches) watch.on('error', () => undefined, { signal })();
  for (let cycle = 0; cycle < 5; cycle++) {
    await Promise.all(watches.map((watch) => watch.start()));
    expect(listeners(signal)).toBe(1);
    expect(left(before)).toBeGreaterThan(15);
    await Promise.all(watches.map((watch) => watch.stop()));
    expect(listeners(signal)).toBe(0);
    expect(left(before)).toBe(0);
  }
  expect(warn).not.toHaveBeenCalled();
});

test('over real HTTP a started watch tells an outage, and leaves no socket', async () => {
  const cloud = account({ credentials: { accessKeyId: 'id', accessKeySecret: 'secret' } });
  const server = await cloud.listen();
  const monitor = new VpnMonitor({ regionId: REGION, endpoint: server.endpoint, credentials: server.credentials, clock: cloud.clock });
  const watch = monitor.watch(monitor.fleet(), { pollMs: 10 });
  const heard = hear(watch);
  await watch.start();
  cloud.advance('20s');
  cloud.tunnel('tun-1').down();
  cloud.advance('40s');
  await new Promise<PollReport>((resolve) => {
    watch.once('poll', resolve);
  });
  await vi.waitFor(() => {
    expect(heard.transitions.length).toBeGreaterThan(1);
  });
  expect(heard.told()[0]).toBe('12:00:20 tunnel:down tun-1');
  cloud.fail({ action: 'DescribeVpnConnections', kind: 'hang' });
  cloud.resetCalls();
  cloud.advance('1m');
  await asked(cloud);
  await monitor.close();
  await server.close();
  await vi.waitFor(() => {
    expect(process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'))).toEqual([]);
  });
  expect(heard.errors).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['pollMs', { pollMs: 0 }, 'pollMs'],
  ['pollMs as text', { pollMs: '60s' }, 'pollMs'],
  ['staleAfterMs', { staleAfterMs: NaN }, 'staleAfterMs'],
  ['overlapMs', { overlapMs: 1_800_001 }, 'overlapMs'],
  ['topologyPollMs', { topologyPollMs: -1 }, 'topologyPollMs'],
  ['sources', { sources: 'events' }, 'sources'],
  ['a source', { sources: ['metric'] }, 'metric'],
  ['a source that is nothing', { sources: [undefined] }, 'sources holds undefined, which is none of topology, metrics, events'],
  ['confirm', { confirm: 2 }, 'confirm'],
  ['confirm.down', { confirm: { down: 0 } }, 'confirm.down'],
  ['confirm as a list', { confirm: [2, 2] }, 'must be { down, up }, such as { down: 2 }'],
  ['a key of confirm that is misspelt', { confirm: { dwon: 2 } }, "confirm has no key 'dwon'; did you mean down? It has down, up"],
  ['store', { store: null }, 'store'],
  ['storeKey', { storeKey: '' }, 'storeKey'],
  ['signal', { signal: new AbortController() }, 'signal'],
  ['emitInitial', { emitInitial: 'false' }, "emitInitial 'false' must be true or false"],
  [
    'an option that is misspelt',
    { pollms: 1 },
    "watch() has no option 'pollms'; did you mean pollMs? It has pollMs, sources, topologyPollMs, staleAfterMs, confirm, overlapMs, store, storeKey, lockMs, emitInitial, certificateNoticeDays, diagnose, alarms, signal",
  ],
  ['options that are a list', [{ pollMs: 1 }], 'the options of a watch must be an object, such as { pollMs: 30_000 }, not [Array]'],
  ['options that are null', null, 'the options of a watch must be an object, such as { pollMs: 30_000 }, not null'],
  ['options that are a number', 30_000, 'the options of a watch must be an object, such as { pollMs: 30_000 }, not 30000'],
  ['sources that are something else, by its class alone', { sources: { accessKeySecret: 'hunter2' } }, 'not [Object]'],
])('an option that cannot be used is named: %s', (_, options, named) => {
  const { monitor } = setUp();
  expect(() => monitor.watch(monitor.fleet(), options as WatchOptions)).toThrow(named);
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['an id', 'vpn-1', "'vpn-1'"],
  ['an empty list', [], 'an empty list'],
  ['a list with a hole', [undefined], 'undefined'],
  ['options, by their class alone', { accessKeySecret: 'hunter2' }, '[Object]'],
])('what is no target is named: %s', (_, target, named) => {
  const { monitor } = setUp();
  for (const targets of Array.isArray(target) && target.length === 0 ? [target] : [target, [monitor.fleet(), target].flat()]) {
    expect(() => monitor.watch(targets as [])).toThrow(
      new TypeError(`watch() takes scopes, such as monitor.fleet() or monitor.gateway('vpn-…'), but was given ${named}`),
    );
  }
});

test('a signal in place of the options of a stream is refused: it would end nothing', () => {
  const { watch } = setUp();
  expect(() => watch.transitions(new AbortController().signal as never)).toThrow(
    new TypeError('the options are { signal }, not the signal itself'),
  );
});

test.each<[string, unknown, string]>([
  ['an option that is misspelt', { limi: 5 }, "transitions() has no option 'limi'; did you mean limit? It has limit, signal"],
  ['a number', 5, 'the options of transitions() must be an object, such as { limit: 1_000 }, not 5'],
])('options of a stream that cannot be used are named: %s', (_, options, named) => {
  const { watch } = setUp();
  expect(() => watch.transitions(options as never)).toThrow(new TypeError(named));
});
