import { inspect } from 'node:util';
import { type Quantity, VpnMonitorError, type WatchEvents } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
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

test('a duration where milliseconds are wanted says so', () => {
  expect(() => monitor.watch(monitor.fleet(), { pollMs: '3m' as never })).toThrow('milliseconds as a number, such as 180_000');
});

test('an error that is printed shows only the fields that it has', () => {
  const error = new VpnMonitorError('no answer', { code: 'timeout', retryable: true });
  expect(inspect(error)).not.toContain('undefined');
  expect(Object.keys(error)).toEqual(['code', 'retryable']);
});
