import { describe, expect, test } from 'vitest';
import type { Member } from '../../src/scopes/index.ts';
import type { Connection, Tunnel } from '../../src/topology/index.ts';
import { Roster } from '../../src/watch/roster.ts';
import type { RosterUpdate } from '../../src/watch/roster-update.ts';
import { SETTINGS } from './support/script.ts';

const NOW = Date.UTC(2026, 0, 31);

function connectionOf(connectionId: string, ...tunnelIds: readonly string[]): Connection {
  const tunnels = tunnelIds.map((tunnelId): Tunnel => ({ kind: 'tunnel', tunnelId, connectionId, ipsec: 'up', bgp: 'disabled' }));
  return { kind: 'connection', connectionId, mode: 'dual', ipsec: 'up', bgp: 'disabled', health: 'disabled', tunnels, tags: {} };
}

const update = (roster: Roster, ...members: readonly Member[]): RosterUpdate => roster.update(members, NOW, () => SETTINGS);
const summary = ({ appeared, vanished, renewed }: RosterUpdate): unknown => ({
  appeared,
  vanished,
  renewed: renewed.map(({ connection }) => connection.connectionId),
});
const ownersOf = (roster: Roster, ...tunnelIds: readonly string[]): readonly unknown[] =>
  tunnelIds.map((tunnelId) => roster.entryOf({ tunnelId })?.connection.connectionId);

describe('an update of what is watched', () => {
  const [one, other] = [connectionOf('vco-1', 'tun-a', 'tun-b'), connectionOf('vco-2', 'tun-c', 'tun-d')];

  test('names what has appeared, and the same again changes nothing', () => {
    const roster = new Roster();
    expect(summary(update(roster, { connection: one }, { connection: other }))).toEqual({
      appeared: ['vco-1', 'vco-2'],
      vanished: [],
      renewed: ['vco-1', 'vco-2'],
    });
    expect(roster.counts).toEqual({ connections: 2, tunnels: 4 });
    const entries = [...roster.entries.values()];
    expect(summary(update(roster, { connection: one }, { connection: other }))).toEqual({ appeared: [], vanished: [], renewed: [] });
    expect([...roster.entries.values()].every((entry, index) => entry === entries[index])).toBe(true);
    expect(ownersOf(roster, 'tun-a', 'tun-d')).toEqual(['vco-1', 'vco-2']);
  });

  test('one that vanishes takes its tunnels with it, and comes back with what is remembered', () => {
    const roster = new Roster();
    update(roster, { connection: one }, { connection: other });
    expect(summary(update(roster, { connection: other }))).toEqual({ appeared: [], vanished: ['vco-1'], renewed: [] });
    expect([ownersOf(roster, 'tun-a', 'tun-c'), roster.counts]).toEqual([[undefined, 'vco-2'], { connections: 1, tunnels: 2 }]);
    expect(roster.knownTunnels('vco-1')).toEqual([]);
    expect(summary(update(roster, { connection: other }, { connection: one }))).toEqual({
      appeared: ['vco-1'],
      vanished: [],
      renewed: ['vco-1'],
    });
    expect(ownersOf(roster, 'tun-b')).toEqual(['vco-1']);
  });

  test('connections that exchange tunnels each have their own', () => {
    const roster = new Roster();
    update(roster, { connection: one }, { connection: other });
    const exchanged = [connectionOf('vco-1', 'tun-c', 'tun-b'), connectionOf('vco-2', 'tun-a', 'tun-d')].map((connection) => ({
      connection,
    }));
    expect(summary(update(roster, ...exchanged))).toEqual({ appeared: [], vanished: [], renewed: ['vco-1', 'vco-2'] });
    expect(ownersOf(roster, 'tun-a', 'tun-b', 'tun-c', 'tun-d')).toEqual(['vco-2', 'vco-1', 'vco-1', 'vco-2']);
  });

  test('a tunnel that another connection was listed with for once stays with its own', () => {
    for (const order of [
      [one, other],
      [other, one],
    ]) {
      const roster = new Roster();
      const membersOf = (...connections: readonly Connection[]): Member[] => connections.map((connection) => ({ connection }));
      update(roster, ...membersOf(...order));
      const wrong = connectionOf('vco-1', 'tun-a', 'tun-c');
      update(roster, ...membersOf(...order.map((connection) => (connection === one ? wrong : connection))));
      update(roster, ...membersOf(...order));
      expect(ownersOf(roster, 'tun-a', 'tun-b', 'tun-c', 'tun-d')).toEqual(['vco-1', 'vco-1', 'vco-2', 'vco-2']);
      update(roster, { connection: one });
      expect(ownersOf(roster, 'tun-a', 'tun-c')).toEqual(['vco-1', undefined]);
    }
  });

  test('a tunnel that a connection no longer has belongs to none', () => {
    const roster = new Roster();
    update(roster, { connection: one });
    update(roster, { connection: connectionOf('vco-1', 'tun-a') });
    expect([ownersOf(roster, 'tun-a', 'tun-b'), roster.counts.tunnels]).toEqual([['vco-1', undefined], 1]);
  });

  test('a connection of which other tunnels are meant, or that has another name, is another entry', () => {
    const roster = new Roster();
    update(roster, { connection: one, tunnelIds: new Set(['tun-a']) });
    expect(roster.counts).toEqual({ connections: 0, tunnels: 1 });
    expect(summary(update(roster, { connection: one, tunnelIds: new Set(['tun-a']) }))).toEqual({
      appeared: [],
      vanished: [],
      renewed: [],
    });
    expect(summary(update(roster, { connection: one, tunnelIds: new Set(['tun-b']) }))).toEqual({
      appeared: ['tun-b'],
      vanished: ['tun-a'],
      renewed: [],
    });
    expect(summary(update(roster, { connection: one }))).toEqual({ appeared: ['vco-1'], vanished: ['tun-b'], renewed: [] });
    update(roster, { connection: one, gatewayName: 'berlin' });
    expect(roster.entries.get('vco-1')?.gatewayName).toBe('berlin');
  });
});
