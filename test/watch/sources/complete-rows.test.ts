import { describe, expect, test } from 'vitest';
import type { Connection, Tunnel } from '../../../src/topology/index.ts';
import type { TunnelRole } from '../../../src/watch/connection-record.ts';
import { completeRow } from '../../../src/watch/sources/complete-rows.ts';
import { observeConnection } from '../../../src/watch/sources/observe.ts';

const KNOWN: readonly TunnelRole[] = [
  { key: 'tun-a', role: 'master' },
  { key: 'tun-b', role: 'slave' },
];

const row = (fields: Partial<Connection> = {}): Connection => ({
  kind: 'connection',
  connectionId: 'vco',
  name: 'office',
  attachedTo: 'vpn-gateway',
  gatewayId: 'vpn-1',
  mode: 'single',
  ipsec: 'down',
  bgp: 'down',
  health: 'failed',
  tunnels: [],
  tags: {},
  ...fields,
});
const tunnel = (tunnelId: string, fields: Partial<Tunnel> = {}): Tunnel => ({
  kind: 'tunnel',
  tunnelId,
  connectionId: 'vco',
  ipsec: 'up',
  bgp: 'up',
  ...fields,
});
const complete = (connection: Connection, known: readonly TunnelRole[] = KNOWN): Connection =>
  completeRow(connection, (id) => (id === 'vco' ? known : []));

describe('a row that has all the tunnels there were', () => {
  test.each<[string, Connection, readonly TunnelRole[]]>([
    ['of two', row({ mode: 'dual', tunnels: [tunnel('tun-a'), tunnel('tun-b')] }), KNOWN],
    ['of two that are others', row({ mode: 'dual', tunnels: [tunnel('tun-c'), tunnel('tun-d')] }), KNOWN],
    ['of a single one', row(), [{ key: 'vco', role: undefined }]],
    [
      'of a connection that is new, or has got its second tunnel',
      row({ mode: 'dual', tunnels: [tunnel('tun-a'), tunnel('tun-b')] }),
      [{ key: 'vco', role: undefined }],
    ],
    ['where none is known', row(), []],
  ])('%s, is taken as it is', (_, connection, known) => {
    expect(complete(connection, known)).toBe(connection);
  });

  test('of another connection is no concern of this one', () => {
    const other = row({ connectionId: 'vco-2' });
    expect(complete(other)).toBe(other);
  });
});

describe('a row without tunnels of a connection that had two', () => {
  const completed = complete(row());

  test('has those two, of which nothing is known', () => {
    expect(completed).toMatchObject({ mode: 'dual', connectionId: 'vco', name: 'office', gatewayId: 'vpn-1' });
    expect(completed.tunnels).toMatchObject([
      {
        tunnelId: 'tun-a',
        role: 'master',
        connectionId: 'vco',
        connectionName: 'office',
        gatewayId: 'vpn-1',
        attachedTo: 'vpn-gateway',
        ipsec: 'unknown',
        bgp: 'unknown',
      },
      { tunnelId: 'tun-b', role: 'slave', ipsec: 'unknown', bgp: 'unknown' },
    ]);
  });

  test('observes nothing: its state is that of no tunnel', () => {
    expect(completed).toMatchObject({ ipsec: 'unknown', bgp: 'unknown', health: 'unknown' });
    expect(observeConnection(completed, 5)).toEqual([]);
  });
});

describe('a row with one tunnel of a connection that had two', () => {
  test.each(['tun-a', 'tun-b'])('%s is as the row says, and the other is there still', (present) => {
    const { mode, tunnels } = complete(row({ mode: 'dual', tunnels: [tunnel(present)] }));
    expect([mode, tunnels.map(({ tunnelId, ipsec }) => [tunnelId, ipsec])]).toEqual([
      'dual',
      ['tun-a', 'tun-b'].map((id) => [id, id === present ? 'up' : 'unknown']),
    ]);
  });

  test('observes what it says of that one alone', () => {
    const observations = observeConnection(complete(row({ mode: 'dual', tunnels: [tunnel('tun-b', { ipsec: 'down' })] })), 5);
    expect(observations.map((one) => [one.tunnel, one.aspect, one.claim])).toEqual([
      ['tun-b', 'ipsec', 'down'],
      ['tun-b', 'bgp', 'up'],
    ]);
  });
});
