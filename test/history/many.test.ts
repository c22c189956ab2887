import { createSimulator, type DataOptions } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { Random } from '../faults/support/random.ts';
import { MINUTE, monitorOf, NOW, REGION } from '../watch/support/watched.ts';
import { inconsistencies, transitionsOf } from './support.ts';

const DAY = 1_440 * MINUTE;
const LENGTH = 2 * DAY;

const DATA: readonly DataOptions[] = [{ order: 'series' }, { order: 'time', unordered: true }, { missing: 0.1 }];

/** Gateways with connections of two tunnels, some with BGP, and of one tunnel, and transit routers: metrics whose slices are of different lengths. */
function region(data: DataOptions) {
  return createSimulator({
    regionId: REGION,
    now: NOW,
    credentials: 'any',
    data,
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      ...Array.from({ length: 15 }, (_, index) => ({ id: `vco-d${index}`, gatewayId: `vpn-${(index % 2) + 1}`, bgp: index % 5 === 0 })),
      ...Array.from({ length: 7 }, (_, index) => ({ id: `vco-s${index}`, gatewayId: 'vpn-1', mode: 'single' as const })),
      ...Array.from({ length: 3 }, (_, index) => ({ id: `vco-r${index}`, transitRouterId: 'tr-1', bgp: true })),
    ],
  });
}

test.each(DATA)('the outages of many, each once and in order: %j', { timeout: 60_000 }, async (data) => {
  const cloud = region(data);
  const random = new Random(5);
  const links = cloud.connections.flatMap(({ id, tunnelIds }) =>
    tunnelIds.length > 0 ? tunnelIds.map((tunnelId) => cloud.tunnel(tunnelId)) : [cloud.connection(id)],
  );
  for (const link of links) {
    for (let at = NOW - LENGTH + random.whole(30, 1_440) * MINUTE; at < NOW - 60 * MINUTE; at += random.whole(60, 2_880) * MINUTE)
      link.down({ at: at + random.whole(0, 59_000) }).up({ at: at + random.whole(2, 40) * MINUTE });
  }
  const monitor = monitorOf(cloud);
  const history = monitor.history(monitor.fleet(), { sources: ['metrics', 'events'] }).last('2d');
  const told = await transitionsOf(history);
  expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((a, b) => a - b));
  const availability = await history.availability();
  expect(inconsistencies(availability)).toEqual([]);
  for (const { id } of links) {
    const truth = cloud.truth
      .transitions(id)
      .filter(({ aspect, tunnelId }) => aspect === 'ipsec' && (tunnelId === undefined || tunnelId === id))
      .map(({ to, at }) => `${to} ${at}`);
    expect(
      told
        .filter(({ type, resource }) => type.startsWith('tunnel:') && (resource.tunnelId ?? resource.connectionId) === id)
        .map(({ to, at }) => `${to} ${at}`),
    ).toEqual(truth);
    expect(availability.tunnels.get(id)?.outages).toHaveLength(truth.length / 2);
  }
});
