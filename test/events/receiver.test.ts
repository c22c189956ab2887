import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventReceiver, type EventReceiver, type VpnSystemEvent } from 'alicloud-vpn-monitor';
import { afterEach, expect, test, vi } from 'vitest';
import { asCloudEvent, asRule, asSubscription, fixtureText, form, type Row } from './shapes.ts';

const row: Row = {
  Id: 'e1',
  Name: 'ipsec_tunnel_nego_failed',
  Product: 'vpngw',
  Level: 'WARN',
  RegionId: 'cn-hangzhou',
  ResourceId: 'acs:vpngw:cn-hangzhou:1:instance/tun-1',
  InstanceName: 'a',
  Time: Date.UTC(2026, 0, 31),
  Content: '{}',
};
const event = JSON.stringify(asRule(row));
const URL_ = 'https://service.example/hook';
const post = (body: string, headers: Record<string, string> = {}, url = URL_): Request =>
  new Request(url, { method: 'POST', body, headers });

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
async function served(receiver: EventReceiver): Promise<string> {
  const server = createServer((request, response) => void receiver.node(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

test.each([
  ['rule', event, 'application/json'],
  ['subscription', JSON.stringify(asSubscription(row)), 'application/json'],
  ['subscription form', form(asSubscription(row)), 'application/x-www-form-urlencoded'],
  ['data=', form({ data: asSubscription(row) }), 'application/x-www-form-urlencoded'],
  ['EventBridge', JSON.stringify(asCloudEvent(row)), 'application/json'],
])('%s, over HTTP and as a Request', async (_, body, type) => {
  const seen: VpnSystemEvent[] = [];
  const make = () => createEventReceiver({ secret: false, onEvent: (one) => seen.push(one) });
  const url = await served(make());
  expect((await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })).status).toBe(200);
  expect((await make().fetch(post(body, { 'content-type': type }))).status).toBe(200);
  expect(seen.map(({ id }) => id)).toEqual(['e1', 'e1']);
});

test('GET with data=', async () => {
  const onEvent = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent });
  const url = await served(receiver);
  expect((await fetch(`${url}?${form({ data: asSubscription(row) })}`)).status).toBe(200);
  expect((await receiver.fetch(new Request(URL_))).status).toBe(400);
  expect(onEvent).toHaveBeenCalledTimes(1);
});

test('other methods, malformed bodies and what is no VPN event', async () => {
  const onEvent = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent });
  const url = await served(receiver);
  for (const method of ['PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
    expect((await fetch(url, { method })).status).toBe(405);
    expect((await receiver.fetch(new Request(URL_, { method }))).headers.get('allow')).toBe('GET, POST');
  }
  for (const body of ['{"name":', 'nonsense', '', '[1,2]', '{"name":"ipsec_tunnel_nego_failed"}']) {
    expect((await fetch(url, { method: 'POST', body })).status, body).toBe(400);
    expect((await receiver.fetch(post(body))).status, body).toBe(400);
  }
  for (const body of ['{}', fixtureText('callback-system-event-legacy.json'), fixtureText('callback-threshold-2025.form.txt')]) {
    expect((await fetch(url, { method: 'POST', body })).status, body).toBe(204);
    expect((await receiver.fetch(post(body))).status, body).toBe(204);
  }
  expect(onEvent).not.toHaveBeenCalled();
});

test('a secret in the header or the URL', async () => {
  const warn = vi.fn();
  const receiver = createEventReceiver({ onEvent: () => undefined, secret: 'open sesame', logger: { warn } });
  const url = await served(receiver);
  const status = async (more: string, headers: Record<string, string> = {}) => [
    (await fetch(url + more, { method: 'POST', body: event, headers })).status,
    (await receiver.fetch(post(event, headers, URL_ + more))).status,
  ];
  expect(await status('')).toEqual([401, 401]);
  expect(await status('?secret=wrong')).toEqual([401, 401]);
  expect(await status('', { 'x-vpn-monitor-secret': 'open sesam' })).toEqual([401, 401]);
  expect(await status('?secret=open%20sesame')).toEqual([200, 200]);
  expect(await status('?secret=wrong', { 'x-vpn-monitor-secret': 'open sesame' })).toEqual([200, 200]);
  expect(JSON.stringify(warn.mock.calls)).not.toContain('sesame');
  expect(() => createEventReceiver({ onEvent: () => undefined, secret: '' })).toThrow(TypeError);
});

