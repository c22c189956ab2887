import { execFile } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Quantity, type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);

function setUp(): { cloud: Simulator; monitor: VpnMonitor; stop: AbortController; underWay: () => number } {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    enterprise: true,
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  const direct = directTransport(cloud);
  let underWay = 0;
  const transport: Transport = {
    call: (request, options) => {
      underWay++;
      return direct.call(request, options).finally(() => {
        underWay--;
      });
    },
  };
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock, maxRetries: 0, requestsPerSecond: 1000 });
  return { cloud, monitor, stop: new AbortController(), underWay: () => underWay };
}
const rates = (monitor: VpnMonitor, signal: AbortSignal) =>
  monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(Quantity.InboundRate).signal(signal);

type Open = (monitor: VpnMonitor, signal: AbortSignal) => AsyncIterable<unknown>;

/** Streams that wait between two polls once they have brought what there is. */
const FOLLOWED: readonly (readonly [string, Open])[] = [
  ['metrics', (monitor, signal) => rates(monitor, signal).follow({ pollMs: 3_600_000 })],
  ['events', (monitor, signal) => monitor.events().signal(signal).follow({ pollMs: 3_600_000 })],
  ['transitions', (monitor, signal) => monitor.watch(monitor.fleet()).transitions({ signal })],
];

/** What is read to its end, and the action that it waits for. */
const READ: readonly (readonly [string, string, Open])[] = [
  ['a query', 'DescribeMetricList', rates],
  ['its pages', 'DescribeMetricList', (monitor, signal) => rates(monitor, signal).pages()],
  ['its export', 'BatchExport', (monitor, signal) => rates(monitor, signal).export()],
  ['the names of metrics', 'DescribeMetricMetaList', rates],
  ['events', 'DescribeSystemEventAttribute', (monitor, signal) => monitor.events().signal(signal)],
  ['the product of events', 'DescribeSystemEventMetaList', (monitor, signal) => monitor.events().signal(signal)],
  ['the product of followed events', 'DescribeSystemEventMetaList', (monitor, signal) => monitor.events().signal(signal).follow()],
  ['a history', 'DescribeMetricList', (monitor, signal) => monitor.history(monitor.fleet()).signal(signal)],
  [
    'the events of a history',
    'DescribeSystemEventAttribute',
    (monitor, signal) => monitor.history(monitor.fleet(), { sources: ['events'] }).signal(signal),
  ],
  ['the targets of a history', 'DescribeVpnConnections', (monitor, signal) => monitor.history(monitor.fleet()).signal(signal)],
  ['gateways', 'DescribeVpnGateways', (monitor, signal) => monitor.topology.gateways({ signal })],
  ['connections', 'DescribeVpnConnections', (monitor, signal) => monitor.topology.connections({ signal })],
];

const iterate = (iterable: AsyncIterable<unknown>): AsyncIterator<unknown> => iterable[Symbol.asyncIterator]();
const within = async <T>(promise: Promise<T>): Promise<T> => {
  const timer = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const id = setTimeout(() => {
      reject(new Error('it never ended'));
    }, 500);
    timer.signal.addEventListener('abort', () => {
      clearTimeout(id);
    });
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
};
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Takes what is there, so that the next `next()` waits. */
async function drain(iterator: AsyncIterator<unknown>): Promise<{ readonly waiting: Promise<IteratorResult<unknown>> }> {
  for (;;) {
    const next = iterator.next();
    const result = await Promise.race([next, settle()]);
    if (!result) return { waiting: next };
    if (result.done) throw new Error('it has ended');
  }
}

