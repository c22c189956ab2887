import { inspect } from 'node:util';
import type { AlarmRule, AlarmType, TransitionType } from 'alicloud-vpn-monitor';
import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { rewritten, type Row } from '../support/rewritten.ts';
import { account, MemoryStore, MINUTE, minutes, NOW } from '../support/watched.ts';
import { alarmWatch } from './support.ts';

const RULES: readonly AlarmRule[] = [
  { on: 'connection:down', for: '3m' },
  { on: 'tunnel:down', for: '3m' },
];

test('a state that has lasted is raised by the time of the evidence, and cleared by what ended it', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: RULES });
  await run.watch.poll();
  await minutes(cloud, run.watch, 3, () => cloud.connection('vco-dual').down());
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1);
  expect(run.paged().toSorted()).toEqual([
    '12:03:20 raised connection:down vco-dual since 12:00:20',
    '12:03:20 raised tunnel:down tun-1 since 12:00:20',
    '12:03:20 raised tunnel:down tun-2 since 12:00:20',
  ]);
  await minutes(cloud, run.watch, 5);
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-2').up());
  expect(run.paged().toSorted()).toEqual(['12:09:20 cleared connection:down vco-dual', '12:09:20 cleared tunnel:down tun-2']);
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').up());
  expect(run.paged()).toEqual(['12:10:20 cleared tunnel:down tun-1']);
});

test('an alarm has all that a pager needs, and is frozen', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down', for: '1m' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').down({ phase: 'phase2' }));
  const transition = run.transitions.find(({ type }) => type === 'tunnel:down')!;
  const [raised] = run.alarms;
  expect(raised).toEqual({
    type: 'raised',
    alarm: {
      key: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      on: 'tunnel:down',
      resource: transition.resource,
      since: NOW + 20_000,
      raisedAt: NOW + 80_000,
      transition,
    },
  });
  expect(run.watch.snapshot().alarms).toEqual([raised!.alarm]);
  expect(JSON.parse(JSON.stringify(run.watch.snapshot()))).toMatchObject({ alarms: [JSON.parse(JSON.stringify(raised!.alarm))] });
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').up());
  expect(run.alarms[1]).toEqual({ type: 'cleared', alarm: { ...raised!.alarm, clearedAt: NOW + 2 * MINUTE + 20_000, reason: 'ended' } });
  expect(run.watch.snapshot().alarms).toEqual([]);
  for (const { alarm } of run.alarms)
    expect([Object.isFrozen(alarm), Object.isFrozen(alarm.transition), Object.isFrozen(alarm.resource)]).toEqual([true, true, true]);
});

test('evidence that only confirms counts, and is no transition', async () => {
  const cloud = account();
  // Nothing but polls, of which each repeats the one before.
  await using run = await alarmWatch(cloud, { sources: ['topology'], alarms: [{ on: 'tunnel:down', for: '5m' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 5, () => cloud.tunnel('tun-1').down());
  expect(run.paged()).toEqual([]);
  await minutes(cloud, run.watch, 1);
  expect(run.paged()).toEqual(['12:06:00 raised tunnel:down tun-1 since 12:01:00']);
});

test('a connection is shown no further than the tunnel that was heard of least', async () => {
  const cloud = account();
  const hidden = new Set<string>();
  const transport = rewritten(cloud, {
    connection: (row) => {
      const options = row['TunnelOptionsSpecification'] as { TunnelOptions: { TunnelId: string; Status: unknown }[] } | undefined;
      if (!options) return row;
      return {
        ...row,
        TunnelOptionsSpecification: {
          TunnelOptions: options.TunnelOptions.map((tunnel) => (hidden.has(tunnel.TunnelId) ? { ...tunnel, Status: '' } : tunnel)),
        },
      };
    },
  });
  await using run = await alarmWatch(cloud, {
    sources: ['topology'],
    alarms: [{ on: 'connection:down', for: '3m' }],
    monitor: { transport },
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 1, () => cloud.connection('vco-dual').down());
  expect(run.told()).toContain('12:01:00 connection:down vco-dual');
  hidden.add('tun-2');
  await minutes(cloud, run.watch, 5);
  expect(run.paged()).toEqual([]);
  hidden.clear();
  await minutes(cloud, run.watch, 1);
  expect(run.paged()).toEqual(['12:04:00 raised connection:down vco-dual since 12:01:00']);
});

test('flaps that are quicker than a rule raise nothing', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: RULES });
  await run.watch.poll();
  for (let flap = 0; flap < 4; flap++) {
    await minutes(cloud, run.watch, 2, () => cloud.connection('vco-dual').down());
    await minutes(cloud, run.watch, 1, () => cloud.connection('vco-dual').up());
  }
  expect(run.transitions.filter(({ type }) => type === 'connection:down')).toHaveLength(4);
  expect(run.paged()).toEqual([]);
});

test('two rules on one state are two alarms, each with a key of its own', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    alarms: [{ on: 'tunnel:down' }, { on: 'tunnel:down', for: '2m' }, { on: 'bgp:down', for: '2m' }],
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').down());
  expect(run.paged()).toEqual(['12:00:20 raised tunnel:down tun-1 since 12:00:20']);
  await minutes(cloud, run.watch, 3);
  await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').up());
  expect(run.paged().filter((line) => line.includes('tunnel:down'))).toEqual([
    '12:02:20 raised tunnel:down tun-1 since 12:00:20',
    '12:04:20 cleared tunnel:down tun-1',
    '12:04:20 cleared tunnel:down tun-1',
  ]);
  expect(new Set(run.alarms.map(({ alarm }) => alarm.key)).size).toBe(3);
  expect(run.open()).toEqual([]);
});

