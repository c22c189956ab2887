import { VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClient } from '../../../src/diagnose/ssl-clients/read-client.ts';
import { sharedTexts } from '../../../src/topology/shared-texts.ts';
import { fixture } from '../../topology/support.ts';
import { asking, monitorOf, NOW, pageOf, REGION } from '../support.ts';

test('the documented example', async () => {
  const { monitor, requests } = asking(() => fixture('DescribeSslVpnClients-assembled'));
  const clients = await monitor.gateway('vpn-1').sslClients();
  expect(clients).toEqual([
    {
      commonName: 'CN=vsc-gw8gkh6gtilf1whgc****',
      certificateId: 'vsc-gw8gkh6gtilf1whgc****',
      address: '8.XX.XX.15',
      privateAddress: '10.10.10.10',
      connectedAt: 1670985008000,
      sentBytes: 57144,
      receivedBytes: 60782,
      online: true,
      status: 'online',
    },
  ]);
  expect(Object.isFrozen(clients) && Object.isFrozen(clients[0])).toBe(true);
  expect(requests).toMatchObject([
    { product: 'vpc', action: 'DescribeSslVpnClients', params: { RegionId: REGION, VpnGatewayId: 'vpn-1', PageNumber: 1, PageSize: 50 } },
  ]);
});

test('over HTTP: the clients that were declared, and as many as the metric says where none were', async () => {
  const cloud = createSimulator({
    regionId: REGION,
    now: NOW,
    gateways: [
      {
        id: 'vpn-1',
        clients: [
          { certificateId: 'vsc-a', address: '198.51.100.7', port: 40_001, sentBytes: 5, receivedBytes: 0 },
          { user: 'vsc-jane', port: '4****', connectedAt: NOW - 60_000 },
        ],
      },
      { id: 'vpn-2', sslClients: 130 },
      { id: 'vpn-none', clients: [] },
    ],
  });
  await using server = await cloud.listen();
  await using monitor = new VpnMonitor({ regionId: REGION, credentials: cloud.credentials, endpoint: server.endpoint, clock: cloud.clock });
  const [first, second] = await monitor.gateway('vpn-1').sslClients();
  expect(first).toMatchObject({
    commonName: 'CN=vsc-a',
    certificateId: 'vsc-a',
    address: '198.51.100.7',
    port: 40_001,
    sentBytes: 5,
    receivedBytes: 0,
    online: true,
  });
  expect(second).toMatchObject({ commonName: 'vsc-jane', connectedAt: NOW - 60_000 });
  expect(second).not.toHaveProperty('certificateId');
  expect(second).not.toHaveProperty('port');
  const points = cloud.truth.points({ metric: 'ssl_client.count', resourceId: 'vpn-2', start: NOW - 60_000, end: NOW });
  const many = await monitor.gateway('vpn-2').sslClients();
  expect(many.length).toBe(points[0]?.value);
  expect(many.length).toBeGreaterThan(50);
  expect(new Set(many.map(({ address, port }) => `${address ?? ''}:${port ?? ''}`)).size).toBe(many.length);
  expect(await monitor.gateway('vpn-none').sslClients()).toEqual([]);
});

test('a client whose bytes change from page to page is one client', async () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({ CommonName: `CN=vsc-${index}`, Ip: '8.8.8.8', SendBytes: 0 }));
  const { monitor, requests } = asking((request) => {
    const page = pageOf(request, rows);
    // The last one of the page before has moved on to this one.
    const at = Number(request.params['PageNumber']);
    const moved = at > 1 ? [{ ...rows[(at - 1) * 50 - 1], SendBytes: at }] : [];
    return { ...page.numbers, ClientInfoList: [...moved, ...page.rows] };
  });
  expect((await monitor.gateway('vpn-1').sslClients()).map(({ commonName }) => commonName)).toEqual(
    rows.map(({ CommonName }) => CommonName),
  );
  expect(requests).toHaveLength(3);
});

test('a row of any shape ends in a frozen client or is skipped', () => {
  const cell = fc.oneof(fc.constantFrom('', 'online', 'CN=vsc-1', '4****', '40001', '99999', '60782'), fc.jsonValue({ maxDepth: 2 }));
  const keys = ['CommonName', 'Ip', 'Port', 'PrivateIp', 'ConnectedTime', 'SendBytes', 'ReceiveBytes', 'Status'];
  fc.assert(
    fc.property(fc.oneof(fc.record(Object.fromEntries(keys.map((key) => [key, cell])), { requiredKeys: [] }), fc.jsonValue()), (row) => {
      let skipped = 0;
      const client = readClient(row, {
        skip: () => {
          skipped += 1;
        },
        share: sharedTexts(),
      });
      expect(skipped).toBe(client ? 0 : 1);
      if (!client) return;
      expect(Object.isFrozen(client) && Object.values(client).every((field) => field !== undefined)).toBe(true);
      expect(client.port === undefined || (client.port >= 1 && client.port <= 65_535)).toBe(true);
      // Silence about it is no "offline".
      expect(client.online === undefined).toBe(client.status === undefined);
    }),
    { numRuns: 1_000 },
  );
});