describe.each(FOLLOWED)('following %s', (_, open) => {
  test('return() ends it while a next() waits, without another call', async () => {
    const { cloud, monitor, stop } = setUp();
    const iterator = iterate(open(monitor, stop.signal));
    const { waiting } = await drain(iterator);
    const calls = cloud.calls.length;
    expect(await within(iterator.return!())).toEqual({ done: true, value: undefined });
    expect(await within(waiting)).toEqual({ done: true, value: undefined });
    expect(await within(iterator.next())).toEqual({ done: true, value: undefined });
    await settle();
    expect(cloud.calls.length).toBe(calls);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await monitor.close();
  });

  test.each([
    ['destroy()', undefined],
    ['destroy(error)', new Error('enough')],
  ])('%s of a Readable closes it', async (__, error) => {
    const { cloud, monitor, stop } = setUp();
    const readable = Readable.from(open(monitor, stop.signal));
    readable.on('error', () => undefined).resume();
    await settle();
    const calls = cloud.calls.length;
    const closed = once(readable, 'close').catch(() => undefined);
    readable.destroy(error);
    await within(closed);
    await settle();
    expect(readable.closed).toBe(true);
    expect(cloud.calls.length).toBe(calls);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await monitor.close();
  });

  test('a ReadableStream that is cancelled ends it', async () => {
    const { cloud, monitor, stop } = setUp();
    const reader = ReadableStream.from(open(monitor, stop.signal)).getReader();
    const reading = (async () => {
      while (!(await reader.read()).done);
    })();
    await settle();
    const calls = cloud.calls.length;
    await within(reader.cancel('enough'));
    await within(reading);
    await settle();
    expect(cloud.calls.length).toBe(calls);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await monitor.close();
  });

  test('several next() at once are served in order, and all are done when it is left', async () => {
    const { monitor, stop } = setUp();
    const iterator = iterate(open(monitor, stop.signal));
    const all = Array.from({ length: 300 }, () => iterator.next());
    await settle();
    await within(iterator.return!());
    const results = await within(Promise.all(all));
    const taken = results.filter(({ done }) => !done).length;
    expect(results.slice(taken).every(({ done }) => done)).toBe(true);
    await monitor.close();
  });
});

describe.each(READ)('%s', (_, action, open) => {
  test.each(['return', 'throw', 'Readable', 'ReadableStream'] as const)('is left by %s while an answer is awaited', async (way) => {
    const { cloud, monitor, stop, underWay } = setUp();
    cloud.fail({ action, kind: 'hang', times: Infinity });
    const isAsked = () => expect.poll(() => cloud.calls.some((call) => call.action === action)).toBe(true);
    const iterable = open(monitor, stop.signal);
    if (way === 'Readable') {
      const readable = Readable.from(iterable)
        .on('error', () => undefined)
        .resume();
      await isAsked();
      const closed = once(readable, 'close');
      readable.destroy();
      await within(closed);
    } else if (way === 'ReadableStream') {
      const reader = ReadableStream.from(iterable).getReader();
      const reading = reader.read();
      await isAsked();
      await within(reader.cancel());
      expect((await within(reading)).done).toBe(true);
    } else {
      const iterator = iterate(iterable);
      const next = iterator.next();
      await isAsked();
      if (way === 'throw') await expect(within(iterator.throw!(new Error('enough')))).rejects.toThrow('enough');
      else await within(iterator.return!());
      expect(await within(next)).toEqual({ done: true, value: undefined });
    }
    const calls = cloud.calls.length;
    expect(calls).toBeGreaterThan(0);
    await settle();
    expect(cloud.calls.length).toBe(calls);
    expect(underWay()).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await monitor.close();
  });

  test('is left before it has begun, and sends nothing', async () => {
    const { cloud, monitor, stop } = setUp();
    const iterator = iterate(open(monitor, stop.signal));
    await within(iterator.return!());
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(cloud.calls).toEqual([]);
    await monitor.close();
  });

  test('an abort rejects with its reason, once', async () => {
    const { cloud, monitor, stop } = setUp();
    cloud.fail({ action, kind: 'hang', times: Infinity });
    const iterator = iterate(open(monitor, stop.signal));
    const [first, second] = [iterator.next(), iterator.next()];
    await settle();
    stop.abort('enough');
    await expect(within(first)).rejects.toBe('enough');
    expect(await within(second)).toEqual({ done: true, value: undefined });
    await monitor.close();
  });
});

test('a reader that breaks or throws ends the stream, and await using does', async () => {
  const { cloud, monitor, stop } = setUp();
  for await (const _ of rates(monitor, stop.signal).follow()) break;
  await expect(
    (async () => {
      for await (const _ of rates(monitor, stop.signal).follow()) throw new Error('enough');
    })(),
  ).rejects.toThrow('enough');
  {
    await using stream = rates(monitor, stop.signal).follow();
    await stream.next();
  }
  const calls = cloud.calls.length;
  await settle();
  expect(cloud.calls.length).toBe(calls);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  await monitor.close();
});

test('a stopped reader of a signal gets no more points of the page that it was on', async () => {
  const { monitor, stop } = setUp();
  const stream = rates(monitor, stop.signal).last('1h')[Symbol.asyncIterator]();
  await stream.next();
  stop.abort('enough');
  await expect(stream.next()).rejects.toBe('enough');
  await monitor.close();
});

test('a process in which all streams were left ends by itself', async () => {
  const script = fileURLToPath(new URL('left-behind.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { timeout: 20_000 });
  expect(JSON.parse(stdout)).toEqual([]);
}, 30_000);
