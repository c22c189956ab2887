import type { TransitionType } from 'alicloud-vpn-monitor';
import { describe, expect, test } from 'vitest';
import type { Row } from './support/rewritten.ts';
import { line, MemoryStore } from './support/watched.ts';
import { dualTunnels, watching } from './support/watching.ts';

interface Options {
  readonly TunnelOptions: Row[];
}

/** The rows of two connections of which one has the first tunnel of the other, and the other way round. */
function exchanged(rows: Map<string, Row>): (row: Row) => Row {
  return (row) => {
    const id = String(row['VpnConnectionId']);
    const { TunnelOptions } = row['TunnelOptionsSpecification'] as Options;
    rows.set(id, TunnelOptions[0]!);
    const other = rows.get(id === 'vco-1' ? 'vco-2' : 'vco-1');
    return { ...row, TunnelOptionsSpecification: { TunnelOptions: [other ?? TunnelOptions[0]!, TunnelOptions[1]!] } };
  };
}

describe.each([
  ['without a store', undefined],
  ['with a store', new MemoryStore()],
])('tunnels that another connection had for a while, %s', (_, store) => {
  test('make their connection what they are once it has them again, and that is told', async () => {
    const cloud = dualTunnels(2);
    cloud.tunnel('tun-2a').down();
    const rows = new Map<string, Row>();
    const exchange = exchanged(rows);
    let isExchanged = false;
    const running = watching(cloud, {
      sources: ['topology'],
      ...(store && { store }),
      rewriting: { connection: (row) => (isExchanged ? exchange(row) : (exchange(row), row)) },
    });
    await running.rounds(3);
    isExchanged = true;
    await running.rounds(1);
    isExchanged = false;
    await running.rounds(3);
    const told = (id: string): string[] => running.transitions.filter(({ resource }) => resource.connectionId === id).map(line);
    const types = (id: string): TransitionType[] =>
      running.transitions.filter((one) => one.resource.connectionId === id && one.type !== 'connection:failover').map(({ type }) => type);
    expect(types('vco-2')).toEqual(['connection:up', 'connection:degraded']);
    expect(types('vco-1')).toEqual(['connection:degraded', 'connection:up']);
    // When the listing showed it, not when its tunnels became what they are.
    expect(told('vco-2').at(-1)).toBe('12:04:13 connection:degraded vco-2');
    expect(running.watch.snapshot().connections.get('vco-2')?.state).toBe('degraded');
    cloud.tunnel('tun-2a').up();
    await running.rounds(1);
    expect(types('vco-2')).toEqual(['connection:up', 'connection:degraded', 'tunnel:up', 'connection:up']);
  });
});
