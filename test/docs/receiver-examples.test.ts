import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, Server } from 'node:net';
import { createSimulator, type Simulator } from 'alicloud-vpn-monitor/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ROW, ruleText } from '../events/push/receiver/support.ts';
import { asSubscription, fixtureText, form } from '../events/shapes.ts';

const SECRET = 'open sesame';
const printed: string[] = [];
const SHAPES = ['rule', 'subscription', 'subscription-form', 'queue', 'eventbridge'] as const;
const ALERT = new URLSearchParams(fixtureText('callback-threshold-2025.form.txt'));
for (const [name, value] of Object.entries({ namespace: 'acs_vpn', metricName: 'tun.state', alertName: 'down' })) ALERT.set(name, value);
ALERT.set('dimensions', '{instanceId=vpn-1, tunnelId=tun-1}');

beforeEach(() => {
  printed.length = 0;
  vi.resetModules();
  vi.stubEnv('VPN_WEBHOOK_SECRET', SECRET);
  vi.stubEnv('PORT', '0');
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => void printed.push(parts.join(' ')));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.doUnmock('express');
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** The address of the server that an example has started. SIGTERM ends it. */
async function started(load: () => Promise<unknown>): Promise<{ readonly url: string; readonly end: () => Promise<void> }> {
  const listening = vi.spyOn(Server.prototype, 'listen');
  await load();
  const server = listening.mock.contexts.at(-1) as Server;
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/vpn-events`,
    async end() {
      const closed = once(server, 'close');
      process.emit('SIGTERM', 'SIGTERM');
      await closed;
    },
  };
}

function outage(): Simulator {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T12:00:00Z',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
  });
  cloud.tunnel('tun-1').down();
  return cloud;
}

const express4: unknown = createRequire(import.meta.url)('express4');
const SERVERS: readonly (readonly [what: string, load: () => Promise<unknown>])[] = [
  ['receive-express.ts on Express 5', () => import('../../docs/examples/receive-express.ts')],
  [
    'receive-express.ts on Express 4',
    () => {
      vi.doMock('express', () => ({ default: express4 }));
      return import('../../docs/examples/receive-express.ts');
    },
  ],
  ['receive-hono.ts', () => import('../../docs/examples/receive-hono.ts')],
];

describe.each(SERVERS)('%s', (what, load) => {
  test('takes an outage once, in whatever shape it is pushed, and ends with SIGTERM', async () => {
    const { url, end } = await started(load);
    const cloud = outage();
    for (const shape of SHAPES) {
      const deliveries = await cloud.push(`${url}?secret=open%20sesame`, { shape, since: '2026-03-01T00:00:00Z' });
      expect(
        deliveries.map(({ status }) => status),
        shape,
      ).toEqual([200]);
    }
    expect(printed).toEqual(['ipsec_tunnel_nego_failed failed tun-1']);
    expect((await fetch(`${url}?secret=wrong`, { method: 'POST', body: ruleText() })).status).toBe(401);
    expect((await fetch(`${url}?secret=open%20sesame`, { method: 'PUT', body: ruleText() })).status).toBe(405);
    const pulled = `${url}?secret=open%20sesame&data=${encodeURIComponent(JSON.stringify(asSubscription(ROW)))}`;
    expect((await fetch(pulled)).status).toBe(200);
    expect(printed).toHaveLength(2);
    const alert = await fetch(`${url}?secret=open%20sesame`, { method: 'POST', body: ALERT });
    expect(alert.status).toBe(what.includes('xpress') ? 200 : 204);
    expect(printed.slice(2)).toEqual(what.includes('xpress') ? ['down alert tun-1'] : []);
    await end();
    await expect(fetch(url)).rejects.toThrow();
  });
});

test('receive-hono.ts tells the receiver who sends, so that `allow` works', async () => {
  vi.stubEnv('VPN_WEBHOOK_ALLOW', '47.74.206.0/26,127.0.0.0/8');
  const first = await started(() => import('../../docs/examples/receive-hono.ts'));
  expect((await fetch(`${first.url}?secret=open%20sesame`, { method: 'POST', body: ruleText() })).status).toBe(200);
  await first.end();
  vi.resetModules();
  vi.stubEnv('VPN_WEBHOOK_ALLOW', '47.74.206.0/26');
  const second = await started(() => import('../../docs/examples/receive-hono.ts'));
  expect((await fetch(`${second.url}?secret=open%20sesame`, { method: 'POST', body: ruleText() })).status).toBe(403);
  await second.end();
});

test('receive-fetch.ts gives routes and a default export the same handler', async () => {
  const { default: server, GET, POST } = await import('../../docs/examples/receive-fetch.ts');
  expect([GET, server.fetch]).toEqual([POST, POST]);
  const push = (secret: string): Promise<Response> =>
    POST(new Request(`https://service.example/vpn-events?secret=${secret}`, { method: 'POST', body: ruleText() }));
  expect([(await push('wrong')).status, (await push('open%20sesame')).status]).toEqual([401, 200]);
  expect(printed).toEqual(['ipsec_tunnel_nego_failed failed tun-1']);
});

