import { SystemEvent, type Transition, type VpnSystemEvent, type WatchSource } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { line, MemoryStore, MINUTE, monitorOf } from './support/watched.ts';
import { dualTunnels, HOUR, SECOND, watching } from './support/watching.ts';

const HOURS = 5;

/** Events of a tunnel that nobody pulls, as a queue delivers them. */
async function pushed(cloud: Simulator, names: Readonly<Record<number, SystemEvent>>): Promise<readonly VpnSystemEvent[]> {
  const now = cloud.now();
  for (const [minutesAgo, name] of Object.entries(names)) cloud.publish(name, 'tun-1a', { at: now - Number(minutesAgo) * MINUTE });
  const events = await monitorOf(cloud).events().last('5h').toArray({ limit: 9 });
  return [...events].sort((a, b) => b.at - a.at);
}

const SOURCES: readonly (readonly WatchSource[])[] = [['topology'], ['metrics'], ['topology', 'metrics']];

test.each(SOURCES.flatMap((sources) => [undefined, new MemoryStore()].map((store) => ({ sources, store }))))(
  'an event from before all that is remembered tells no outage up to the oldest that is: $sources',
  async ({ sources, store }) => {
    const cloud = dualTunnels(1);
    const running = watching(cloud, { sources, ...(store && { store }) });
    await running.rounds(HOURS * 60);
    const events = await pushed(cloud, { 0.5: SystemEvent.IpsecTunnelNegoSuccess, 120: SystemEvent.IpsecTunnelNegoFailed });
    expect(events.map(({ name }) => name)).toEqual([SystemEvent.IpsecTunnelNegoSuccess, SystemEvent.IpsecTunnelNegoFailed]);
    // The first is news enough to evaluate what was held: since then the oldest that is remembered is of twenty minutes ago.
    for (const event of events) await running.watch.ingest(event);
    await running.rounds(2);
    expect(running.transitions.map(line)).toEqual([]);
  },
);

/** A tunnel was down for half a minute, which came to be known later. */
function expectLateOutage(transitions: readonly Transition[], at: number): void {
  expect(transitions.filter(({ type }) => type.startsWith('tunnel:')).map(({ type, at: when, late }) => [type, when, late])).toEqual([
    ['tunnel:down', at, true],
    ['tunnel:up', at + 30 * SECOND, true],
  ]);
}

test('an event of a few minutes ago tells the outage that it shows, whatever came right before it', async () => {
  const cloud = dualTunnels(1);
  const running = watching(cloud, { sources: ['topology'] });
  await running.rounds(HOURS * 60);
  const events = await pushed(cloud, { 0.5: SystemEvent.IpsecTunnelNegoSuccess, 12.5: SystemEvent.IpsecTunnelNegoFailed });
  const at = cloud.now() - 12.5 * MINUTE;
  for (const event of events) await running.watch.ingest(event);
  expectLateOutage(running.transitions, at);
});

test('between two rounds that were far apart nothing is forgotten: an event from then tells its outage', async () => {
  const cloud = dualTunnels(1);
  const running = watching(cloud, { sources: ['topology'] });
  await running.rounds(60);
  cloud.advance('90m');
  await running.rounds(1);
  const events = await pushed(cloud, { 1.5: SystemEvent.IpsecTunnelNegoFailed });
  const at = cloud.now() - 1.5 * MINUTE;
  for (const event of events) await running.watch.ingest(event);
  expectLateOutage(running.transitions, at);
});

test.each([0, 20, 40])(
  'datapoints of a time without rounds tell its outages, also where they cannot be read for %i minutes after it',
  async (minutes) => {
    const cloud = dualTunnels(1);
    const running = watching(cloud, { sources: ['topology', 'metrics'], staleAfterMs: 5 * HOUR });
    await running.rounds(60);
    const at = cloud.now() + 3 * MINUTE;
    for (const second of [0, 30]) {
      const tunnel = cloud.tunnel(second === 0 ? 'tun-1a' : 'tun-1b');
      tunnel.down({ at: at + second * SECOND });
      tunnel.up({ at: at + second * SECOND + 2 * MINUTE });
    }
    cloud.advance('50m');
    const failing = ['DescribeMetricLast', 'DescribeMetricList'].map((action) => cloud.fail({ action, status: 500, times: Infinity }));
    await running.rounds(minutes);
    for (const failure of failing) failure.stop();
    await running.rounds(2);
    for (const id of ['tun-1a', 'tun-1b']) expect(running.typesOf(id)).toEqual(['tunnel:down', 'tunnel:up']);
  },
);
