import { getEventListeners } from 'node:events';
import {
  type ApiRequest,
  SystemEvent,
  VpnMonitor,
  VpnMonitorError,
  type VpnMonitorOptions,
  type VpnSystemEvent,
} from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { expect, test, vi } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { fixture } from './shapes.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const ACTION = 'DescribeSystemEventAttribute';

function setUp(
  simulated: Partial<SimulatorOptions> = {},
  options: Partial<VpnMonitorOptions> = {},
): { cloud: Simulator; monitor: VpnMonitor; sent: ApiRequest['params'][] } {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] }],
    ...simulated,
  });
  const direct = directTransport(cloud);
  const sent: ApiRequest['params'][] = [];
  const transport: VpnMonitorOptions['transport'] = {
    call: (request, more) => {
      if (request.action === ACTION) sent.push(request.params);
      return direct.call(request, more);
    },
  };
  return {
    cloud,
    sent,
    monitor: new VpnMonitor({ regionId: 'cn-hangzhou', transport, clock: cloud.clock, maxRetries: 0, requestsPerSecond: 1000, ...options }),
  };
}

/** A monitor whose events are these rows. */
function answering(rows: readonly object[], options: Partial<VpnMonitorOptions> = {}, product: string | Error = 'vpngw'): VpnMonitor {
  return new VpnMonitor({
    regionId: 'cn-hangzhou',
    clock: { now: () => NOW },
    maxRetries: 0,
    transport: {
      call: ({ action, params }) => {
        if (action === ACTION) {
          const own = rows.filter((row) => params['Name'] === undefined || (row as { Name: string }).Name === params['Name']);
          return Promise.resolve({ status: 200, body: { Code: '200', Success: 'true', SystemEvents: { SystemEvent: own } } });
        }
        if (product instanceof Error) return Promise.reject(product);
        return Promise.resolve({
          status: 200,
          body: {
            Code: 200,
            Success: true,
            Data: {
              Resource: [
                { Product: product, Name: 'ipsec_tunnel_nego_failed' },
                { Product: product, Name: 'CertKeyExpired' },
              ],
            },
          },
        });
      },
    },
    ...options,
  });
}

const row = (more: object = {}): object => ({
  Id: 'e1',
  Name: 'ipsec_tunnel_nego_failed',
  Product: 'vpngw',
  Level: 'WARN',
  RegionId: 'cn-hangzhou',
  ResourceId: 'acs:vpngw:cn-hangzhou:1:instance/tun-1',
  InstanceName: 'to Berlin',
  Time: NOW - MINUTE,
  Content: '{}',
  ...more,
});
const times = (events: readonly VpnSystemEvent[]): number[] => events.map(({ at }) => at);

test('many pages and days come ascending, each event once', async () => {
  const { cloud, monitor, sent } = setUp();
  for (let i = 0; i < 750; i++) cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1', { at: NOW - i * 10 * MINUTE });
  const events = await monitor.events().last('6d').toArray({ limit: 10_000 });
  expect(events.length).toBe(750);
  expect(times(events)).toEqual([...times(events)].sort((a, b) => a - b));
  expect(new Set(events.map(({ id }) => id)).size).toBe(750);
  expect(
    sent.every(
      (params) =>
        params['Product'] === 'vpngw' &&
        (params['PageNumber'] !== 1 || params['PageSize'] === 100) &&
        /^"\d{13}"$/.test(JSON.stringify(params['StartTime'])),
    ),
  ).toBe(true);
  await expect(monitor.events().last('6d').toArray({ limit: 749 })).rejects.toThrow(/more than 749 events/);
  expect(cloud.calls.filter(({ action }) => action === 'DescribeSystemEventMetaList').length).toBe(1);
});

test('a window is open at its start and closed at its end', async () => {
  const { cloud, monitor } = setUp();
  const midnight = Date.UTC(2026, 0, 30);
  for (const at of [midnight - 1, midnight, midnight + 1, NOW - MINUTE]) cloud.publish(SystemEvent.CertKeyExpired, 'vsc-1', { at });
  expect(
    times(
      await monitor
        .events()
        .between(midnight - 1, NOW - MINUTE)
        .toArray({ limit: 9 }),
    ),
  ).toEqual([midnight, midnight + 1, NOW - MINUTE]);
});

