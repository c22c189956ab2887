import { parseSystemEvent, VpnMonitor } from 'alicloud-vpn-monitor';
import { afterAll, expect, test } from 'vitest';

const lines: string[] = [];
const logger = { info: (message: string) => void lines.push(message) };
const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', credentials: { accessKeyId: 'LTAI1', accessKeySecret: 'hunter2' }, logger });
afterAll(() => monitor.close());

test('a payload that nobody has awaited is said, not taken for no VPN event', async () => {
  expect(() => parseSystemEvent(Promise.resolve('{}'))).toThrow(/a promise: await it/);
  await expect(monitor.watch(monitor.fleet()).ingest(Promise.resolve('{}'))).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringMatching(/await/) as unknown,
  });
});

test('what is ingested and no VPN event is said in the log', async () => {
  expect(await monitor.watch(monitor.fleet()).ingest({ product: 'ECS', name: 'Instance:StateChange' })).toEqual([]);
  expect(lines).toEqual([expect.stringMatching(/no VPN event/)]);
});