test('an outage of its own has a key of its own', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down' }] });
  await run.watch.poll();
  for (let outage = 0; outage < 2; outage++) {
    await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').down());
    await minutes(cloud, run.watch, 2, () => cloud.tunnel('tun-1').up());
  }
  const keys = run.alarms.map(({ alarm }) => alarm.key);
  expect([keys[0] === keys[1], keys[2] === keys[3], keys[0] === keys[2], keys.length]).toEqual([true, true, false, 4]);
});

test.each<[AlarmType, TransitionType, (cloud: Simulator) => unknown, (cloud: Simulator) => unknown]>([
  ['bgp:down', 'bgp:up', (cloud) => cloud.tunnel('tun-1').bgpDown(), (cloud) => cloud.tunnel('tun-1').bgpUp()],
  [
    'health:failed',
    'health:ok',
    (cloud) => cloud.connection('vco-single').healthFailed(),
    (cloud) => cloud.connection('vco-single').healthOk(),
  ],
  ['connection:degraded', 'connection:up', (cloud) => cloud.tunnel('tun-1').down(), (cloud) => cloud.tunnel('tun-1').up()],
])('%s is raised and cleared', async (on, end, breaks, mends) => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on, for: '3m' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 6, () => breaks(cloud));
  await minutes(cloud, run.watch, 3, () => mends(cloud));
  expect(run.alarms.map(({ type, alarm }) => [type, alarm.on, alarm.raisedAt - alarm.since])).toEqual([
    ['raised', on, 3 * MINUTE],
    ['cleared', on, 3 * MINUTE],
  ]);
  const at = (to: string): number | undefined =>
    run.transitions.find(({ type, resource }) => type === to && (on !== 'bgp:down' || resource.tunnelId === 'tun-1'))?.at;
  expect(run.alarms.map(({ alarm }) => [alarm.since, alarm.clearedAt])).toEqual([
    [at(on), undefined],
    [at(on), at(end)],
  ]);
});

test('a connection that goes from degraded to down is another state', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    alarms: [
      { on: 'connection:degraded', for: '1m' },
      { on: 'connection:down', for: '1m' },
    ],
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 3, () => cloud.tunnel('tun-1').down());
  await minutes(cloud, run.watch, 3, () => cloud.tunnel('tun-2').down());
  await minutes(cloud, run.watch, 3, () => cloud.tunnel('tun-1').up());
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-2').up());
  expect(run.paged()).toEqual([
    '12:01:20 raised connection:degraded vco-dual since 12:00:20',
    '12:03:20 cleared connection:degraded vco-dual',
    '12:04:20 raised connection:down vco-dual since 12:03:20',
    '12:06:20 cleared connection:down vco-dual',
    '12:07:20 raised connection:degraded vco-dual since 12:06:20',
    '12:09:20 cleared connection:degraded vco-dual',
  ]);
});

test('what is down when the watch begins is raised, with the transition that was not emitted', async () => {
  const down = async (emitInitial: boolean) => {
    const cloud = account();
    cloud.connection('vco-dual').down();
    cloud.advance('20m');
    const run = await alarmWatch(cloud, { emitInitial, alarms: [{ on: 'connection:down', for: '2m' }, { on: 'tunnel:down' }] });
    await run.watch.poll();
    await minutes(cloud, run.watch, 3);
    await minutes(cloud, run.watch, 2, () => cloud.connection('vco-dual').up());
    return run;
  };
  await using silent = await down(false);
  await using said = await down(true);
  expect(silent.paged()).toEqual(said.paged());
  expect(silent.alarms.map(({ alarm }) => alarm.on).toSorted()).toEqual([
    'connection:down',
    'connection:down',
    'tunnel:down',
    'tunnel:down',
    'tunnel:down',
    'tunnel:down',
  ]);
  const withoutId = ({
    alarm: {
      transition: { id: _, ...transition },
    },
  }: (typeof silent.alarms)[number]): unknown => transition;
  expect(silent.alarms.map(withoutId)).toEqual(said.alarms.map(withoutId));
  for (const { alarm } of said.alarms) expect(said.transitions).toContainEqual(alarm.transition);
  expect(silent.transitions.map(({ type }) => type)).not.toContain('connection:down');
  expect(new Set([...silent.transitions, ...silent.alarms.slice(0, 3).map(({ alarm }) => alarm.transition)].map(({ id }) => id)).size).toBe(
    silent.transitions.length + 3,
  );
});

