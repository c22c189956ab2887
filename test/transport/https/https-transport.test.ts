import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { httpsTransport } from '../../../src/transport/https/index.ts';
import { fakeService, json } from '../fake-service.ts';
import { callsOver, testSigningTransport } from '../signing-transport.ts';

const calls = callsOver(httpsTransport);
const { transportTo, once, callOnce } = calls;

testSigningTransport(calls);

test('an error answer keeps its status, body and headers', async () => {
  const body = { Code: 'Throttling.User', Message: 'Request was denied due to user flow control', RequestId: 'R-2' };
  await using service = await fakeService(json(body, 400, { 'retry-after': '3' }));
  const response = await once(transportTo(service));
  expect(response).toMatchObject({ status: 400, body: JSON.stringify(body), headers: { 'retry-after': '3' } });
  await expect(callOnce(service)).rejects.toMatchObject({
    code: 'throttled',
    retryable: true,
    vendorCode: 'Throttling.User',
    requestId: 'R-2',
    status: 400,
    retryAfterMs: 3_000,
  });
});

test.each([
  ["a gateway's HTML", '<html><body>Bad Gateway</body></html>', 502],
  ['an empty error', '', 503],
  ['a JSON array under an error status', '[]', 500],
])('%s is a retryable protocol error that keeps its status', async (_what, body, status) => {
  await using service = await fakeService(json(body, status, { 'content-type': 'text/html' }));
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'protocol', retryable: true, status });
});

test.each([
  ['never answers', () => undefined],
  [
    'stops inside the body',
    (_: unknown, response: { write: (text: string) => void }) => {
      response.write('{"Code":');
    },
  ],
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
