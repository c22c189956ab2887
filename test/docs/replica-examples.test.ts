import { once } from 'node:events';
import { type AddressInfo, Server } from 'node:net';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { createClient } from 'redis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serveExamples } from '../support/example-account.ts';
import { hasRedis, startRedis } from '../watch/kill/redis.ts';

let cloud: Simulator;
let service: Disposable;
const printed: string[] = [];

beforeEach(() => {
  cloud = createSimulator({
    regionId: 'cn-hangzhou',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  service = serveExamples(cloud, printed);
});

afterEach(() => {
  service[Symbol.dispose]();
});

test.skipIf(!hasRedis())(
  'two-replicas.ts is active once and on standby once, and gives the lock back with SIGTERM (skipped without redis-server)',
  async () => {
    await using redis = await startRedis();
    vi.stubEnv('REDIS_URL', redis.url);
    await import('../../docs/examples/two-replicas.ts');
    expect(printed).toEqual(['this replica is active now', 'this replica has started: active']);
    vi.resetModules();
    await import('../../docs/examples/two-replicas.ts');
    expect(printed.slice(2)).toEqual(['this replica has started: standby']);
    const client = await createClient({ url: redis.url }).connect();
    const locks = (): Promise<readonly string[]> => client.keys('{alicloud-vpn-monitor:watch:cn-hangzhou:*}:lock');
    expect(await locks()).toHaveLength(1);
    process.emit('SIGTERM', 'SIGTERM');
    await vi.waitFor(async () => {
      expect(await locks()).toEqual([]);
    });
    // Both have closed their connections, and only this one is left.
    await vi.waitFor(async () => {
      expect(await client.clientList()).toHaveLength(1);
    });
    await client.close();
  },
);

test.skipIf(!hasRedis())('two-replicas.ts does not look well where Redis gives no lock (skipped without redis-server)', async () => {
  await using redis = await startRedis();
  const client = await createClient({ url: redis.url }).connect();
  // It can connect and read.
  await client.sendCommand(['ACL', 'SETUSER', 'watch', 'on', '>password', '~*', '+get']);
  vi.stubEnv('REDIS_URL', redis.url.replace('//', '//watch:password@'));
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await import('../../docs/examples/two-replicas.ts');
  expect(printed).toEqual(['this replica has started: standby, with the errors above']);
  expect(String(errors.mock.calls.flat()[0])).toContain('lock() of the store');
  process.emit('SIGTERM', 'SIGTERM');
  await vi.waitFor(async () => {
    expect(await client.clientList()).toHaveLength(1);
  });
  await client.close();
});

test('status-endpoint.ts shows the states where they are current, and says so where they are not', async () => {
  vi.stubEnv('PORT', '0');
  const listening = vi.spyOn(Server.prototype, 'listen');
  const broken = cloud.fail({ action: 'DescribeSystemEventAttribute', code: 'Forbidden.RAM', times: Infinity });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const status = async (): Promise<{ readonly code: number; readonly body: unknown }> => {
    const server = listening.mock.contexts.at(-1) as Server;
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { code: answer.status, body: await answer.json() };
  };
  await import('../../docs/examples/status-endpoint.ts');
  expect(await status()).toMatchObject({
    code: 503,
    body: { role: 'active', isCurrent: false, failed: ['events'], tunnels: [{ ipsec: 'up' }, { ipsec: 'up' }] },
  });
  const end = async (): Promise<void> => {
    const closed = once(listening.mock.contexts.at(-1) as Server, 'close');
    process.emit('SIGTERM', 'SIGTERM');
    await closed;
  };
  await end();
  broken.stop();
  vi.resetModules();
  cloud.tunnel('tun-2').down();
  await import('../../docs/examples/status-endpoint.ts');
  expect(await status()).toMatchObject({
    code: 200,
    body: {
      role: 'active',
      isCurrent: true,
      failed: [],
      tunnels: [{ ipsec: 'up' }, { ipsec: 'down' }],
      connections: [{ state: 'degraded' }],
    },
  });
  await end();
});