test('alarms change nothing about transitions', async () => {
  const week = async (alarms: readonly AlarmRule[] | undefined) => {
    const cloud = account();
    cloud.tunnel('tun-1').down();
    cloud.advance('20m');
    const run = await alarmWatch(cloud, { alarms });
    await run.watch.poll();
    for (const step of [() => cloud.tunnel('tun-2').down(), () => cloud.tunnel('tun-1').up(), () => cloud.tunnel('tun-2').up()])
      await minutes(cloud, run.watch, 4, step);
    await run.abandon();
    return run.transitions;
  };
  expect(await week([{ on: 'tunnel:down' }, { on: 'connection:down', for: '2m' }])).toEqual(await week(undefined));
});

test('alarms come after the transitions that cause them, and are none of the report', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down' }, { on: 'connection:degraded' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').down());
  expect(run.emitted.slice(-2)).toEqual(['alarm:raised', 'alarm:raised']);
  expect(run.emitted.slice(0, -2).some((type) => type.startsWith('alarm'))).toBe(false);
  expect(run.polls.at(-1)?.transitions).toBe(run.transitions.length);
});

test('a pushed event raises and clears at once', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { sources: [], alarms: [{ on: 'tunnel:down' }, { on: 'tunnel:down', for: '2m' }] });
  await run.watch.poll();
  const pushed = async (name: string): Promise<void> => {
    const at = new Date(cloud.now()).toISOString();
    await run.watch.ingest({ product: 'vpngw', name, eventTime: at, content: { vpnConnectionId: 'vco-dual', tunnelId: 'tun-1' } });
  };
  cloud.advance('1m');
  await pushed('ipsec_tunnel_nego_success');
  cloud.advance('1m');
  await pushed('ipsec_tunnel_nego_failed');
  expect(run.paged()).toEqual(['12:02:00 raised tunnel:down tun-1 since 12:02:00']);
  cloud.advance('3m');
  // It repeats what is known, and shows how long it has lasted.
  await pushed('ipsec_tunnel_nego_failed');
  expect(run.paged()).toEqual(['12:04:00 raised tunnel:down tun-1 since 12:02:00']);
  cloud.advance('1m');
  await pushed('ipsec_tunnel_nego_success');
  expect(run.paged()).toEqual(['12:06:00 cleared tunnel:down tun-1', '12:06:00 cleared tunnel:down tun-1']);
  expect(run.emitted.slice(-3)).toEqual(['tunnel:up', 'alarm:cleared', 'alarm:cleared']);
});

test('a pushed event that takes the last tunnel of a connection raises at once', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'connection:down' }, { on: 'connection:down', for: '1m' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 1, () => cloud.tunnel('tun-1').down());
  cloud.advance('30s');
  await run.watch.ingest({
    product: 'vpngw',
    name: 'ipsec_tunnel_nego_failed',
    eventTime: new Date(cloud.now()).toISOString(),
    content: { vpnConnectionId: 'vco-dual', tunnelId: 'tun-2' },
  });
  expect(run.paged()).toEqual(['12:01:30 raised connection:down vco-dual since 12:01:30']);
});

test('a tunnel that is watched without its connection has its own alarms only', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, {
    targets: (monitor) => monitor.tunnel('tun-1'),
    alarms: [{ on: 'connection:down' }, { on: 'tunnel:down' }],
  });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.connection('vco-dual').down());
  expect(run.paged()).toEqual(['12:00:20 raised tunnel:down tun-1 since 12:00:20']);
});

test('a single-tunnel connection has alarms for its tunnel and for itself', async () => {
  const cloud = account();
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'connection:down' }, { on: 'tunnel:down' }] });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.connection('vco-single').down());
  expect(run.paged().toSorted()).toEqual([
    '12:00:20 raised connection:down vco-single since 12:00:20',
    '12:00:20 raised tunnel:down vco-single since 12:00:20',
  ]);
  expect(new Set(run.open()).size).toBe(2);
});

function contentOf(row: Row): object {
  const { Content: content } = row;
  return (typeof content === 'string' ? JSON.parse(content) : content) as object;
}

test('nothing secret is in an alarm, what is kept of it, or its text', async () => {
  const cloud = account();
  const store = new MemoryStore();
  const stuffed = (row: Row): Row => ({
    ...row,
    Psk: 'SECRET-1',
    IkeConfig: { Psk: 'SECRET-2' },
    VpnBgpConfig: { AuthKey: 'SECRET-3' },
    Note: 'SECRET-4',
  });
  const transport = rewritten(cloud, {
    connection: stuffed,
    event: (row) => ({ ...stuffed(row), Content: { ...contentOf(row), psk: 'SECRET-5' } }),
  });
  await using run = await alarmWatch(cloud, { alarms: [{ on: 'tunnel:down' }], store, monitor: { transport } });
  await run.watch.poll();
  await minutes(cloud, run.watch, 2, () => cloud.connection('vco-dual').down());
  expect(run.alarms).toHaveLength(2);
  const texts = [
    inspect(run.alarms, { depth: 20, showHidden: true }),
    JSON.stringify(run.alarms),
    JSON.stringify(run.watch.snapshot()),
    ...store.kept.values(),
  ].join('\n');
  expect(texts).toContain('tun-1');
  expect(texts).not.toMatch(/SECRET/);
});
