import { VpnMonitor, VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

test('an error says why in JSON too, as loggers write it', async () => {
  const monitor = new VpnMonitor({ regionId: 'cn-hangzhou' });
  await monitor.close();
  const error = await monitor.topology.resolve('vpn-1').catch((reason: unknown) => reason);
  expect(JSON.parse(JSON.stringify({ error }))).toEqual({
    error: { name: 'VpnMonitorError', message: 'this monitor is closed: make a new VpnMonitor to go on', code: 'config', retryable: false },
  });
});

test('its cause, which may be anything, is left out', () => {
  const error = new VpnMonitorError('no', { code: 'server', status: 500, cause: new Error('of another') });
  expect(JSON.stringify(error)).toBe('{"name":"VpnMonitorError","message":"no","code":"server","retryable":false,"status":500}');
});
