import { GatewayMetric, VpnMonitor, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Regions } from '../../src/regions.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
});

async function setUp(options: Partial<VpnMonitorOptions> = {}) {
  const cloud = createSimulator({ regionId: 'ap-southeast-1', now: NOW, gateways: [{ id: 'vpn-1' }] });
  const server = await cloud.listen();
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    ...options,
  });
  open.push(monitor, server);
  return { cloud, server, monitor };
}
const KEY = { accessKeyId: 'id', accessKeySecret: 'secret' };
const readOf = (monitor: VpnMonitor) => monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).last('10m').toArray({ limit: 100 });

test('another region is asked as the same account, with the same settings and clock', async () => {
  const { cloud, server, monitor } = await setUp();
  const getCredential = vi.fn(() => Promise.resolve(server.credentials));
  const parent = new VpnMonitor({ regionId: 'cn-hangzhou', endpoint: server.endpoint, credentials: { getCredential }, clock: cloud.clock });
  open.push(parent);
  const child = parent.inRegion('ap-southeast-1');
  expect(child.regionId).toBe('ap-southeast-1');
  expect((await readOf(child)).length).toBeGreaterThan(5);
  expect(getCredential).toHaveBeenCalled();
  expect(child.usage().attempts).toBeGreaterThan(0);
  expect(parent.usage().attempts).toBe(0);
  expect(monitor.usage().attempts).toBe(0);
});

test('a region has one monitor until that is closed, and its own region is the monitor itself', async () => {
  const { monitor } = await setUp();
  const child = monitor.inRegion('ap-southeast-1');
  expect(monitor.inRegion('ap-southeast-1')).toBe(child);
  expect(monitor.inRegion('cn-hangzhou')).toBe(monitor);
  expect(monitor.inRegion('eu-central-1')).not.toBe(child);
  await child.close();
  expect(monitor.inRegion('ap-southeast-1')).not.toBe(child);
});

test('closing the parent closes its regions, and closing a region nothing else', async () => {
  const { monitor } = await setUp();
  const child = monitor.inRegion('ap-southeast-1');
  const other = monitor.inRegion('eu-central-1');
  await other.close();
  await expect(readOf(other)).rejects.toMatchObject({ code: 'config' });
  expect((await readOf(child)).length).toBeGreaterThan(5);
  await monitor.close();
  await expect(readOf(child)).rejects.toMatchObject({ code: 'config' });
  expect(() => monitor.inRegion('ap-southeast-1')).toThrow('this monitor is closed');
});

test("what is no region is refused by name, and so is a transport of the user's own", async () => {
  const { monitor } = await setUp();
  expect(() => monitor.inRegion('Hangzhou')).toThrow(
    new TypeError(`regionId "Hangzhou" is not a region: give its id in lower case, such as 'cn-hangzhou' or 'eu-central-1'`),
  );
  const own = new VpnMonitor({ regionId: 'cn-hangzhou', transport: { call: () => Promise.resolve({ status: 200, body: {} }) } });
  expect(() => own.inRegion('eu-central-1')).toThrow(TypeError);
  expect(() => own.inRegion('eu-central-1')).toThrow(/whether `transport` reaches another region is not known; make a monitor of its own/);
  expect(own.inRegion('cn-hangzhou')).toBe(own);
});

test('options that are changed afterwards change no other region', async () => {
  const { server, cloud } = await setUp();
  const options = { regionId: 'cn-hangzhou', endpoint: server.endpoint, credentials: server.credentials, clock: cloud.clock };
  const monitor = new VpnMonitor(options);
  open.push(monitor);
  options.credentials = { accessKeyId: 'none', accessKeySecret: 'none' };
  expect((await readOf(monitor.inRegion('ap-southeast-1'))).length).toBeGreaterThan(5);
});

describe('hosts that were given', () => {
  test.each([
    ['metrics.cn-hangzhou.aliyuncs.com', 'metrics.ap-southeast-1.aliyuncs.com'],
    ['metrics-vpc.cn-hangzhou.aliyuncs.com', 'metrics-vpc.ap-southeast-1.aliyuncs.com'],
    ['proxy.cn-hangzhou-finance.example', 'proxy.cn-hangzhou-finance.example'],
    ['127.0.0.1:8080', '127.0.0.1:8080'],
  ])('%s is %s in ap-southeast-1', (given, moved) => {
    const made: VpnMonitorOptions[] = [];
    const regions = new Regions(
      { regionId: 'cn-hangzhou', credentials: KEY, endpoint: { cms: given } },
      (options) => {
        made.push(options);
        return { close: () => Promise.resolve() };
      },
      () => false,
    );
    regions.get('ap-southeast-1');
    expect(made).toMatchObject([{ regionId: 'ap-southeast-1', endpoint: { cms: moved, vpc: undefined } }]);
  });

  test('the public host of a region is that of the other, by its own rule', () => {
    const regions = new Regions(
      { regionId: 'cn-hangzhou', credentials: KEY, endpoint: { vpc: 'vpc.aliyuncs.com', protocol: 'http' } },
      (options) => ({ options, close: () => Promise.resolve() }),
      () => false,
    );
    expect(regions.get('eu-central-1').options.endpoint).toEqual({
      cms: undefined,
      vpc: 'vpc.eu-central-1.aliyuncs.com',
      protocol: 'http',
    });
  });
});
