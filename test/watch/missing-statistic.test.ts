import { TunnelMetric } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { type Rewriting, rewritten, type Row } from './support/rewritten.ts';
import { MINUTE, monitorOf } from './support/watched.ts';
import { dualTunnels, watching } from './support/watching.ts';

const STATISTICS = ['Average', 'Minimum', 'Maximum', 'Sum', 'Value'];

/** Rows that carry these statistics alone, whatever the metadata lists. */
function carrying(...kept: readonly string[]): Rewriting {
  const value = (row: Row): unknown => row['Average'] ?? row['Value'];
  return {
    point: (row) => ({
      ...Object.fromEntries(Object.entries(row).filter(([key]) => !STATISTICS.includes(key))),
      ...Object.fromEntries(kept.map((name) => [name, row[name] ?? value(row)])),
    }),
  };
}

test.each([['Value'], ['Maximum'], ['Minimum', 'Maximum']])(
  'a state metric whose rows carry %s alone is read by what they carry, with one warning',
  async (...kept) => {
    const cloud = dualTunnels(3, { bgp: true });
    const began = cloud.now();
    cloud
      .connection('vco-1')
      .down({ at: began + 10 * MINUTE })
      .up({ at: began + 20 * MINUTE });
    const running = watching(cloud, { sources: ['metrics'], rewriting: carrying(...kept) });
    await running.rounds(5);
    const { tunnels } = running.watch.snapshot();
    expect([...tunnels.values()].map(({ ipsec, bgp }) => `${ipsec} ${bgp}`)).toEqual(Array.from({ length: 6 }, () => 'up up'));
    await running.rounds(30);
    expect(running.typesOf('tun-1a').filter((type) => type.startsWith('tunnel'))).toEqual(['tunnel:down', 'tunnel:up']);
    expect(running.errors).toEqual([]);
    // One for each metric: of the state and of BGP.
    expect(running.warnings.filter((message) => /statistic/i.test(message))).toHaveLength(2);
  },
);

test('rows that lack it now and then, as well as those that carry it blank, are still missing and no zero', async () => {
  const cloud = dualTunnels(1);
  let count = 0;
  const running = watching(cloud, {
    sources: ['metrics'],
    rewriting: { point: (row) => (count++ % 3 === 0 ? { ...row, Average: '' } : row) },
  });
  await running.rounds(60);
  expect(running.transitions).toEqual([]);
  expect(running.ipsec('tun-1a')).toBe('up');
});

test('a query reads such a metric by what its rows carry', async () => {
  const cloud = dualTunnels(1);
  const warnings: string[] = [];
  const monitor = monitorOf(cloud, {
    transport: rewritten(cloud, carrying('Value')),
    logger: { warn: (message) => warnings.push(message) },
  });
  const query = monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1a').metric(TunnelMetric.State);
  const points = await query.last('30m').toArray({ limit: 100 });
  expect(points.length).toBeGreaterThan(25);
  expect(points.every(({ value, state }) => value === 1 && state === 'up')).toBe(true);
  expect((await query.latest()).map(({ value }) => value)).toEqual([1]);
  expect(warnings.filter((message) => /statistic/i.test(message)).length).toBe(1);
});
