import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { httpsTransport } from '../../../src/transport/https/index.ts';
import type { ApiCallOptions, ApiResponse, Transport } from '../../../src/transport/port.ts';
import { type FakeService, fakeService, json } from '../fake-service.ts';
import { connectProxy } from './support/connect-proxy.ts';

const transportTo = (service: FakeService): Transport =>
  httpsTransport({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: { cms: service.host, protocol: 'http' },
  });
const once = (transport: Transport, options: Partial<ApiCallOptions> = {}): Promise<ApiResponse> =>
  transport.call(
    { product: 'cms', action: 'DescribeMetricList', params: {} },
    { signal: new AbortController().signal, timeoutMs: 5_000, ...options },
  );
const gate = (): { readonly turn: () => Promise<void>; readonly asked: () => number; readonly open: () => void } => {
  let asked = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    turn: () => {
      asked += 1;
      return opened;
    },
    asked: () => asked,
    open: () => {
      open();
    },
  };
};

test('a transport says that it takes turns, and does so once a request', async () => {
  await using service = await fakeService();
  const transport = transportTo(service);
  expect(transport.takesTurns).toBe(true);
  const { turn, asked, open } = gate();
  open();
  await once(transport, { turn });
  await once(transport, { turn });
  expect([asked(), service.seen.length]).toEqual([2, 2]);
});

test('the turn is asked for when the connection stands, and the request is dated when it leaves', async () => {
  await using service = await fakeService();
  let connections = 0;
  const { turn, asked, open } = gate();
  let now = Date.UTC(2026, 0, 1);
  const pending = once(transportTo(service), { turn, now: () => now });
  await expect.poll(asked).toBe(1);
  await expect.poll(async () => (connections = await service.connections())).toBe(1);
  expect([connections, service.seen.length]).toEqual([1, 0]);
  now = Date.UTC(2026, 0, 1, 0, 7);
  open();
  await pending;
  expect(service.seen[0]?.headers['x-acs-date']).toBe('2026-01-01T00:07:00Z');
});

test('no turn is taken where nobody answers the connection', async () => {
  const service = await fakeService();
  await service[Symbol.asyncDispose]();
  const { turn, asked } = gate();
  await expect(once(transportTo(service), { turn })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(asked()).toBe(0);
});

test('a turn that is refused refuses the call, and sends nothing', async () => {
  await using service = await fakeService();
  await expect(once(transportTo(service), { turn: () => Promise.reject(new Error('no more turns')) })).rejects.toThrow('no more turns');
  expect(service.seen).toHaveLength(0);
});

test('a connection that is closed while the turn is waited for is replaced, with the same turn', async () => {
  await using service = await fakeService();
  const transport = transportTo(service);
  await once(transport);
  const { turn, asked, open } = gate();
  const pending = once(transport, { turn });
  await expect.poll(asked).toBe(1);
  service.seen[0]?.socket.destroy();
  await sleep(50);
  open();
  expect((await pending).status).toBe(200);
  expect(asked()).toBe(1);
  expect(new Set(service.seen.map(({ socket }) => socket)).size).toBe(2);
});

test('a connection that waits while another of its age is found dead is replaced', async () => {
  await using service = await fakeService();
  const transport = transportTo(service);
  await Promise.all([once(transport), once(transport)]);
  const used = new Set(service.seen.map(({ socket }) => socket));
  expect(used.size).toBe(2);
  const { turn, asked, open } = gate();
  const waiting = once(transport, { turn });
  await expect.poll(asked).toBe(1);
  service.answer = () => undefined;
  await expect(once(transport, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' });
  service.answer = json({ Code: '200' });
  open();
  expect((await waiting).status).toBe(200);
  expect(used.has(service.seen.at(-1)!.socket)).toBe(false);
});

test('an abort while the turn is waited for rejects at once and closes the connection', async () => {
  await using service = await fakeService();
  const { turn, asked } = gate();
  const controller = new AbortController();
  const pending = once(transportTo(service), { turn, signal: controller.signal });
  await expect.poll(asked).toBe(1);
  controller.abort('enough');
  await expect(pending).rejects.toBe('enough');
  await expect.poll(() => service.connections()).toBe(0);
});

test('calls that wait for their turns leave connections to the others, and lose none of their time to each other', async () => {
  await using service = await fakeService();
  const transport = transportTo(service);
  const { turn, asked, open } = gate();
  const waiting = Array.from({ length: 200 }, () => once(transport, { turn }));
  // All of them have come to their turn: none is still queueing for a connection.
  await expect.poll(asked).toBe(200);
  // The service may take in a connection later than it stands at its other end.
  await expect.poll(() => service.connections()).toBe(32);
  await sleep(50);
  expect(await service.connections()).toBe(32);
  expect((await once(transport)).status).toBe(200);
  open();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 200));
  expect(new Set(service.seen.map(({ socket }) => socket)).size).toBeLessThanOrEqual(64);
});

test('a turn that passes while a connection is waited for is missed, and another taken in its place', async () => {
  await using service = await fakeService(() => undefined);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: { cms: service.host, protocol: 'http' },
    agent,
  });
  const controller = new AbortController();
  const first = once(transport, { signal: controller.signal });
  await expect.poll(() => service.seen.length).toBe(1);
  const missed: (boolean | undefined)[] = [];
  const second = once(transport, {
    turn: (isMissed) => {
      missed.push(isMissed);
      return Promise.resolve();
    },
  });
  await expect.poll(() => missed).toEqual([false]);
  await sleep(100);
  service.answer = json({ Code: '200' });
  controller.abort('enough');
  await expect(first).rejects.toBe('enough');
  expect((await second).status).toBe(200);
  expect(missed).toEqual([false, true]);
  agent.destroy();
});

test('a wait for a connection ends with its signal, and gives its place up', async () => {
  await using service = await fakeService(() => undefined);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: { cms: service.host, protocol: 'http' },
    agent,
  });
  const controllers = [new AbortController(), new AbortController()];
  const [first, second] = controllers.map(({ signal }) => once(transport, { signal }));
  await expect.poll(() => service.seen.length).toBe(1);
  const third = once(transport);
  controllers[1]!.abort('enough');
  await expect(second).rejects.toBe('enough');
  service.answer = json({ Code: '200' });
  controllers[0]!.abort('enough');
  await expect(first).rejects.toBe('enough');
  expect((await third).status).toBe(200);
  expect(service.seen).toHaveLength(2);
  agent.destroy();
});

test('connections that never stand hold up nobody who finds half of the pool taken', async () => {
  await using service = await fakeService();
  await using proxy = await connectProxy({ port: Number(service.host.split(':')[1]) });
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: { cms: service.host, protocol: 'http' },
    proxy: `http://127.0.0.1:${String(proxy.port)}`,
  });
  proxy.mood = 'silent';
  const controller = new AbortController();
  const hanging = Array.from({ length: 40 }, () => once(transport, { signal: controller.signal }));
  const outcomes = Promise.allSettled(hanging);
  await expect.poll(() => proxy.seen.length).toBe(40);
  proxy.mood = 'tunnel';
  expect((await once(transport)).status).toBe(200);
  expect(await proxy.connections()).toBe(41);
  controller.abort('enough');
  expect(new Set((await outcomes).map((outcome): unknown => outcome.status === 'rejected' && outcome.reason))).toEqual(new Set(['enough']));
});