describe('receive-function-compute.ts', () => {
  const given = (event: unknown): Uint8Array => Buffer.from(JSON.stringify(event));
  const http = (event: object, method = 'POST'): Uint8Array =>
    given({
      version: 'v1',
      rawPath: '/',
      headers: { Host: 'function.example', 'Content-Type': 'application/json' },
      queryParameters: { secret: SECRET },
      requestContext: { http: { method, path: '/', protocol: 'HTTP/1.1', sourceIp: '47.74.206.1' } },
      ...event,
    });

  test('answers an HTTP trigger, whatever the body is', async () => {
    const { handler } = await import('../../docs/examples/receive-function-compute.ts');
    const answerTo = async (...event: Parameters<typeof http>): Promise<number> => (await handler(http(...event))).statusCode;
    expect(await handler(http({ body: ruleText() }))).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(await answerTo({ body: Buffer.from(ruleText('e2')).toString('base64'), isBase64Encoded: true })).toBe(200);
    const fields = form(asSubscription({ ...ROW, Id: 'e3' }));
    expect(await answerTo({ body: fields, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).toBe(200);
    const data = JSON.stringify(asSubscription({ ...ROW, Id: 'e4' }));
    expect(await answerTo({ queryParameters: { secret: SECRET, data }, body: '' }, 'GET')).toBe(200);
    expect(printed).toEqual(Array(4).fill('ipsec_tunnel_nego_failed failed tun-1'));
    expect(await answerTo({ body: ruleText('e5'), queryParameters: undefined })).toBe(401);
    expect(await answerTo({ body: undefined })).toBe(400);
    const notification = { TopicName: 't', MessageId: '1', Message: ruleText('e6') };
    expect(await handler(http({ body: JSON.stringify(notification) }))).toEqual({ statusCode: 204, headers: {}, body: '' });
    expect(printed).toHaveLength(5);
  });

  test('takes what a subscription invokes it with, single or in a list', async () => {
    const { invoked } = await import('../../docs/examples/receive-function-compute.ts');
    await invoked(Buffer.from(ruleText()));
    const list = [ruleText('e2'), JSON.stringify({ product: 'vpngw', name: 7 }), ruleText('e3')].map((text) => JSON.parse(text) as unknown);
    // It is repeated then, in vain. The other events are taken, once.
    for (let invocation = 0; invocation < 2; invocation++)
      await expect(invoked(given(list))).rejects.toThrow('not every event was taken (400)');
    expect(printed).toEqual(Array(3).fill('ipsec_tunnel_nego_failed failed tun-1'));
    await invoked(given({ product: 'ecs', name: 'Instance:StateChange', eventTime: '20260131T200000.000+0800' }));
    expect(printed).toHaveLength(3);
  });
});
