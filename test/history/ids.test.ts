import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { line, MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { pastOf, transitionsOf } from './support.ts';

test('a change has one id, whatever a history has learned of timestamps by then', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    data: { stamp: 'start' },
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  const start = NOW - 600 * MINUTE;
  // Of the first hours, from which a history learns that timestamps name the start of a period.
  for (let minute = 60; minute < 360; minute += 30)
    cloud
      .tunnel('tun-1')
      .down({ at: start + (minute + 0.5) * MINUTE })
      .up({ at: start + (minute + 10.5) * MINUTE });
  cloud
    .tunnel('tun-2')
    .bgpDown({ at: start + 500 * MINUTE })
    .bgpUp({ at: start + 520 * MINUTE });
  const monitor = monitorOf(cloud);
  const sessions = async (from: number): Promise<string[]> =>
    (await transitionsOf(pastOf(monitor, from, NOW)))
      .filter(({ type, resource }) => type.startsWith('bgp') && resource.tunnelId === 'tun-2')
      .map((one) => `${one.id} ${line(one)}`);
  const whole = await sessions(start);
  expect(whole.map((one) => one.slice(33))).toEqual(['10:20:00 bgp:down tun-2', '10:40:00 bgp:up tun-2']);
  expect((await sessions(NOW - 200 * MINUTE)).map((one) => one.slice(0, 32))).toEqual(whole.map((one) => one.slice(0, 32)));
});
