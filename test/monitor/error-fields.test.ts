import { inspect } from 'node:util';
import { VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';

test('a printed error shows the fields that it has, and no others', () => {
  const error = new VpnMonitorError('the service refused', { code: 'throttled', retryable: true, status: 429, action: undefined });
  const text = inspect(error);
  expect(text).toContain('status: 429');
  expect(text).not.toContain('undefined');
  expect(Object.keys(error)).toEqual(['code', 'retryable', 'status']);
  expect(error).toMatchObject({ status: 429, action: undefined, vendorCode: undefined });
});
