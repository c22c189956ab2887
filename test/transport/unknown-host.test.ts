import dns from 'node:dns';
import { httpsTransport, openApiTransport, type Transport, VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const credentials = { accessKeyId: 'LTAI1', accessKeySecret: 'hunter2' };
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  // No name is known, as where a machine has DNS and the host does not exist.
  vi.spyOn(dns, 'lookup').mockImplementation(((host: string, _options: object, done: (error: Error) => void) => {
    asked.push(host);
    const fields = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: host };
    process.nextTick(() => {
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), fields));
    });
  }) as never);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function failureOf(transport: Transport, regionId: string): Promise<VpnMonitorError> {
  await using monitor = new VpnMonitor({ regionId, transport, maxRetries: 0 });
  const error: unknown = await monitor.topology
    .connections()
    .toArray({ limit: 10 })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(VpnMonitorError);
  return error as VpnMonitorError;
}

type TransportTo = (regionId: string, more?: object) => Transport;

describe.each<[string, TransportTo]>([
  ['httpsTransport', (regionId, more) => httpsTransport({ regionId, credentials, proxy: false, ...more })],
  ['openApiTransport', (regionId, more) => openApiTransport({ regionId, credentials, ...more })],
])('%s: a host that does not exist', (_, transportTo) => {
  test('names the region and the nearest one that there is', async () => {
    const error = await failureOf(transportTo('cn-hangzou'), 'cn-hangzou');
    expect(asked).toEqual(['vpc.cn-hangzou.aliyuncs.com']);
    expect(error.message).toBe(
      "DescribeVpnConnections failed: getaddrinfo ENOTFOUND vpc.cn-hangzou.aliyuncs.com. Check `regionId` 'cn-hangzou': this package knows no such region; did you mean cn-hangzhou?",
    );
    // It may be a new region whose name is not known everywhere yet, and nothing was sent.
    expect(error).toMatchObject({ code: 'network', retryable: true, action: 'DescribeVpnConnections' });
    expect(error.cause).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
  });

  test('names the region alone where none is near', async () => {
    const { message } = await failureOf(transportTo('xx-nowhere-1'), 'xx-nowhere-1');
    expect(message).toMatch(/Check `regionId` 'xx-nowhere-1': this package knows no such region\.$/);
  });

  test('of a region that there is, is a matter of DNS', async () => {
    const { message } = await failureOf(transportTo('cn-hangzhou'), 'cn-hangzhou');
    expect(message).toMatch(/ENOTFOUND vpc\.aliyuncs\.com\. Check that this machine reaches the endpoint: DNS, firewall, `endpoint`\.$/);
  });

  test('of your own is in `endpoint`, whatever the region', async () => {
    const { message } = await failureOf(transportTo('cn-hangzou', { endpoint: { vpc: 'vpc.example:8080' } }), 'cn-hangzou');
    expect(message).toMatch(/ENOTFOUND vpc\.example\. Check `endpoint`, whose vpc is 'vpc\.example:8080', and the DNS of this machine\.$/);
  });
});