test.each<[object, object]>([
  [
    { CommonName: 'CN=vsc-1', Port: '40001', SendBytes: '5', ReceiveBytes: '6', ConnectedTime: '1670985008000', Status: 'Online' },
    {
      commonName: 'CN=vsc-1',
      certificateId: 'vsc-1',
      port: 40001,
      sentBytes: 5,
      receivedBytes: 6,
      connectedAt: 1670985008000,
      online: true,
      status: 'Online',
    },
  ],
  [
    { CommonName: 'cn = vsc-1, O=Alibaba', Port: null, SendBytes: '', Status: 'offline' },
    { commonName: 'cn = vsc-1, O=Alibaba', certificateId: 'vsc-1', online: false, status: 'offline' },
  ],
  [
    { CommonName: '/C=CN/CN=vsc-1', Port: 0 },
    { commonName: '/C=CN/CN=vsc-1', certificateId: 'vsc-1' },
  ],
  [{ CommonName: 'CN=jane', Port: '65536' }, { commonName: 'CN=jane' }],
])('%j reads as %j', (row, expected) => {
  expect(readClient(row, { skip: () => undefined, share: sharedTexts() })).toEqual(expected);
});

describe('failures', () => {
  test('an old gateway: the refusal says to upgrade', async () => {
    const cloud = createSimulator({ regionId: REGION, now: NOW, credentials: 'any', gateways: [{ id: 'vpn-old', since: '2022-12-09' }] });
    await expect(monitorOf(cloud).gateway('vpn-old').sslClients()).rejects.toMatchObject({
      code: 'invalid-request',
      action: 'DescribeSslVpnClients',
      vendorCode: 'UnsupportedFeature',
      message: expect.stringMatching(/made before 10 December 2022 .* upgraded/) as string,
    });
  });

  test.each([
    ['a refusal under a code that nobody knows', { code: 'OperationDenied.VpnVersion', statusCode: 400 }, 'server', true],
    ['a missing permission', { code: 'Forbidden.RAM', statusCode: 403 }, 'forbidden', false],
    ['a fault of the service', { code: 'InternalError', statusCode: 500 }, 'server', false],
    ['throttling', { code: 'Throttling.User', statusCode: 400 }, 'throttled', false],
  ])('%s', async (_, fields, code, isAdvised) => {
    const { monitor } = asking(() => Object.assign(new Error('no'), fields));
    const failure = await monitor
      .gateway('vpn-1')
      .sslClients()
      .catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message.includes('10 December 2022')).toBe(isAdvised);
  });

  test('a gateway that does not exist, also where the service answers with nothing', async () => {
    const cloud = createSimulator({ regionId: REGION, now: NOW, credentials: 'any', gateways: [{ id: 'vpn-1' }] });
    await expect(monitorOf(cloud).gateway('vpn-gone').sslClients()).rejects.toMatchObject({ code: 'not-found' });
    const { monitor } = asking(() => ({ TotalCount: 0 }));
    await expect(monitor.gateway('vpn-gone').sslClients()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('no VPN gateway vpn-gone') as string,
    });
  });

  test('an answer without the list is an error; an abort and a closed monitor end at once', async () => {
    await expect(
      asking(() => ({ TotalCount: 2 }))
        .monitor.gateway('vpn-1')
        .sslClients(),
    ).rejects.toMatchObject({ code: 'protocol' });
    const { monitor, requests } = asking(() => new Promise(() => undefined));
    const leaving = new AbortController();
    const left = monitor.gateway('vpn-1').sslClients({ signal: leaving.signal });
    await expect(monitor.gateway('vpn-1').sslClients({ signal: 1 as never })).rejects.toThrow(TypeError);
    await expect.poll(() => requests.length).toBe(1);
    leaving.abort('enough');
    await expect(left).rejects.toBe('enough');
    await monitor.close();
    await expect(monitor.gateway('vpn-1').sslClients()).rejects.toMatchObject({ code: 'config' });
  });
});
