import { expect, test } from 'vitest';
import { readAnswer } from '../../src/transport/answer.ts';
import type { ApiResponse } from '../../src/transport/port.ts';

const read = (body: unknown, status = 200) => readAnswer({ status, body }, 'DescribeMetricList');
const thrownBy = (act: () => unknown): unknown => {
  try {
    return { returned: act() };
  } catch (error) {
    return error;
  }
};

test.each<[string, unknown]>([
  ['Code as text', { Code: '200' }],
  ['Code as a number', { Code: 200, Success: true }],
  ['Code in words', { Code: 'OK' }],
  ['Code as Success', { Code: 'Success' }],
  ['Success as text', { Success: 'True', Code: '200' }],
  ['neither Code nor Success, as VPC answers', { VpnConnections: {}, TotalCount: 0 }],
  ['a Message beside Code 200', { Code: '200', Message: 'The specified resource is not found.' }],
  ['blank fields', { Code: '', Success: null }],
])('an answer with %s is a success', (_what, body) => {
  expect(read(body).body).toBe(body);
});

test.each<[string, unknown]>([
  ['text', { status: 200, body: '\uFEFF{"RequestId":"R","Code":200}' }],
  ['bytes', { status: 200, body: Buffer.from('{"RequestId":"R","Code":200}') }],
  ["the vendor clients' envelope", { statusCode: 200, headers: {}, body: { RequestId: 'R', Code: 200 } }],
  ['the bare body', { RequestId: 'R', Code: 200 }],
  ['bare text', '{"RequestId":"R","Code":200}'],
])('a transport may answer with %s', (_what, response) => {
  expect(readAnswer(response as ApiResponse, 'Cursor')).toEqual({ body: { RequestId: 'R', Code: 200 }, requestId: 'R' });
});

test('the request id may come as a header, and may be missing', () => {
  expect(readAnswer({ status: 200, body: { Code: 200 }, headers: { 'x-acs-request-id': 'H' } }, 'Cursor').requestId).toBe('H');
  expect(read({ Code: 200 })).toEqual({ body: { Code: 200 } });
});

test.each<[string, unknown, number, object]>([
  [
    'an HTTP error',
    { Code: 'InvalidParameter', Message: 'Period is wrong.', RequestId: 'R' },
    400,
    { code: 'invalid-request', retryable: false, status: 400, requestId: 'R', vendorCode: 'InvalidParameter' },
  ],
  ['an HTTP error without a code', { Message: 'no' }, 503, { code: 'server', retryable: true, status: 503 }],
  [
    'soft code 400',
    { Code: '400', Success: false, Message: 'Period' },
    200,
    { code: 'invalid-request', retryable: false, vendorCode: '400', status: 200 },
  ],
  ['soft code 403', { Code: 403 }, 200, { code: 'forbidden', retryable: false }],
  ['soft code 404', { Code: '404' }, 200, { code: 'not-found', retryable: false }],
  ['soft code 500', { Code: '500', Success: 'false' }, 200, { code: 'server', retryable: true }],
  ['soft throttling', { Code: 'Throttling.User' }, 200, { code: 'throttled', retryable: true }],
  [
    'a soft code nobody knows',
    { Code: 'SomethingElse', Success: true },
    200,
    { code: 'server', retryable: true, vendorCode: 'SomethingElse', status: 200 },
  ],
  ['a soft code in capitals', { Code: 'SYSTEM_BUSY' }, 200, { code: 'server', retryable: true, vendorCode: 'SYSTEM_BUSY' }],
  [
    'soft code 400 that says it is busy',
    { Code: '400', Message: 'The system is busy, please try again.' },
    200,
    { code: 'server', retryable: true },
  ],
  [
    'a refusal without a code, which is none of the service',
    { message: 'blocked by policy' },
    403,
    { code: 'protocol', retryable: true, status: 403 },
  ],
  ['a redirect with a JSON object', { Code: '200', Datapoints: '[]' }, 302, { code: 'protocol', retryable: true, status: 302 }],
  ['a status without meaning', { Code: '200', Datapoints: '[]' }, 0, { code: 'protocol', retryable: true, status: 0 }],
  ['Success false alone', { Success: false }, 200, { code: 'server', retryable: true }],
  ['Success "False" beside Code 200', { Success: 'False', Code: '200', Message: 'busy' }, 200, { code: 'server', retryable: true }],
])('%s is an error', (_what, body, status, expected) => {
  expect(thrownBy(() => read(body, status))).toMatchObject({ name: 'VpnMonitorError', action: 'DescribeMetricList', ...expected });
});

test.each<[string, unknown, number]>([
  ['HTML', '<html></html>', 502],
  ['empty text', '', 200],
  ['half a JSON text', '{"Code":', 200],
  ['a list', [], 200],
  ['null', null, 200],
  ['nothing', undefined, 204],
  ['a number', 5, 200],
])('%s is a retryable protocol error', (_what, body, status) => {
  expect(thrownBy(() => read(body, status))).toMatchObject({ code: 'protocol', retryable: true, status });
});

test.each<[string, unknown]>([
  ['text', '\uFEFF{"Code":"Throttling.User","RequestId":"R"}'],
  ['text after two', '\uFEFF\uFEFF {"Code":"Throttling.User","RequestId":"R"}'],
  ['bytes', new TextEncoder().encode('\uFEFF{"Code":"Throttling.User","RequestId":"R"}')],
  ['a buffer', new TextEncoder().encode('\uFEFF{"Code":"Throttling.User","RequestId":"R"}').buffer],
])('a byte order mark hides no error: %s', (_what, body) => {
  expect(thrownBy(() => read(body, 400))).toMatchObject({
    code: 'throttled',
    retryable: true,
    vendorCode: 'Throttling.User',
    requestId: 'R',
  });
});

test.each<[unknown]>([[undefined], [null], ['<html>'], [[]]])('a transport that answers %j makes a protocol error', (response) => {
  expect(thrownBy(() => readAnswer(response as ApiResponse, 'Cursor'))).toMatchObject({ code: 'protocol', retryable: true });
});

test.each([
  [{ 'x-acs-retry-after': '1500' }, 1_500],
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': '-2' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
])('headers %j ask for a wait of %s ms', (headers, retryAfterMs) => {
  const error = thrownBy(() => readAnswer({ status: 400, body: { Code: 'Throttling' }, headers: headers }, 'Cursor'));
  expect((error as { retryAfterMs?: number }).retryAfterMs).toBe(retryAfterMs);
});
