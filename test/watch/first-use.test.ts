import { VpnMonitor, VpnMonitorError, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { account, hear, minutes, monitorOf, REGION, sleep } from './support/watched.ts';

const closing: { close(): Promise<void> }[] = [];
const unhandled: unknown[] = [];
const noteUnhandled = (error: unknown): void => void unhandled.push(error);
const runners = process.listeners('unhandledRejection');
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

/** What nobody has handled while `work` ran. */
async function unhandledIn(work: () => Promise<void>): Promise<unknown[]> {
  unhandled.length = 0;
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', noteUnhandled);
  try {
    await work();
    await sleep(50);
    return [...unhandled];
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const runner of runners) process.on('unhandledRejection', runner);
  }
}

async function served(options: Partial<VpnMonitorOptions> = {}): Promise<{ cloud: Simulator; monitor: VpnMonitor }> {
  const cloud = createSimulator.preset('dual-tunnel', { now: '2026-01-31T12:00:00Z' });
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: REGION,
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    ...options,
  });
  closing.push(monitor, server);
  return { cloud, monitor };
}

/** No source of the default chain has credentials. */
function withoutCredentials(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('ALIBABA_CLOUD_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
}

const REFUSED = { accessKeyId: 'LTAIrefused', accessKeySecret: 'x' };

describe('a start that can never read anything', () => {
  test.each<[string, Partial<VpnMonitorOptions>, RegExp]>([
    ['no credentials', { credentials: undefined }, /^No credentials found/],
    ['a refused key', { credentials: REFUSED }, /^DescribeVpnConnections failed: InvalidAccessKeyId\.NotFound/],
  ])('%s: it rejects, listeners hear of it once, and nothing goes on', async (_what, options, message) => {
    withoutCredentials();
    const { cloud, monitor } = await served({ ...options, maxRetries: 0 });
    const watch = monitor.watch(monitor.fleet(), { pollMs: 5 });
    const heard = hear(watch);
    await expect(watch.start()).rejects.toMatchObject({
      code: 'auth',
      retryable: false,
      message: expect.stringMatching(message) as string,
    });
    expect(heard.errors).toMatchObject([{ code: 'auth' }]);
    const { attempts } = monitor.usage();
    expect(attempts).toBe(cloud.calls.length);
    await sleep(50);
    expect([heard.polls.length, heard.errors.length, monitor.usage().attempts]).toEqual([1, 1, attempts]);
  });

  test('no permission at all rejects as well, of targets that ids name too; without a listener nothing else is thrown', async () => {
    const cloud = account();
    const all = cloud.fail({ code: 'Forbidden.RAM', times: Infinity });
    const monitor = monitorOf(cloud);
    closing.push(monitor);
    for (const scope of [monitor.fleet(), monitor.gateway('vpn-1').connection('vco-single'), monitor.connection('vco-dual')]) {
      const watch = monitor.watch(scope, { pollMs: 5 });
      await expect(watch.start()).rejects.toMatchObject({ code: 'forbidden', action: 'DescribeVpnConnections' });
    }
    all.stop();
    const watch = monitor.watch(monitor.fleet());
    const still = cloud.fail({ code: 'Forbidden.RAM', times: Infinity });
    await expect(watch.start()).rejects.toMatchObject({ code: 'forbidden' });
    still.stop();
    await watch.start();
    expect(watch.snapshot().tunnels.size).toBe(4);
  });

  test('what may pass, and what can be read in part, starts and is reported', async () => {
    const cloud = account();
    const passing = cloud.fail({ status: 503, times: Infinity });
    const monitor = monitorOf(cloud);
    closing.push(monitor);
    const outage = monitor.watch(monitor.fleet());
    const heard = hear(outage);
    await outage.start();
    expect(heard.errors).toMatchObject([{ code: 'server' }]);
    await outage.stop();
    passing.stop();
    const partly = cloud.fail({ action: 'DescribeVpnConnections', code: 'Forbidden.RAM', times: Infinity });
    const watch = monitor.watch(monitor.fleet());
    const told = hear(watch);
    await watch.start();
    expect(told.errors).toMatchObject([{ code: 'forbidden' }]);
    partly.stop();
  });

  test('single rounds report it once, and go on', async () => {
    const cloud = account();
    const failing = cloud.fail({ code: 'InvalidAccessKeyId.NotFound', times: Infinity });
    const monitor = monitorOf(cloud);
    closing.push(monitor);
    const watch = monitor.watch(monitor.fleet());
    const heard = hear(watch);
    await minutes(cloud, watch, 3);
    expect(heard.polls.map(({ failed }) => [...failed].sort())).toEqual(Array.from({ length: 3 }, () => ['events', 'topology']));
    expect(heard.errors).toHaveLength(1);
    failing.stop();
    await minutes(cloud, watch, 1);
    cloud.fail({ code: 'InvalidAccessKeyId.NotFound', times: 4 });
    await minutes(cloud, watch, 1);
    expect(heard.errors).toHaveLength(2);
  });
});

test.each(['close', 'stop', 'signal'] as const)(
  'a start or a round that nobody waits for is no unhandled rejection after %s',
  async (end) => {
    const errors = await unhandledIn(async () => {
      const cloud = account();
      cloud.fail({ kind: 'hang', times: Infinity });
      const monitor = monitorOf(cloud, { attemptTimeoutMs: 100 });
      const controller = new AbortController();
      const watch = monitor.watch(monitor.fleet(), { signal: controller.signal });
      const other = monitor.watch(monitor.fleet());
      hear(watch);
      hear(other);
      void watch.start();
      void other.poll();
      await sleep(5);
      if (end === 'signal') controller.abort();
      if (end === 'stop') await watch.stop();
      await monitor.close();
    });
    expect(errors).toEqual([]);
  },
);

test('a hopeless start that nobody waits for is an unhandled rejection only where nobody listens for errors', async () => {
  const cloud = account();
  cloud.fail({ code: 'Forbidden.RAM', times: Infinity });
  const monitor = monitorOf(cloud);
  closing.push(monitor);
  const [deaf, hearing] = [monitor.watch(monitor.fleet()), monitor.watch(monitor.fleet())];
  const heard = hear(hearing);
  const errors = await unhandledIn(async () => {
    void hearing.start();
    void deaf.start();
    await sleep(50);
  });
  expect(errors).toMatchObject([{ code: 'forbidden' }]);
  expect(heard.errors.length).toBeGreaterThan(0);
});

test('an error that nobody listens for says so itself', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  closing.push(monitor);
  const uncaught: unknown[] = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => void uncaught.push(error));
  try {
    cloud.fail({ action: 'DescribeVpnConnections', status: 503 });
    await monitor.watch(monitor.fleet()).poll();
    await sleep(5);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const one of before) process.on('uncaughtException', one);
  }
  expect(uncaught).toHaveLength(1);
  const [error] = uncaught;
  expect(VpnMonitorError.isInstance(error) && [error.code, error.retryable, error.action]).toEqual([
    'server',
    true,
    'DescribeVpnConnections',
  ]);
  expect(String(error)).toContain("watch.on('error'");
});

