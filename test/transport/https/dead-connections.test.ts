import { expect, test } from 'vitest';
import { VpnMonitor } from '../../../src/index.ts';
import { httpsTransport } from '../../../src/transport/https/index.ts';
import type { Transport } from '../../../src/transport/port.ts';
import { fakeService, json } from '../fake-service.ts';
import { remoteService } from './support/remote.ts';

const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };
const signal = new AbortController().signal;
const ask = (transport: Transport, options: { readonly signal?: AbortSignal } = {}) =>
  transport.call(
    { product: 'vpc', action: 'DescribeVpnGateways', params: { RegionId: 'cn-hangzhou' } },
    { signal, timeoutMs: 5_000, ...options },
  );

test('18 of 40 pooled connections die without a word: a listing of 1,000 connections loses one attempt’s time at most', async () => {
  await using service = await remoteService({ connections: 1_000, latencyMs: 200 });
  const host = `127.0.0.1:${String(service.port)}`;
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: host, vpc: host, protocol: 'http' } });
  await Promise.all(Array.from({ length: 40 }, () => ask(transport)));
  const before = await service.ask({ silence: 18 });
  expect(before).toMatchObject({ open: 40, lostAt: [] });
  const attemptTimeoutMs = 2_000;
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, attemptTimeoutMs, topologyTtlMs: 0 });
  for (let round = 0; round < 4; round += 1) {
    expect(await monitor.topology.connections().toArray()).toHaveLength(1_000);
  }
  const { lostAt = [], answered = 0 } = await service.ask({ report: true });
  // All that was lost was on its way before the first of it was given up.
  expect(Math.max(...lostAt) - Math.min(...lostAt)).toBeLessThan(attemptTimeoutMs);
  expect(lostAt.length).toBeGreaterThan(0);
  expect(answered).toBeGreaterThan(80);
});

test('after a reset on a used connection the idle ones of that host are closed, and those of another host are kept', async () => {
  await using service = await fakeService();
  await using other = await fakeService();
  const transport = httpsTransport({
    regionId: 'cn-hangzhou',
    credentials,
    endpoint: { vpc: service.host, cms: other.host, protocol: 'http' },
  });
  await Promise.all([ask(transport), ask(transport), ask(transport)]);
  await transport.call({ product: 'cms', action: 'DescribeMetricList', params: {} }, { signal, timeoutMs: 5_000 });
  expect([await service.connections(), await other.connections()]).toEqual([3, 1]);
  service.answer = (seen) => seen.socket.resetAndDestroy();
  await expect(ask(transport)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect.poll(() => service.connections()).toBe(0);
  expect(await other.connections()).toBe(1);
  service.answer = json({ Code: '200' });
  expect((await ask(transport)).status).toBe(200);
});

test('a reset on a new connection, and an abort of the caller’s own, leave the others open', async () => {
  await using service = await fakeService();
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { vpc: service.host, protocol: 'http' } });
  await Promise.all([ask(transport), ask(transport)]);
  const controller = new AbortController();
  service.answer = () => {
    controller.abort('no longer wanted');
  };
  await expect(ask(transport, { signal: controller.signal })).rejects.toBe('no longer wanted');
  await expect.poll(() => service.connections()).toBe(1);
  // Two at once: one on the connection that is left, one on a new connection, which is reset.
  const known = service.seen.map(({ socket }) => socket);
  service.answer = (seen, response) => {
    if (known.includes(seen.socket))
      setTimeout(() => {
        json({ Code: '200' })(seen, response);
      }, 100);
    else seen.socket.resetAndDestroy();
  };
  const outcomes = await Promise.allSettled([ask(transport), ask(transport)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await service.connections()).toBe(1);
});

test('a pool is bounded: further requests wait for a connection', async () => {
  let most = 0;
  await using service = await fakeService((seen, response) => {
    setTimeout(() => {
      json({ Code: '200' })(seen, response);
    }, 30);
  });
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { vpc: service.host, protocol: 'http' } });
  const watching = setInterval(() => void service.connections().then((count) => (most = Math.max(most, count))), 5);
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(transport)));
  clearInterval(watching);
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 200));
  expect(new Set(service.seen.map(({ socket }) => socket)).size).toBe(64);
  expect(most).toBeLessThanOrEqual(64);
});
