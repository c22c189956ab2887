import { GatewayMetric, SystemEvent, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, expect, test } from 'vitest';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

async function served(
  now: string | number = '2026-01-31T12:00:00Z',
): Promise<{ readonly monitor: VpnMonitor; readonly warnings: string[]; readonly now: number }> {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now,
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1' }],
  });
  const server = await cloud.listen();
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    logger,
  });
  closing.push(monitor, server);
  return { monitor, warnings, now: cloud.now() };
}

test('a stream with times in seconds says so once', async () => {
  const { monitor, warnings } = await served(Date.now());
  const short = (name: string, ms: number): unknown => expect.stringContaining(`${name} ${ms} is less than a second`);
  const options = { pollMs: 60, lagMs: 180, overlapMs: 300, catchUpMs: 900 };
  const said = Object.entries(options).map(([name, ms]) => short(name, ms));
  await monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).follow(options).return();
  expect(warnings.splice(0)).toEqual(said);
  await monitor.events().follow(options).return();
  expect(warnings.splice(0)).toEqual(said);
  await monitor.events().follow({ pollMs: 30_000, overlapMs: 0 }).return();
  expect(warnings).toEqual([]);
});

test('a stream that begins in the future says until when nothing comes', async () => {
  const { monitor, warnings, now } = await served();
  const from = now + 86_400_000;
  const query = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);
  await query.follow({ from }).return();
  await monitor.events().follow({ from }).return();
  expect(warnings).toEqual(Array(2).fill(expect.stringMatching(/2026-02-01T12:00:00\.000Z.*ahead/)));
  // The mark of a run whose clock was ahead is nothing to speak of.
  await query.follow({ from: now + 60_000 }).return();
  expect(warnings).toHaveLength(2);
});

test('an event name that is nearly one of the catalogue is said, as it matches nothing', async () => {
  const { monitor, warnings } = await served();
  monitor.events({ names: ['ipsec_tunel_nego_failed'] }).last('7d');
  expect(warnings).toEqual([expect.stringMatching(/ipsec_tunel_nego_failed.*did you mean ipsec_tunnel_nego_failed/)]);
  monitor.events({ names: [SystemEvent.CertKeyExpired, 'something_entirely_new'] });
  expect(warnings).toHaveLength(1);
});

test('a watch that no connection matches says so, once', async () => {
  const { monitor, warnings } = await served();
  const watch = monitor.watch(monitor.fleet({ tags: { env: 'prd' } }));
  await watch.poll();
  await watch.poll();
  expect(warnings).toEqual([expect.stringMatching(/no connection matches/)]);
  await monitor.watch(monitor.fleet()).poll();
  expect(warnings).toHaveLength(1);
});