test('events that arrive while pages are read shift none away', async () => {
  const { cloud, monitor } = setUp();
  const direct = directTransport(cloud);
  for (let i = 0; i < 500; i++) cloud.publish(SystemEvent.IpsecTunnelNegoSuccess, 'tun-1', { at: NOW - i * 1000 });
  const before = cloud.now();
  const soaking = new VpnMonitor({
    regionId: 'cn-hangzhou',
    clock: cloud.clock,
    requestsPerSecond: 1000,
    transport: {
      call: (request, options) => {
        const answer = direct.call(request, options);
        // New ones, and some that are published late.
        for (let i = 0; i < 7; i++)
          cloud.advance(100).publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-2', { at: cloud.now() - (i === 0 ? 300_000 : 0) });
        return answer;
      },
    },
  });
  const events = await soaking.events().last('1h').toArray({ limit: 2000 });
  expect(events.filter(({ outcome }) => outcome === 'success').length).toBe(500);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(Math.max(...times(events))).toBeLessThanOrEqual(before);
  await monitor.close();
});

test('filters are sent where the service has them and applied here as well', async () => {
  const { cloud, monitor, sent } = setUp();
  cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
  cloud.publish(SystemEvent.IpsecTunnelNegoSuccess, 'tun-2');
  cloud.publish('ipsec_quantum_nego_failed', 'tun-2');
  const names = async (filter: Parameters<VpnMonitor['events']>[0]) =>
    (await monitor.events(filter).toArray({ limit: 9 })).map(({ name }): string => name);
  expect(await names({ names: ['ipsec_tunnel_nego_failed'] })).toEqual(['ipsec_tunnel_nego_failed']);
  expect(await names({ levels: ['warn'] })).toEqual(['ipsec_tunnel_nego_failed']);
  expect(await names({ resourceIds: ['tun-2'] })).toEqual(['ipsec_tunnel_nego_success', 'ipsec_quantum_nego_failed']);
  expect(await names({ resourceIds: ['vco-1'], names: ['ipsec_quantum_nego_failed', 'CertKeyExpired'] })).toEqual([
    'ipsec_quantum_nego_failed',
  ]);
  expect(sent.some((params) => params['Name'] === 'ipsec_tunnel_nego_failed')).toBe(true);
  expect(sent.some((params) => params['Level'] === 'WARN')).toBe(true);
  expect(() => monitor.events({ levels: ['FATAL' as 'WARN'] })).toThrow(TypeError);
  expect(() => monitor.events({ names: [''] })).toThrow(TypeError);
});

test('the product is found by the names of its events', async () => {
  const { cloud, monitor, sent } = setUp({ events: { product: 'netsec-x' } });
  cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
  expect((await monitor.events().toArray({ limit: 9 })).length).toBe(1);
  expect(sent[0]!['Product']).toBe('netsec-x');
});

test.each([
  [
    'denied',
    Object.assign(new Error('no'), { statusCode: 403, code: 'NoPermission' }),
    'name by name; allow cms:DescribeSystemEventMetaList',
  ],
  [
    'asked with a key that is refused',
    Object.assign(new Error('no such key'), { statusCode: 404, code: 'InvalidAccessKeyId.NotFound' }),
    'name by name, and it is asked for again in 600 s: DescribeSystemEventMetaList failed: InvalidAccessKeyId.NotFound: no such key',
  ],
  [
    'asked without credentials',
    new VpnMonitorError('No credentials found.', { code: 'auth' }),
    'name by name, and it is asked for again in 600 s: No credentials found.',
  ],
])('where the product is %s, events are asked for name by name, with one warning that says what to do', async (_, failure, said) => {
  const warn = vi.fn<(message: string) => void>();
  const monitor = answering([row()], { logger: { warn } }, failure);
  expect((await monitor.events().toArray({ limit: 9 })).length).toBe(1);
  expect((await monitor.events().toArray({ limit: 9 })).length).toBe(1);
  expect(warn.mock.calls.map(([message]) => message)).toEqual([expect.stringContaining(said)]);
  expect(warn.mock.calls[0]?.[0].includes('allow cms:')).toBe(said.includes('allow'));
  expect(monitor.usage().callsByOperation).toMatchObject({ DescribeSystemEventMetaList: 1 });
});

