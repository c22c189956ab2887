import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Connections } from '../../../src/transport/https/connections.ts';
import { exchange } from '../../../src/transport/https/exchange.ts';
import { httpsTransport } from '../../../src/transport/https/index.ts';
import { type FakeService, fakeService, json } from '../fake-service.ts';

const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const request = { product: 'cms', action: 'DescribeMetricList', params: {} } as const;
const options = { signal: new AbortController().signal, timeoutMs: 5_000 };
const send = (connections: Connections, { host }: FakeService) =>
  exchange(connections, { action: 'DescribeMetricList', path: '/', body: '', headers: () => ({ host, 'content-length': '0' }) }, options);

test('an idle connection is closed after its time, and not while an answer is waited for', async () => {
  await using service = await fakeService((seen, response) => {
    setTimeout(() => {
      json({ Code: '200' })(seen, response);
    }, 400);
  });
  const connections = new Connections({ protocol: 'http', host: service.host, idleMs: 100 });
  expect((await send(connections, service)).status).toBe(200);
  expect(await service.connections()).toBe(1);
  await expect.poll(() => service.connections()).toBe(0);
});

test('where the server says how long it waits, the connection is closed before', async () => {
  await using service = await fakeService(json({ Code: '200' }, 200, { 'keep-alive': 'timeout=2', connection: 'keep-alive' }));
  const connections = new Connections({ protocol: 'http', host: service.host, idleMs: 15_000 });
  await send(connections, service);
  const ended = new Promise<number>((resolve) =>
    service.seen[0]?.socket.once('end', () => {
      resolve(performance.now());
    }),
  );
  const startedAt = performance.now();
  expect((await ended) - startedAt).toBeLessThan(1_900);
});

test('an agent of the user’s own makes the connections, and is used as it is', async () => {
  await using service = await fakeService();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: service.host, protocol: 'http' }, agent });
  await Promise.all([transport.call(request, options), transport.call(request, options)]);
  expect(new Set(service.seen.map(({ socket }) => socket)).size).toBe(1);
  await sleep(10);
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
  agent.destroy();
});

test('an agent for another protocol is refused at once, unless it works that out when it is used', () => {
  const create = (agent: Agent) => () => httpsTransport({ regionId: 'cn-hangzhou', credentials, agent });
  expect(create(new Agent())).toThrow(/^agent \[Agent\] must be an https\.Agent/);
  expect(() =>
    httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: 'stand-in', protocol: 'http' }, agent: new SecureAgent() }),
  ).toThrow(/must be an http\.Agent/);
  expect(create(Object.create(Agent.prototype, { protocol: { get: () => 'http:' } }) as Agent)).not.toThrow();
});

test('an agent that cannot make a connection is an error of code config that names it', async () => {
  const agent = Object.create(Agent.prototype, { protocol: { get: () => 'http:' } }) as Agent;
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, agent });
  await expect(transport.call(request, options)).rejects.toMatchObject({
    code: 'config',
    retryable: false,
    message: expect.stringMatching(
      /^agent cannot be used for https:\/\/metrics\.cn-hangzhou\.aliyuncs\.com: .*Give an https\.Agent/,
    ) as string,
  });
});

test('thousands of calls on a signal that lives long leave no listener, no socket and no memory', async () => {
  await using service = await fakeService();
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: service.host, protocol: 'http' } });
  const warned: Error[] = [];
  const onWarning = (warning: Error): unknown => warned.push(warning);
  process.on('warning', onWarning);
  for (let round = 0; round < 3_000; round += 1) {
    await transport.call(request, options);
    service.seen.length = Math.min(service.seen.length, 1);
  }
  process.off('warning', onWarning);
  expect(warned).toEqual([]);
  expect(await service.connections()).toBe(1);
  expect(service.seen[0]?.socket.listenerCount('close')).toBeLessThan(10);
});
