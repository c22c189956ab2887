import type { VpnMonitor, WatchOptions } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { LockingMemory } from './support/locking.ts';
import { account, MemoryStore, monitorOf } from './support/watched.ts';

type Targets = Parameters<VpnMonitor['watch']>[0];

/** What a watch warns of in its first two rounds. */
async function warningsOf(
  options: WatchOptions,
  targets: (monitor: VpnMonitor) => Targets = (monitor) => monitor.fleet(),
  cloud = account(),
): Promise<readonly string[]> {
  const warnings: string[] = [];
  await using monitor = monitorOf(cloud, { logger: { warn: (text) => warnings.push(text) } });
  const watch = monitor.watch(targets(monitor), options);
  await watch.poll();
  await watch.poll();
  return warnings;
}

const ALARMS: WatchOptions = {
  alarms: [{ on: 'connection:down', for: '3m' }, { on: 'connection:down' }, { on: 'connection:degraded' }, { on: 'tunnel:down' }],
};

test.each<[string, (monitor: VpnMonitor) => Targets]>([
  ['a tunnel', (monitor) => monitor.tunnel('tun-1')],
  ['a tunnel of a connection', (monitor) => monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-1')],
  ['all tunnels of a connection', (monitor) => [monitor.tunnel('tun-1'), monitor.tunnel('tun-2')]],
])('alarms for connections where %s is watched are warned of once', async (_, targets) => {
  expect(await warningsOf(ALARMS, targets)).toEqual([
    'alicloud-vpn-monitor: alarms for connection:down, connection:degraded are never raised: tunnels alone are watched. Watch their connection, or name tunnel:down',
  ]);
  expect(await warningsOf({ alarms: [{ on: 'tunnel:down' }] }, targets)).toEqual([]);
});

test.each<[string, (monitor: VpnMonitor) => Targets]>([
  ['a connection', (monitor) => monitor.gateway('vpn-1').connection('vco-dual')],
  ['a gateway', (monitor) => monitor.gateway('vpn-1')],
  ['a fleet', (monitor) => monitor.fleet()],
  ['a tunnel and a connection', (monitor) => [monitor.tunnel('tun-1'), monitor.attachment('vco-router')]],
])('and are not where %s is watched', async (_, targets) => {
  expect(await warningsOf(ALARMS, targets)).toEqual([]);
});

test('lockMs without a lock is warned of once', async () => {
  const message = (why: string): string =>
    `alicloud-vpn-monitor: lockMs has no effect: ${why}, so each process that watches these targets announces what it finds`;
  expect(await warningsOf({ lockMs: 30_000 })).toEqual([message('there is no store')]);
  expect(await warningsOf({ lockMs: 15_000, store: new MemoryStore() })).toEqual([message('the store has no lock')]);
  expect(await warningsOf({ lockMs: 15_000, store: new LockingMemory().client() })).toEqual([]);
  expect(await warningsOf({ store: new MemoryStore() })).toEqual([]);
});

test('a time of less than a second, such as one in seconds, is warned of once', async () => {
  const message = (name: string, value: number, instead: string): string =>
    `alicloud-vpn-monitor: ${name} ${value} is less than a second, because it is in milliseconds: for ${value} seconds, give ${instead}`;
  const warned = (options: WatchOptions): Promise<readonly string[]> =>
    warningsOf(options, (monitor) => monitor.fleet(), account({ now: Date.now() }));
  expect(await warned({ pollMs: 10 })).toEqual([message('pollMs', 10, '10_000')]);
  const store = new LockingMemory().client();
  expect(await warned({ pollMs: 60, staleAfterMs: 600, overlapMs: 900, lockMs: 30, topologyPollMs: 120, store })).toEqual([
    message('pollMs', 60, '60_000'),
    message('topologyPollMs', 120, '120_000'),
    message('staleAfterMs', 600, '600_000'),
    message('overlapMs', 900, '900_000'),
    message('lockMs', 30, '30_000'),
  ]);
  expect(await warningsOf({ pollMs: 10 })).toEqual([]);
  expect(await warned({ pollMs: 1_000, staleAfterMs: 1_000, overlapMs: 0, topologyPollMs: 1_000 })).toEqual([]);
});
