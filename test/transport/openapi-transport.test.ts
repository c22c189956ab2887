import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { openApiTransport } from '../../src/transport/openapi-transport.ts';
import { fakeService, json } from './fake-service.ts';
import { callsOver, testSigningTransport } from './signing-transport.ts';

const calls = callsOver(openApiTransport);
const { transportTo, once, callOnce } = calls;

testSigningTransport(calls);

test('a timer left over from a finished call does not disturb the next one on its connection', async () => {
  await using service = await fakeService((seen, response) => {
    setTimeout(() => {
      json({ Code: '200' })(seen, response);
    }, 400);
  });
  const transport = transportTo(service);
  // The vendor's read timer runs a second longer than the attempt: it fires while the third call is out.
  for (let round = 0; round < 4; round += 1) expect((await once(transport, 10)).status).toBe(200);
});

test("an error answer keeps its status and body; the vendor's client drops its headers", async () => {
  const body = { Code: 'Throttling.User', Message: 'Request was denied due to user flow control', RequestId: 'R-2' };
  await using service = await fakeService(json(body, 400));
  const response = await once(transportTo(service));
  expect(response).toMatchObject({ status: 400, body });
  await expect(callOnce(service)).rejects.toMatchObject({
    code: 'throttled',
    retryable: true,
    vendorCode: 'Throttling.User',
    requestId: 'R-2',
    status: 400,
  });
});

test.each([
  ["a gateway's HTML", '<html><body>Bad Gateway</body></html>', 502],
  ['an empty error', '', 503],
])("%s is a retryable protocol error, though the vendor's client drops its status", async (_what, body, status) => {
  await using service = await fakeService(json(body, status, { 'content-type': 'text/html' }));
  await expect(callOnce(service)).rejects.toMatchObject({ code: 'protocol', retryable: true });
});

test.each([
  ['never answers', () => undefined],
  [
    'stops inside the body',
    (_: unknown, response: { write: (text: string) => void }) => {
      response.write('{"Code":');
    },
  ],
] as const)("a service that %s is given up at the deadline, and the vendor's own timeout closes its connection", async (_what, answer) => {
  await using service = await fakeService(answer);
  const startedAt = performance.now();
  await expect(callOnce(service, 150)).rejects.toMatchObject({ code: 'timeout', retryable: true });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await expect.poll(() => service.seen[0]?.socket.destroyed, { timeout: 5_000 }).toBe(true);
});

test("without a caller above it, a silent service still ends soon after the attempt's time", async () => {
  await using service = await fakeService(() => undefined);
  await expect(once(transportTo(service), 50)).rejects.toMatchObject({ name: 'RequestTimeoutError' });
});

test("an abort rejects at once with the reason itself; the vendor's own timeout closes the connection", async () => {
  await using service = await fakeService(() => undefined);
  const controller = new AbortController();
  const reason = { why: 'enough' };
  const pending = once(transportTo(service), 500, controller.signal);
  await expect.poll(() => service.seen.length).toBe(1);
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  expect(service.seen[0]?.socket.destroyed).toBe(false);
  await expect.poll(() => service.seen[0]?.socket.destroyed, { timeout: 5_000 }).toBe(true);
});

test('it says where requests go: never through a proxy', () => {
  const { routeOf } = openApiTransport({
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'a', accessKeySecret: 'b' },
    endpoint: { vpc: '127.0.0.1:9', protocol: 'http' },
  });
  expect(routeOf?.('vpc')).toEqual({ host: '127.0.0.1:9', protocol: 'http', proxy: undefined });
  expect(routeOf?.('cms')).toEqual({ host: 'metrics.cn-hangzhou.aliyuncs.com', protocol: 'https', proxy: undefined });
});
