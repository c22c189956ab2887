import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createCaller } from '../../../src/transport/caller.ts';
import { httpsTransport } from '../../../src/transport/https/index.ts';
import type { ApiResponse, Transport } from '../../../src/transport/port.ts';
import { fakeService, json } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';

const pair = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };
const request = { product: 'cms', action: 'DescribeMetricList', params: { Namespace: 'acs_vpn', Length: 10 } } as const;

const transportTo = (service: FakeService, credentials = { getCredential: () => Promise.resolve(pair) }): Transport =>
  httpsTransport({ regionId: 'cn-hangzhou', credentials, endpoint: { cms: service.host, vpc: service.host, protocol: 'http' } });
const once = (transport: Transport, timeoutMs = 2_000, signal = new AbortController().signal): Promise<ApiResponse> =>
  transport.call(request, { signal, timeoutMs });
const callOnce = (service: FakeService, attemptTimeoutMs = 2_000) =>
  createCaller({ transport: transportTo(service), maxRetries: 0, attemptTimeoutMs }).call(request);

test('a call is signed, sent to the product\'s host and answered with status and body text', async () => {
  await using service = await fakeService(json({ Code: '200', Datapoints: '[]' }));
  const response = await once(transportTo(service));
  expect(response.status).toBe(200);
  expect(JSON.parse(response.body as string)).toEqual({ Code: '200', Datapoints: '[]' });
  expect(response.headers?.['content-type']).toBe('application/json;charset=utf-8');
  const [sent] = service.seen;
  expect(sent).toMatchObject({ method: 'POST', path: '/', body: '', query: { Namespace: 'acs_vpn', Length: '10' } });
  expect(sent?.headers).toMatchObject({ host: service.host, 'x-acs-action': 'DescribeMetricList', 'x-acs-version': '2019-01-01' });
  expect(sent?.headers.authorization).toMatch(/^ACS3-HMAC-SHA256 Credential=test-id,SignedHeaders=\S+,Signature=[0-9a-f]{64}$/);
  expect(JSON.stringify(sent?.headers)).not.toContain(pair.accessKeySecret);
});

test('a security token travels with the pair and every attempt has a nonce of its own', async () => {
  await using service = await fakeService();
  const transport = transportTo(service, { getCredential: () => Promise.resolve({ ...pair, securityToken: 'token-1' }) });
  await once(transport);
  await once(transport);
  expect(service.seen.map(({ headers }) => headers['x-acs-security-token'])).toEqual(['token-1', 'token-1']);
  expect(new Set(service.seen.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(2);
});

test('calls of both products share kept-alive connections', async () => {
  await using service = await fakeService();
  const transport = transportTo(service);
  for (let round = 0; round < 5; round += 1) await once(transport);
  expect(service.seen).toHaveLength(5);
  expect(new Set(service.seen.map(({ socket }) => socket.remotePort)).size).toBe(1);
});

test('an error answer keeps its status, body and headers', async () => {
  const body = { Code: 'Throttling.User', Message: 'Request was denied due to user flow control', RequestId: 'R-2' };
  await using service = await fakeService(json(body, 400, { 'retry-after': '3' }));
  const response = await once(transportTo(service));
  expect(response).toMatchObject({ status: 400, body: JSON.stringify(body), headers: { 'retry-after': '3' } });
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'throttled', retryable: true, vendorCode: 'Throttling.User', requestId: 'R-2', status: 400, retryAfterMs: 3_000 });
});

test.each([
  ['a gateway\'s HTML', '<html><body>Bad Gateway</body></html>', 502],
  ['an empty error', '', 503],
  ['a JSON array under an error status', '[]', 500],
])('%s is a retryable protocol error that keeps its status', async (_what, body, status) => {
  await using service = await fakeService(json(body, status, { 'content-type': 'text/html' }));
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'protocol', retryable: true, status });
});

test.each([
  ['HTML', '<html></html>'],
  ['nothing', ''],
  ['half a body', '{"Code":"200"'],
  ['an array', '[]'],
  ['null', 'null'],
])('%s under status 200 is a retryable protocol error', async (_what, body) => {
  await using service = await fakeService(json(body));
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'protocol', retryable: true, status: 200 });
});

test('a connection that breaks before or inside the answer is a retryable network error', async () => {
  await using service = await fakeService((seen) => seen.socket.destroy());
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'network', retryable: true });
  service.answer = (_seen, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"Code":', () => response.destroy());
  };
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'network', retryable: true });
});

test('a refused connection is a network error that says where to', async () => {
  const service = await fakeService();
  await service[Symbol.asyncDispose]();
  await expect(callOnce(service)).rejects.toMatchObject({
    code: 'network',
    message: expect.stringMatching(new RegExp(`^DescribeMetricList failed: connect ECONNREFUSED ${service.host}\\. Check`)) as string,
  });
});

test.each([
  ['never answers', () => undefined],
  ['stops inside the body', (_: unknown, response: { write: (text: string) => void }) => { response.write('{"Code":'); }],
] as const)('a service that %s is given up at the deadline and its connection closed', async (_what, answer) => {
  await using service = await fakeService(answer);
  const startedAt = performance.now();
  await expect(callOnce(service, 150)).rejects.toMatchObject({ code: 'timeout', retryable: true });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await expect.poll(() => service.seen[0]?.socket.destroyed).toBe(true);
});

test('an abort rejects with the reason itself, closes the connection and leaves nothing behind', async () => {
  await using service = await fakeService(() => undefined);
  const controller = new AbortController();
  const reason = { why: 'enough' };
  const pending = once(transportTo(service), 5_000, controller.signal);
  await expect.poll(() => service.seen.length).toBe(1);
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
  await expect.poll(() => service.seen[0]?.socket.destroyed).toBe(true);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test('an abort while credentials are still being fetched keeps the request from being answered', async () => {
  await using service = await fakeService(() => undefined);
  let deliver: (value: typeof pair) => void = () => undefined;
  const slow = { getCredential: () => new Promise<typeof pair>((resolve) => (deliver = resolve)) };
  const controller = new AbortController();
  const pending = once(transportTo(service, slow), 5_000, controller.signal);
  await new Promise((resolve) => setTimeout(resolve, 200));
  controller.abort(new Error('gone'));
  await expect(pending).rejects.toThrow('gone');
  deliver(pair);
  expect(service.seen.every(({ socket }) => socket.destroyed)).toBe(true);
});

test('an already aborted call sends nothing', async () => {
  await using service = await fakeService();
  const reason = new Error('before');
  await expect(once(transportTo(service), 1_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(service.seen).toHaveLength(0);
});

test('a failing provider rejects as an auth error that may pass, and nothing is sent', async () => {
  await using service = await fakeService();
  const transport = transportTo(service, { getCredential: () => Promise.reject(new Error('file holds hunter2')) });
  await expect(once(transport)).rejects.toMatchObject({ code: 'auth', retryable: true, message: expect.not.stringContaining('hunter2') as string });
  expect(service.seen).toHaveLength(0);
});
