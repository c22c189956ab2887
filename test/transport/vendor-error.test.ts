import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';
import { neverSent, toVpnMonitorError } from '../../src/transport/failures/vendor-error.ts';

const vendor = (code: string, statusCode?: number, message = 'words'): Error =>
  Object.assign(new Error(`${code}: code: ${String(statusCode)}, ${message} request id: 6A5F-1`), {
    code,
    statusCode,
    data: { RequestId: '6A5F-1', Message: message, statusCode },
  });

test.each<[string, number | undefined, string, boolean]>([
  ['Throttling', 400, 'throttled', true],
  ['Throttling.User', 400, 'throttled', true],
  ['Rejected.Throttling', 503, 'throttled', true],
  ['InvalidAccessKeyId.NotFound', 404, 'auth', false],
  ['InvalidAccessKeyId', 400, 'auth', false],
  ['SignatureDoesNotMatch', 400, 'auth', false],
  ['IncompleteSignature', 400, 'auth', false],
  ['InvalidSecurityToken.Expired', 400, 'auth', false],
  ['MissingSecurityToken', 400, 'auth', false],
  ['MissingAccessKeyId', 400, 'auth', false],
  ['InvalidCredentials', undefined, 'auth', false],
  ['SignatureNonceUsed', 400, 'auth', true],
  ['InvalidTimeStamp.Expired', 400, 'auth', true],
  ['Forbidden.RAM', 403, 'forbidden', false],
  ['Forbbiden.SubUser', 403, 'forbidden', false],
  ['NoPermission', 400, 'forbidden', false],
  ['AccessForbidden', 403, 'forbidden', false],
  ['AccessDenied.Something', 400, 'forbidden', false],
  ['InvalidVpnConnectionInstanceId.NotFound', 404, 'not-found', false],
  ['ResourceNotFound', 404, 'not-found', false],
  ['InvalidApi.NotFound', 404, 'invalid-request', false],
  ['ServiceUnavailable', 400, 'server', true],
  ['InternalError', 500, 'server', true],
  ['ParameterInvalid', 400, 'invalid-request', false],
  ['Whatever', 401, 'auth', false],
  ['Whatever', 403, 'forbidden', false],
  ['Whatever', 404, 'not-found', false],
  ['Whatever', 429, 'throttled', true],
  ['Whatever', 502, 'server', true],
  ['Whatever', 418, 'server', true],
  ['Whatever', 400, 'server', true],
  ['Whatever', undefined, 'server', true],
])('%s with status %s is %s, retryable %s', (code, status, expected, retryable) => {
  expect(toVpnMonitorError(vendor(code, status), 'DescribeMetricList')).toMatchObject({
    code: expected,
    retryable,
    vendorCode: code,
    status,
    requestId: '6A5F-1',
  });
});

test.each<[string, unknown, string]>([
  ['flow control in the message only', vendor('Busy', 400, 'Request was denied due to user flow control.'), 'throttled'],
  ['the quota under a throttling code', vendor('Throttling.User', 400, 'user api quota limit'), 'quota-exhausted'],
  [
    'a vendor timeout',
    Object.assign(new Error('ReadTimeout(3000). POST http://h/?A=1 failed.'), { name: 'RequestTimeoutError' }),
    'timeout',
  ],
  ['a system timeout', Object.assign(new Error('x'), { code: 'ETIMEDOUT' }), 'timeout'],
  ['a reset', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'network'],
  ['a name that does not resolve', Object.assign(new Error('x'), { code: 'EAI_AGAIN' }), 'network'],
  ['a hung-up socket', new Error('socket hang up'), 'network'],
  ['a failed fetch', Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }), 'network'],
  ['broken JSON', new SyntaxError('Unexpected token <'), 'protocol'],
])('%s is judged by what it carries', (_what, error, code) => {
  expect(toVpnMonitorError(error, 'DescribeMetricList')).toMatchObject({ code, retryable: code !== 'quota-exhausted' });
});

test('the message tells operation, code, words, status, request and what to do', () => {
  const error = toVpnMonitorError(vendor('Throttling.User', 400, 'Request was denied due to user flow control.'), 'DescribeMetricList');
  expect(error.message).toBe(
    'DescribeMetricList failed: Throttling.User: Request was denied due to user flow control (HTTP 400, request 6A5F-1). Lower `requestsPerSecond`, or run fewer callers under this account.',
  );
});

test("the cause keeps name, code and stack frames and nothing else of the vendor's error", () => {
  const original = vendor('Forbidden', 403);
  const { cause } = toVpnMonitorError(original, 'DescribeMetricList') as { cause: Error & { code?: string } };
  expect(cause).not.toBe(original);
  expect(Object.keys(cause)).toEqual(['code']);
  expect(cause.stack).toMatch(/\n\s+at .*vendor-error\.test/);
});

test('only a request without a connection counts as never sent', () => {
  const sent = (code: string): boolean => neverSent(toVpnMonitorError(Object.assign(new Error('x'), { code }), 'A'));
  expect(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].map(sent)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(neverSent(toVpnMonitorError(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }), 'A'))).toBe(true);
});

test('anything thrown becomes an error with an operation, a code and advice', () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const error = toVpnMonitorError(thrown, 'DescribeMetricList');
      expect(VpnMonitorError.isInstance(error)).toBe(true);
      expect(error.action).toBe('DescribeMetricList');
      expect(error.message).toMatch(/^DescribeMetricList failed: [^]+\.[^]*\.$/);
    }),
  );
});

test('an error of this package without an operation gets that of the call, and one that calls share is not changed', () => {
  const shared = new VpnMonitorError('The provider failed.', { code: 'auth', retryable: true });
  const told = ['A', 'B'].map((action) => toVpnMonitorError(shared, action));
  expect(told).toMatchObject([
    { action: 'A', code: 'auth', retryable: true, message: shared.message, stack: shared.stack },
    { action: 'B' },
  ]);
  expect(shared.action).toBeUndefined();
});

test('an error of our own keeps its identity unless it must be scrubbed', () => {
  const clean = new VpnMonitorError('Nothing to hide.', { code: 'config', action: 'B' });
  expect(toVpnMonitorError(clean, 'A')).toBe(clean);
  const dirty = new VpnMonitorError('GET https://h/?Signature=abc failed', {
    code: 'server',
    retryable: true,
    action: 'B',
    status: 500,
    cause: { accessKeySecret: 'hunter2' },
  });
  const scrubbed = toVpnMonitorError(dirty, 'A');
  expect(scrubbed).toMatchObject({ message: 'GET https://h/ failed', code: 'server', retryable: true, action: 'B', status: 500 });
  expect(scrubbed.cause).not.toBe(dirty.cause);
});
