import { VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

const cloud = createSimulator({
  regionId: 'cn-hangzhou',
  credentials: 'any',
  gateways: [{ id: 'vpn-1' }],
  connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
});
cloud.tunnel('tun-1').down();
cloud.advance('9m');
const monitor = new VpnMonitor({
  regionId: 'cn-hangzhou',
  transport: directTransport(cloud),
  clock: cloud.clock,
  logger: { warn: () => undefined },
});
const logs = () => monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').logs({ last: '10m' });

test.each([
  ['tunnels', () => monitor.topology.tunnels()],
  ['log lines', logs],
])('toArray() of %s takes a limit, and refuses what it does not have', async (_, list) => {
  const all = await list().toArray();
  expect(all.length).toBeGreaterThan(1);
  expect(await list().toArray({ limit: all.length })).toEqual(all);
  expect(await list().toArray({ limit: undefined })).toEqual(all);
  await expect(list().toArray({ limit: all.length - 1 })).rejects.toThrow(
    new RangeError(`the list has more than ${all.length - 1} items: raise the limit, or iterate instead`),
  );
  await expect(list().toArray({ limt: 5 } as never)).rejects.toThrow(/toArray\(\) has no option 'limt'; did you mean limit\?/);
  for (const limit of [0, -1, 1.5, '5', null]) await expect(list().toArray({ limit } as never)).rejects.toThrow(RangeError);
  await expect(list().toArray(5 as never)).rejects.toThrow(TypeError);
});

test('log lines are iterated and left as before, and toArray() has what is left', async () => {
  const lines = logs();
  const all = await logs().toArray();
  expect([(await lines.next()).value, ...(await lines.toArray())]).toEqual(all);
  expect(await lines.return()).toEqual({ done: true, value: undefined });
});
