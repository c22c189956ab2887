import type { Transition } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';

const DAY = 1_440 * MINUTE;

test.each([
  { action: 'DescribeSystemEventAttribute', skip: 0, least: 0 },
  { action: 'DescribeSystemEventAttribute', skip: 3, least: 10 },
  { action: 'DescribeMetricList', skip: 3, least: 10 },
])('what is told before $action fails after $skip answers is the beginning of all there is', async ({ action, skip, least }) => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
  });
  // Events alone know of the seconds.
  for (let at = NOW - 8 * DAY; at < NOW; at += 171 * MINUTE)
    cloud
      .connection('vco-1')
      .down({ at: at + 7_000 })
      .up({ at: at + 20 * MINUTE + 7_000 });
  const monitor = monitorOf(cloud);
  const history = monitor.history(monitor.fleet()).last('8d');
  const read = async (take: (one: Transition) => unknown): Promise<void> => {
    for await (const one of history) take(one);
  };
  const all: string[] = [];
  await read(({ id }) => all.push(id));
  cloud.fail({ status: 500, action, skip, times: Infinity });
  const told: string[] = [];
  await expect(read(({ id }) => told.push(id))).rejects.toMatchObject({ code: 'server' });
  expect(told).toEqual(all.slice(0, told.length));
  expect(told.length).toBeGreaterThanOrEqual(least);
  expect(told.length).toBeLessThan(all.length);
});
