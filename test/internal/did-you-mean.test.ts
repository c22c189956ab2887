import { readdirSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { type Quantity, VpnMonitorError, type WatchEvents } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { didYouMean, orMeant } from '../../src/internal/misspelling.ts';
import { monitorOf } from '../watch/support/watched.ts';

const monitor = monitorOf(createSimulator({ regionId: 'cn-hangzhou' }));

test.each<readonly [string, () => unknown]>([
  ['inboundRate', () => monitor.fleet().metric('inboundrate' as Quantity)],
  ['inboundRate', () => monitor.gateway('vpn-1').metric('inboundrate' as never)],
  ['topology', () => monitor.watch(monitor.fleet(), { sources: ['topologie' as 'topology'] })],
  ['tunnel:down', () => monitor.watch(monitor.fleet()).on('tunnel:donw' as keyof WatchEvents, () => undefined)],
  ['CRITICAL', () => monitor.events({ levels: ['CRITICL' as 'CRITICAL'] })],
])('a value that none of a list is names the nearest: %s', (meant, ask) => {
  expect(ask).toThrow(`did you mean ${meant}?`);
});

describe('all endings are made in one place', () => {
  test('with a list or without, with a name that is near or without', () => {
    const known = ['last', 'from'];
    expect(didYouMean('lasst', known)).toBe('; did you mean last?');
    expect(didYouMean('lasst', known, 'it has last, from')).toBe('; did you mean last? It has last, from');
    expect(didYouMean('other', known)).toBe('');
    expect(didYouMean('other', known, 'it has last, from')).toBe('; it has last, from');
    expect(didYouMean(5, known, 'it has last, from')).toBe('; it has last, from');
    expect(orMeant("'all'")).toBe("; did you mean 'all'?");
  });

  test('whatever refuses', () => {
    const root = new URL('../../src/', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const own = files.filter((name) => readFileSync(new URL(name.replaceAll('\\', '/'), root), 'utf8').includes('did you mean'));
    // The command line uses what is public alone, and contact groups are named one beside the other.
    expect(own.map((name) => name.replaceAll('\\', '/')).toSorted()).toEqual([
      'alerts/contact-groups.ts',
      'cli/arguments/nearest.ts',
      'internal/misspelling.ts',
    ]);
  });
});

test('a duration where milliseconds are wanted says so', () => {
  expect(() => monitor.watch(monitor.fleet(), { pollMs: '3m' as never })).toThrow('milliseconds as a number, such as 180_000');
});

test('an error that is printed shows only the fields that it has', () => {
  const error = new VpnMonitorError('no answer', { code: 'timeout', retryable: true });
  expect(inspect(error)).not.toContain('undefined');
  expect(Object.keys(error)).toEqual(['code', 'retryable']);
});