test('a refusal of the products that stays, with a code that might pass, keeps the events back for two queries at most', async () => {
  const monitor = answering(
    [row()],
    { maxRetries: 0 },
    Object.assign(new Error('no'), { statusCode: 400, code: 'NeverHeardOf', data: { Code: 'NeverHeardOf' } }),
  );
  const ask = async (): Promise<number> => (await monitor.events().toArray({ limit: 9 })).length;
  await expect(ask()).rejects.toMatchObject({ vendorCode: 'NeverHeardOf', retryable: true });
  await expect(ask()).rejects.toMatchObject({ vendorCode: 'NeverHeardOf', retryable: true });
  expect(await ask()).toBe(1);
  expect(await ask()).toBe(1);
});

test.each([
  ['an object', { vpnConnectionId: 'vco-1', tunnelId: 'tun-1' }],
  ['its text', '{"vpnConnectionId":"vco-1","tunnelId":"tun-1"}'],
  [
    'a list of whole events',
    JSON.stringify([{ name: 'ipsec_tunnel_nego_failed', content: JSON.stringify({ vpnConnectionId: 'vco-1', tunnelId: 'tun-1' }) }]),
  ],
])('content as %s', async (_, Content) => {
  const [event] = await answering([row({ Content, Time: String(NOW - MINUTE) })])
    .events()
    .toArray({ limit: 2 });
  expect(event).toMatchObject({
    at: NOW - MINUTE,
    resource: { connectionId: 'vco-1', tunnelId: 'tun-1' },
    content: { vpnConnectionId: 'vco-1' },
  });
  expect(Object.isFrozen(event)).toBe(true);
  expect(Object.isFrozen(event!.content)).toBe(true);
});

test('content that is broken, plain or absent does no harm', async () => {
  const rows = ['{"a":', 'some text', undefined, null, '', 7].map((Content, index) => row({ Id: `e${index}`, Content }));
  const events = await answering(rows).events().toArray({ limit: 9 });
  expect(events.map(({ content }) => content)).toEqual([7, '', null, null, 'some text', '{"a":']);
});

test('rows of other products and rows that cannot be read are left out, the latter with a warning', async () => {
  const warn = vi.fn();
  const sample = (fixture('DescribeSystemEventAttribute-assembled.json') as { SystemEvents: { SystemEvent: object[] } }).SystemEvents
    .SystemEvent[0]!;
  const rows = [
    row(),
    row(),
    { ...sample, Time: NOW - 1 },
    row({ Id: 'e2', Time: 'yesterday' }),
    { Id: 'e3' },
    null as unknown as object,
    row({ Id: 'e4', Name: 'brand_new', Level: 'P9' }),
  ];
  const events = await answering(rows, { logger: { warn } }).events().last('1h').toArray({ limit: 9 });
  expect(events.map(({ id }) => id)).toEqual(['e4', 'e1']);
  expect(events[0]).toMatchObject({
    name: 'brand_new',
    subject: 'unknown',
    level: 'UNKNOWN',
    resource: { kind: 'tunnel', tunnelId: 'tun-1' },
  });
  expect(warn).toHaveBeenCalledTimes(1);
});

test('an event without an id is recognised by name, resource and time', async () => {
  const bare = row({ Id: undefined });
  const events = await answering([bare, { ...bare, InstanceName: 'renamed' }, row({ Id: undefined, Time: NOW - 1 })])
    .events()
    .toArray({ limit: 9 });
  expect(events.length).toBe(2);
  expect(events[0]!.id).toMatch(/^derived-[0-9a-f]{32}$/);
});

test('no secret gets into the content', async () => {
  const secrets = {
    Psk: 'S3CRET',
    tunnel: [{ bgpAuthKey: 'S3CRET', 'pre-shared-key': 'S3CRET' }],
    password: 'S3CRET',
    note: 'psk=S3CRET',
    details: '{"token":"S3CRET","count":1}',
    pem: '-----BEGIN PRIVATE KEY-----S3CRET',
  };
  const [event] = await answering([row({ Content: JSON.stringify(secrets) })])
    .events()
    .toArray({ limit: 2 });
  expect(JSON.stringify(event)).not.toContain('S3CRET');
  expect(event!.content).toEqual({ tunnel: [{}], details: { count: 1 } });
});

test('an owner’s name that reads like an id is not taken for one', async () => {
  const [event] = await answering([
    row({ InstanceName: 'vpn-berlin', Content: '{"instanceName":"vco-berlin","description":"tun-berlin"}' }),
  ])
    .events()
    .toArray({ limit: 2 });
  expect(event!.resource).toEqual({ kind: 'tunnel', tunnelId: 'tun-1' });
});

