import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createCaller } from '../../../src/transport/caller.ts';
import { httpsTransport } from '../../../src/transport/https/index.ts';
import { type Answer, type FakeService, fakeService, json } from '../fake-service.ts';

const request = { product: 'cms', action: 'DescribeMetricList', params: {} } as const;
const caller = (service: FakeService) =>
  createCaller({
    transport: httpsTransport({
      regionId: 'cn-hangzhou',
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
      endpoint: { cms: service.host, protocol: 'http' },
    }),
    maxRetries: 0,
  });
const answered = async (answer: Answer) => {
  await using service = await fakeService(answer);
  return await caller(service)
    .call(request)
    .catch((error: unknown) => error as Error);
};
const raw =
  (bytes: Buffer, headers: Record<string, string>, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(bytes);
  };

const text = JSON.stringify({ Code: '200', RequestId: 'R', Datapoints: '[]', Name: 'Münster 杭州' });
const body = JSON.parse(text) as object;

test.each<[string, Buffer, string]>([
  ['gzip', gzipSync(text), 'gzip'],
  ['x-gzip in capitals', gzipSync(text), 'X-GZIP'],
  ['deflate', deflateSync(text), 'deflate'],
  ['deflate without the zlib header', deflateRawSync(text), 'deflate'],
  ['no encoding', Buffer.from(text), 'identity'],
])('an answer with %s is read', async (_what, bytes, encoding) => {
  expect(await answered(raw(bytes, { 'content-encoding': encoding }))).toMatchObject({ body });
});

test('what is asked for is what can be read', async () => {
  await using service = await fakeService();
  await caller(service).call(request);
  expect(service.seen[0]?.headers['accept-encoding']).toBe('gzip, deflate');
});

test('a byte order mark hides neither an answer nor an error, packed or not', async () => {
  expect(await answered(raw(Buffer.from(`\uFEFF${text}`), {}))).toMatchObject({ body });
  expect(await answered(raw(gzipSync(`\uFEFF${text}`), { 'content-encoding': 'gzip' }))).toMatchObject({ body });
  const throttled = Buffer.from('\uFEFF{"Code":"Throttling.User","Message":"flow control"}');
  expect(await answered(raw(throttled, {}, 400))).toMatchObject({ code: 'throttled', vendorCode: 'Throttling.User', status: 400 });
});

test.each<[string, Answer]>([
  ['gzip that is none', raw(Buffer.from(text), { 'content-encoding': 'gzip' })],
  ['gzip that stops', raw(gzipSync(text).subarray(0, 40), { 'content-encoding': 'gzip' })],
  ['deflate that is none', raw(Buffer.from(text), { 'content-encoding': 'deflate' })],
  ['an encoding that was not asked for', raw(Buffer.from(text), { 'content-encoding': 'br' })],
  ['a list', json('[]')],
  ['a number', json('5')],
  ['null', json('null')],
  ['text', json('"text"')],
])('%s is a retryable protocol error', async (_what, answer) => {
  expect(await answered(answer)).toMatchObject({
    name: 'VpnMonitorError',
    code: 'protocol',
    retryable: true,
    action: 'DescribeMetricList',
    status: 200,
  });
});

test.each([301, 302, 303, 307, 308])(
  'a redirect with status %i is a protocol error, whatever its body, and is not followed',
  async (status) => {
    await using elsewhere = await fakeService();
    for (const content of [text, '{}', '', '<html>']) {
      expect(await answered(json(content, status, { location: `http://${elsewhere.host}/` }))).toMatchObject({
        code: 'protocol',
        retryable: true,
        status,
      });
    }
    expect(elsewhere.seen).toHaveLength(0);
  },
);

test('an endless answer is left at 64 MiB, and its connection closed', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 0x20);
  let sent = 0;
  let isClosed = false;
  const error = await answered((_request, response) => {
    const pump = (): void => {
      while (!isClosed && response.write(chunk)) sent += 1;
    };
    response.on('drain', pump).on('close', () => (isClosed = true));
    pump();
  });
  expect(error).toMatchObject({ code: 'protocol', retryable: true, message: expect.stringContaining('over 64 MiB') as string });
  await expect.poll(() => isClosed).toBe(true);
  expect(sent).toBeLessThan(100);
});

test('an answer that unpacks to more is left as well', async () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024, 0x20));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await answered(raw(bomb, { 'content-encoding': 'gzip' }))).toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('unpacks to over 64 MiB') as string,
  });
});

test('a packed answer whose connection breaks is a network error, not a broken gzip', async () => {
  const bytes = gzipSync(text);
  const error = await answered((seen, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': String(bytes.length) });
    response.write(bytes.subarray(0, 30), () => seen.socket.destroy());
  });
  expect(error).toMatchObject({ code: 'network', retryable: true });
});