test('an address list', async () => {
  const status = async (allow: string[]) =>
    (await fetch(await served(createEventReceiver({ secret: false, onEvent: () => undefined, allow })), { method: 'POST', body: event }))
      .status;
  expect(await status(['47.74.206.0/26'])).toBe(403);
  expect(await status([])).toBe(403);
  expect(await status(['47.74.206.0/26', '127.0.0.0/8'])).toBe(200);
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined, allow: ['47.74.206.0/26', '2001:db8::/32'] });
  const from = async (remoteAddress?: string) => (await receiver.fetch(post(event), { remoteAddress })).status;
  expect(await Promise.all(['47.74.206.63', '::ffff:47.74.206.1', '2001:db8::1'].map(from))).toEqual([200, 200, 200]);
  expect(await Promise.all(['47.74.206.64', '2001:db9::1', 'nonsense', undefined].map(from))).toEqual([403, 403, 403, 403]);
  for (const wrong of ['47.74.206.0/33', 'example.com', '1.2.3.4/', ''])
    expect(() => createEventReceiver({ secret: false, onEvent: () => undefined, allow: [wrong] }), wrong).toThrow(TypeError);
});

test('large bodies are not read to their end', async () => {
  const receiver = createEventReceiver({ secret: false, onEvent: () => undefined, maxBytes: 4096 });
  const url = await served(receiver);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(5000) })).status).toBe(413);
  expect((await receiver.fetch(post('x'.repeat(5000)))).status).toBe(413);
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  expect((await receiver.fetch(new Request(URL_, { method: 'POST', body: endless, duplex: 'half' }))).status).toBe(413);
  expect(pulled).toBeLessThan(10);
  const status = await new Promise((resolve, reject) => {
    const sending = httpRequest(url, { method: 'POST' }, (response) => {
      resolve(response.statusCode);
      sending.destroy();
    });
    sending.on('error', reject);
    for (let i = 0; i < 10; i++) sending.write('y'.repeat(1000));
  });
  expect(status).toBe(413);
});

test('copies are answered without onEvent, and wait for the first', async () => {
  let release = (): void => undefined;
  const onEvent = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  const receiver = createEventReceiver({ secret: false, onEvent });
  const answers: number[] = [];
  const all = [event, event, JSON.stringify(asSubscription(row))].map(async (body) =>
    answers.push((await receiver.fetch(post(body))).status),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answers).toEqual([]);
  release();
  await Promise.all(all);
  expect(answers).toEqual([200, 200, 200]);
  expect((await receiver.fetch(post(event))).status).toBe(200);
  expect(onEvent).toHaveBeenCalledTimes(1);
});

test('an event that onEvent did not take is not remembered', async () => {
  const error = vi.fn();
  const onEvent = vi
    .fn()
    .mockRejectedValueOnce(new Error('database down'))
    .mockImplementationOnce(() => {
      throw new Error('still');
    });
  const receiver = createEventReceiver({ secret: false, onEvent, logger: { error } });
  const url = await served(receiver);
  const [first, copy] = await Promise.all([receiver.fetch(post(event)), receiver.fetch(post(event))]);
  expect([first.status, copy.status]).toEqual([500, 500]);
  expect((await fetch(url, { method: 'POST', body: event })).status).toBe(500);
  expect((await fetch(url, { method: 'POST', body: event })).status).toBe(200);
  expect(onEvent).toHaveBeenCalledTimes(3);
  expect(error).toHaveBeenCalledTimes(3);
});

test('the window ends, and 0 remembers nothing', async () => {
  const onEvent = vi.fn();
  const forgetful = createEventReceiver({ secret: false, onEvent, dedupeWindowMs: 0 });
  await forgetful.fetch(post(event));
  await forgetful.fetch(post(event));
  expect(onEvent).toHaveBeenCalledTimes(2);
  const brief = createEventReceiver({ secret: false, onEvent, dedupeWindowMs: 15 });
  await brief.fetch(post(event));
  await brief.fetch(post(event));
  expect(onEvent).toHaveBeenCalledTimes(3);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await brief.fetch(post(event));
  expect(onEvent).toHaveBeenCalledTimes(4);
});

test('a body that a parser has read already', async () => {
  const onEvent = vi.fn();
  const receiver = createEventReceiver({ secret: false, onEvent });
  const response = { statusCode: 0, setHeader: () => undefined, end: () => undefined };
  const stream = { on: () => undefined, removeListener: () => undefined, pause: () => undefined };
  await receiver.node({ method: 'POST', url: '/', headers: {}, body: asRule(row), ...stream }, response);
  expect(response.statusCode).toBe(200);
  expect(onEvent).toHaveBeenCalledTimes(1);
});

test('options that cannot be used', () => {
  const onEvent = (): undefined => undefined;
  expect(() => createEventReceiver({ secret: false } as unknown as { onEvent: () => void })).toThrow(TypeError);
  expect(() => createEventReceiver({ secret: false, onEvent, maxBytes: 0 })).toThrow(RangeError);
  expect(() => createEventReceiver({ secret: false, onEvent, dedupeWindowMs: -1 })).toThrow(RangeError);
});
