import type { Simulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { toldChanges, toldCourse, trueChanges } from './support/course.ts';
import type { Row } from './support/rewritten.ts';
import { MemoryStore, MINUTE } from './support/watched.ts';
import { dualTunnels, SECOND, type Watched, type Watching, watching } from './support/watching.ts';

/** Listings of which the rows of one connection are changed while that is switched on. */
interface Listing {
  isOn: boolean;
  readonly connection: (row: Row) => Row | undefined;
}

function listing(change: (row: Row) => Row | undefined): Listing {
  const state: Listing = { isOn: false, connection: (row) => (state.isOn && row['VpnConnectionId'] === 'vco-1' ? change(row) : row) };
  return state;
}

const DOWN = 'ike_sa_not_established';
const without = (row: Row, key: string): Row => Object.fromEntries(Object.entries(row).filter(([name]) => name !== key));

const INCOMPLETE: readonly (readonly [string, (row: Row) => Row])[] = [
  ['no tunnels and a status of its own', (row) => ({ ...without(row, 'TunnelOptionsSpecification'), Status: DOWN })],
  [
    'an empty list of tunnels and a status of its own',
    (row) => ({ ...row, TunnelOptionsSpecification: { TunnelOptions: [] }, Status: DOWN }),
  ],
  ['no tunnels, phase 2 lost', (row) => ({ ...without(row, 'TunnelOptionsSpecification'), Status: 'ipsec_sa_not_established' })],
  ['no tunnels and no status', (row) => without(row, 'TunnelOptionsSpecification')],
  [
    'one of two tunnels',
    (row) => {
      const { TunnelOptions } = row['TunnelOptionsSpecification'] as { readonly TunnelOptions: readonly Row[] };
      return { ...row, TunnelOptionsSpecification: { TunnelOptions: TunnelOptions.slice(0, 1) } };
    },
  ],
];

function begun(cloud: Simulator, rows: Listing, options: Watched = {}): Watching {
  return watching(cloud, { ...options, rewriting: { connection: rows.connection } });
}

describe.each(INCOMPLETE)('a row of a connection with two tunnels that has %s', (_, change) => {
  test.each([1, 2, 30])('in %d rounds says nothing', async (count) => {
    const [cloud, rows] = [dualTunnels(2), listing(change)];
    const running = begun(cloud, rows);
    await running.rounds(3);
    rows.isOn = true;
    await running.rounds(count);
    rows.isOn = false;
    await running.rounds(5);
    expect(running.transitions).toEqual([]);
    expect(running.errors).toEqual([]);
    const { connections, tunnels } = running.watch.snapshot();
    expect([connections.get('vco-1')?.state, [...tunnels.keys()].filter((key) => key.startsWith('tun-1'))]).toEqual([
      'up',
      ['tun-1a', 'tun-1b'],
    ]);
  });

  test('does not hide the outages that events and datapoints tell meanwhile', async () => {
    const [cloud, rows] = [dualTunnels(2), listing(change)];
    const running = begun(cloud, rows);
    const began = cloud.now();
    await running.rounds(3);
    rows.isOn = true;
    cloud
      .tunnel('tun-1b')
      .down({ at: began + 25 * MINUTE + 17 * SECOND })
      .up({ at: began + 29 * MINUTE + 17 * SECOND });
    await running.rounds(40);
    rows.isOn = false;
    await running.rounds(3);
    expect(toldChanges(running.transitions, 'tun-1b')).toEqual(trueChanges(cloud, 'tun-1b'));
    expect(toldCourse(running.transitions, 'vco-1').map(({ to }) => to)).toEqual(['degraded', 'up']);
    expect(running.transitions.filter(({ type }) => type === 'tunnel:stale')).toEqual([]);
  });

  test.each([
    ['before a restart', true, false],
    ['after a restart', false, true],
    ['before and after a restart', true, true],
  ])('says nothing %s from a store', async (_name, before, after) => {
    const [cloud, rows, store] = [dualTunnels(2), listing(change), new MemoryStore()];
    const first = begun(cloud, rows, { store });
    await first.rounds(3);
    rows.isOn = before;
    await first.rounds(2);
    await first.watch.stop();
    rows.isOn = after;
    const second = begun(cloud, rows, { store });
    await second.rounds(2);
    rows.isOn = false;
    await second.rounds(3);
    expect([...first.transitions, ...second.transitions]).toEqual([]);
    cloud.advance(20 * SECOND);
    cloud.connection('vco-1').down();
    await second.rounds(3);
    expect(toldCourse(second.transitions, 'vco-1').map(({ to }) => to)).toEqual(['down']);
  });

  test('with which the watch begins makes no transition when the tunnels turn up', async () => {
    const [cloud, rows] = [dualTunnels(2), listing(change)];
    rows.isOn = true;
    const running = begun(cloud, rows);
    await running.rounds(3);
    rows.isOn = false;
    await running.rounds(4);
    expect(running.transitions).toEqual([]);
    expect(running.watch.snapshot().connections.get('vco-1')?.state).toBe('up');
  });
});

test('of a connection with a single tunnel the status counts as ever', async () => {
  const cloud = dualTunnels(1, { connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' }] });
  const running = watching(cloud, { sources: ['topology'] });
  await running.rounds(2);
  cloud.connection('vco-1').down();
  await running.rounds(2);
  expect(running.typesOf('vco-1')).toEqual(['tunnel:down', 'connection:down']);
});

describe.each([
  ['25 minutes', 25],
  ['an hour', 60],
  ['six hours', 360],
])('a connection that is not listed for %s', (_, minutes) => {
  const away = (): Listing => listing(() => undefined);

  test.each([
    ['down', 'up'],
    ['up', 'down'],
    ['up', 'up'],
    ['down', 'down'],
  ] as const)('that was %s and comes back %s tells what is news', async (before, after) => {
    const [cloud, rows] = [dualTunnels(2), away()];
    const connection = cloud.connection('vco-1');
    if (before === 'down') connection.down({ at: cloud.now() - 60 * MINUTE });
    const running = begun(cloud, rows);
    await running.rounds(3);
    rows.isOn = true;
    await running.rounds(4);
    if (before !== after) connection[after]();
    await running.rounds(minutes - 4);
    rows.isOn = false;
    await running.rounds(6);
    const type = `tunnel:${after}`;
    expect(running.transitions.map((one) => one.type)).toEqual(before === after ? [] : [type, type, `connection:${after}`]);
    expect(running.transitions.filter(({ late }) => late)).toEqual([]);
    expect(running.watch.snapshot().connections.get('vco-1')?.state).toBe(after);
  });

  test('and comes back down after a restart from a store tells it, and with one tunnel down that it is degraded', async () => {
    const [cloud, rows, store] = [dualTunnels(2), away(), new MemoryStore()];
    const first = begun(cloud, rows, { store });
    await first.rounds(3);
    rows.isOn = true;
    await first.rounds(minutes - 10);
    cloud.tunnel('tun-1b').down();
    await first.watch.stop();
    const second = begun(cloud, rows, { store });
    await second.rounds(10);
    rows.isOn = false;
    await second.rounds(4);
    expect(first.transitions).toEqual([]);
    expect(second.transitions.map(({ type }) => type)).toEqual(['tunnel:down', 'connection:degraded']);
  });
});

describe.each([0, 1, 1_000])('with an overlap of %d ms', (overlapMs) => {
  test('events are read: outages between two polls are told, to the millisecond', async () => {
    const cloud = dualTunnels(2);
    const began = cloud.now();
    for (const minute of [2, 5, 9])
      cloud
        .tunnel('tun-1a')
        .down({ at: began + minute * MINUTE + 7_123 })
        .up({ at: began + minute * MINUTE + 29_456 });
    // One at the very moment of a round.
    cloud
      .tunnel('tun-2a')
      .down({ at: began + 6 * MINUTE })
      .up({ at: began + 7 * MINUTE });
    const running = watching(cloud, { sources: ['topology', 'events'], overlapMs });
    await running.rounds(14);
    expect(toldChanges(running.transitions, 'tun-1a')).toEqual(trueChanges(cloud, 'tun-1a'));
    expect(toldChanges(running.transitions, 'tun-2a')).toEqual(trueChanges(cloud, 'tun-2a'));
    expect(running.polls.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(7);
  });

  test('datapoints are read', async () => {
    const cloud = dualTunnels(2);
    const began = cloud.now();
    cloud
      .tunnel('tun-1a')
      .down({ at: began + 5 * MINUTE })
      .up({ at: began + 9 * MINUTE });
    const running = watching(cloud, { sources: ['metrics'], overlapMs });
    await running.rounds(14);
    expect(running.typesOf('tun-1a')).toEqual(['tunnel:down', 'tunnel:up']);
  });
});