test('a snapshot turns into JSON as lists, and is frozen', async () => {
  const cloud = account();
  const monitor = monitorOf(cloud);
  closing.push(monitor);
  const watch = monitor.watch(monitor.fleet());
  expect(JSON.stringify(watch.snapshot())).toBe('{"tunnels":[],"connections":[],"alarms":[]}');
  await watch.poll();
  const snapshot = watch.snapshot();
  const json = JSON.parse(JSON.stringify(snapshot)) as { asOf: number; tunnels: object[]; connections: object[] };
  expect(json.asOf).toBe(snapshot.asOf);
  expect(json.tunnels).toEqual([...snapshot.tunnels.values()]);
  expect(json.connections).toEqual([...snapshot.connections.values()]);
  expect(json.tunnels).toHaveLength(4);
  expect(Object.isFrozen(snapshot)).toBe(true);
  expect(Object.keys(snapshot)).toEqual(['asOf', 'tunnels', 'connections', 'alarms']);
});

test('points and transitions name their resources by the same fields', async () => {
  const cloud = account({ gateways: [{ id: 'vpn-1', name: 'head office' }] });
  const monitor = monitorOf(cloud);
  closing.push(monitor);
  const fleet = monitor.fleet({ names: true });
  const watch = monitor.watch(fleet);
  const heard = hear(watch);
  await watch.poll();
  await minutes(cloud, watch, 1, () => {
    cloud.tunnel('tun-1').down();
    cloud.connection('vco-router').down();
  });
  const points = await fleet.metric('state').latest();
  for (const id of ['tun-1', 'vco-router']) {
    const resource = heard.transitions.find(
      ({ type, resource: { connectionId, tunnelId } }) => type === 'tunnel:down' && (tunnelId ?? connectionId) === id,
    )?.resource;
    expect(resource).toEqual(points.find(({ resource: { connectionId, tunnelId } }) => (tunnelId ?? connectionId) === id)?.resource);
    expect(resource).toMatchObject(id === 'tun-1' ? { gatewayName: 'head office', connectionName: 'office' } : { transitRouterId: 'tr-1' });
  }
  expect(watch.snapshot().tunnels.get('tun-1')?.resource.gatewayName).toBe('head office');
  expect(cloud.calls.filter(({ action }) => action === 'DescribeVpnGateways')).toHaveLength(1);
});

test('a monitor of another region is refused by the simulator, by both services', async () => {
  const { cloud, monitor } = await served();
  const server = await cloud.listen();
  const far = new VpnMonitor({
    regionId: 'ap-southeast-1',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
  });
  closing.push(far, server);
  const [gateway] = cloud.gateways;
  expect(await monitor.gateway(gateway!.id).metric('inboundRate').latest()).toHaveLength(1);
  await expect(far.gateway(gateway!.id).metric('inboundRate').latest()).rejects.toMatchObject({
    code: 'not-found',
    vendorCode: 'InvalidRegionId.NotFound',
  });
  await expect(far.topology.gateways().toArray()).rejects.toMatchObject({ vendorCode: 'InvalidRegionId.NotFound' });
  await expect(far.watch(far.fleet()).start()).rejects.toMatchObject({ vendorCode: 'InvalidRegionId.NotFound' });
});
