import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { rewritten } from '../watch/support/rewritten.ts';
import { MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { inconsistencies, pastOf } from './support.ts';

const START = NOW - 360 * MINUTE;
const at = (minutes: number): number => START + minutes * MINUTE;

function account(): Simulator {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
  });
  cloud
    .connection('vco-1')
    .down({ at: at(100) })
    .up({ at: at(200) });
  return cloud;
}

test('an outage that begins or ends with the range is in one of two reports alone', async () => {
  const monitor = monitorOf(account());
  const outages = async (from: number, to: number): Promise<unknown> => {
    const availability = await pastOf(monitor, at(from), at(to)).availability();
    expect(inconsistencies(availability)).toEqual([]);
    return availability.connections.get('vco-1')?.outages;
  };
  expect(await outages(0, 100)).toEqual([]);
  expect(await outages(100, 300)).toEqual([{ from: at(100), to: at(200), durationMs: 100 * MINUTE }]);
  expect(await outages(50, 200)).toEqual([{ from: at(100), to: at(200), durationMs: 100 * MINUTE }]);
  expect(await outages(200, 300)).toEqual([]);
  expect(await outages(150, 200)).toEqual([{ from: at(150), to: at(200), durationMs: 50 * MINUTE, startedBefore: true }]);
  expect(await outages(100, 150)).toEqual([{ from: at(100), durationMs: 50 * MINUTE }]);
});

test('an outage of which nothing is known from the end of the range on ends unknown', async () => {
  const cloud = account();
  const isHeard = (time: unknown): boolean => Number(time) <= at(150);
  const monitor = monitorOf(cloud, {
    transport: rewritten(cloud, {
      point: (row) => (isHeard(row['timestamp']) ? row : undefined),
      event: (row) => (isHeard(row['Time']) ? row : undefined),
    }),
  });
  const { tunnels } = await pastOf(monitor, START, at(160)).availability();
  expect(tunnels.get('vco-1')?.outages).toEqual([
    { from: at(100), to: at(160), durationMs: 60 * MINUTE, phase: 'phase1', endedUnknown: true },
  ]);
});

test('events say what was at the start of a range that is older than datapoints are kept', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }],
  });
  const start = NOW - 40 * 1_440 * MINUTE;
  cloud
    .connection('vco-1')
    .down({ at: start - 5 * MINUTE })
    .up({ at: start + 3 * MINUTE });
  const { tunnels } = await pastOf(monitorOf(cloud), start, start + 10 * MINUTE, { sources: ['events'] }).availability();
  expect(tunnels.get('vco-1')?.outages).toEqual([
    { from: start, to: start + 3 * MINUTE, durationMs: 3 * MINUTE, phase: 'phase1', startedBefore: true },
  ]);
});