test('a service that ignores PageNumber is not asked for ever', async () => {
  const rows = Array.from({ length: 100 }, (_, index) => row({ Id: `e${index}` }));
  await expect(answering(rows).events().toArray({ limit: 1000 })).rejects.toMatchObject({ code: 'protocol', retryable: true });
});

/** Reads a stream while simulated time moves on. */
async function readFor(
  minutes: number,
  cloud: Simulator,
  stream: AsyncGenerator<VpnSystemEvent>,
  each?: (minute: number) => void,
): Promise<VpnSystemEvent[]> {
  const seen: VpnSystemEvent[] = [];
  let minute = 0;
  const state = { done: false };
  const timer = setInterval(() => {
    if (++minute > minutes) {
      clearInterval(timer);
      setTimeout(() => {
        state.done = true;
      }, 30);
      return;
    }
    cloud.advance('1m');
    each?.(minute);
  }, 4);
  let next = stream.next();
  while (!state.done) {
    const result = await Promise.race([
      next,
      new Promise<'wait'>((resolve) =>
        setTimeout(() => {
          resolve('wait');
        }, 5),
      ),
    ]);
    if (result === 'wait') continue;
    if (result.done) break;
    seen.push(result.value);
    next = stream.next();
  }
  next.catch(() => undefined);
  return seen;
}

test('following yields each event once, late ones and those of failed polls too', async () => {
  const warn = vi.fn();
  const { cloud, monitor } = setUp({ events: { publicationDelayMs: 2 * MINUTE } }, { logger: { warn } });
  const published: string[] = [];
  cloud.fail({ action: ACTION, status: 503, times: 5, skip: 4 });
  const events = await readFor(60, cloud, monitor.events().follow({ pollMs: 1 }), (minute) => {
    published.push(cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1', { at: cloud.now() - (minute % 3) * MINUTE }).id);
  });
  const ids = events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(published.slice(0, 57).filter((id) => !ids.includes(id))).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(5);
  await monitor.close();
});

test('following resumes after `from`, over days', async () => {
  const { cloud, monitor } = setUp();
  for (let i = 0; i < 5; i++) cloud.publish(SystemEvent.CertKeyExpired, 'vsc-1', { at: NOW - i * 86_400_000 });
  const from = NOW - 3 * 86_400_000;
  const events = await readFor(3, cloud, monitor.events().follow({ pollMs: 1, from }));
  expect(times(events)).toEqual([2, 1, 0].map((days) => NOW - days * 86_400_000));
  await monitor.close();
});

test('abort and close end a stream at once and leave no listener', async () => {
  const { cloud, monitor } = setUp();
  const controller = new AbortController();
  const waiting = monitor.events().signal(controller.signal).follow({ pollMs: 60_000 }).next();
  setTimeout(() => {
    controller.abort(new Error('enough'));
  }, 20);
  await expect(waiting).rejects.toThrow('enough');
  const calm = new AbortController();
  for (let i = 0; i < 6; i++) {
    await monitor.events().signal(calm.signal).toArray({ limit: 9 });
    const left = monitor
      .events()
      .signal(calm.signal)
      .follow({ from: NOW - MINUTE, pollMs: 1 });
    cloud.publish(SystemEvent.IpsecTunnelNegoSuccess, 'tun-2', { at: NOW - i });
    await left.next();
    await left.return();
  }
  expect([controller, calm].map(({ signal }) => getEventListeners(signal, 'abort').length)).toEqual([0, 0]);
  cloud.publish(SystemEvent.IpsecTunnelNegoFailed, 'tun-1');
  const stream = monitor.events().follow({ pollMs: 60_000 });
  for (let i = 0; i < 7; i++) expect((await stream.next()).done).toBe(false);
  setTimeout(() => void monitor.close(), 20);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(() => monitor.events().follow()).toThrow(/closed/);
});

test('what another poll cannot mend ends the stream', async () => {
  const { cloud, monitor } = setUp();
  cloud.fail({ action: ACTION, status: 403, code: 'NoPermission' });
  await expect(monitor.events().follow({ pollMs: 1 }).next()).rejects.toMatchObject({ code: 'forbidden' });
  expect(() => monitor.events().follow({ pollMs: 0 })).toThrow(RangeError);
});
