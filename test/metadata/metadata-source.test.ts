import { AttachmentMetric, GatewayMetric, VpnMonitor, VpnMonitorError, type VpnMonitorOptions } from 'alicloud-vpn-monitor';
import { expect, test, vi } from 'vitest';
import { metadataAnswer, metricAnswer, ScriptedTransport } from '../support/scripted-transport.ts';

const monitorOn = (transport: ScriptedTransport, options: Partial<VpnMonitorOptions> = {}): VpnMonitor =>
  new VpnMonitor({ regionId: 'cn-hangzhou', transport, maxRetries: 0, ...options });
const traffic = (monitor: VpnMonitor) => monitor.gateway('vpn-1').metric(GatewayMetric.InboundPacketRate).last('1h').toArray({ limit: 10 });
const empty = Array.from({ length: 100 }, () => metricAnswer([]));

test('metadata is asked for once, however many queries wait for it', async () => {
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadataAnswer(['net_rx.Pkgs', 'userId,instanceId', 'Value']),
    DescribeMetricList: empty,
  });
  const monitor = monitorOn(transport);
  await Promise.all(Array.from({ length: 100 }, () => traffic(monitor)));
  expect(transport.sent('DescribeMetricMetaList')).toHaveLength(1);
  expect(transport.sent('DescribeMetricList')).toHaveLength(100);
});

test('all pages are read, also when the service caps the page size', async () => {
  const page = (...names: string[]): object => ({
    ...metadataAnswer(...names.map((name) => [name, 'userId,instanceId', 'Value'] as const)),
    TotalCount: '3',
  });
  const transport = new ScriptedTransport({ DescribeMetricMetaList: [page('a', 'b'), page('net_rx.Pkgs')], DescribeMetricList: empty });
  await traffic(monitorOn(transport));
  expect(transport.sent('DescribeMetricMetaList').map((params) => params['PageNumber'])).toEqual([1, 2]);
  expect(transport.sent('DescribeMetricList')[0]?.['MetricName']).toBe('net_rx.Pkgs');
});

test('a spelling that nobody has seen yet is found when only dots and underscores differ', async () => {
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadataAnswer(['vpn.connection_rx_rate', 'userId,vpnConnectionId', 'Value']),
    DescribeMetricList: empty,
  });
  await monitorOn(transport).attachment('vco-1').metric(AttachmentMetric.InboundRate).toArray({ limit: 1 });
  expect(transport.sent('DescribeMetricList')[0]).toMatchObject({
    MetricName: 'vpn.connection_rx_rate',
    Dimensions: '[{"vpnConnectionId":"vco-1"}]',
  });
});

const ASKED_AGAIN = 'so the documented metric names and dimensions are used, and it is asked again in 60 s: ';

test.each([
  [
    'access denied',
    Object.assign(new Error('no right'), { code: 'NoPermission', statusCode: 403 }),
    'allow cms:DescribeMetricMetaList, or set',
  ],
  [
    'a refused key',
    Object.assign(new Error('no such key'), { code: 'InvalidAccessKeyId.NotFound', statusCode: 404 }),
    `${ASKED_AGAIN}DescribeMetricMetaList failed: InvalidAccessKeyId.NotFound: no such key`,
  ],
  ['no credentials', new VpnMonitorError('No credentials found.', { code: 'auth' }), `${ASKED_AGAIN}No credentials found.`],
  [
    'a refused connection',
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED', syscall: 'connect' }),
    `${ASKED_AGAIN}DescribeMetricMetaList failed: connect ECONNREFUSED 127.0.0.1:1`,
  ],
  [
    'a server error',
    Object.assign(new Error('down'), { code: 'InternalError', statusCode: 500 }),
    `${ASKED_AGAIN}DescribeMetricMetaList failed: InternalError: down`,
  ],
  ['an empty list', metadataAnswer(), `${ASKED_AGAIN}DescribeMetricMetaList lists no metric`],
  [
    'rows that are none',
    { Code: '200', Resources: { Resource: [null, {}, 'x'] }, TotalCount: 'many' },
    `${ASKED_AGAIN}DescribeMetricMetaList lists no metric`,
  ],
])('after %s the documented names are used, with one warning that says what to do', async (_, answer, said) => {
  const warnings: string[] = [];
  const transport = new ScriptedTransport({ DescribeMetricMetaList: answer, DescribeMetricList: empty });
  const monitor = monitorOn(transport, {
    logger: {
      warn: (message) => {
        if (!message.includes('whether it exists')) warnings.push(message);
      },
    },
  });
  await traffic(monitor);
  await traffic(monitor);
  expect(transport.sent('DescribeMetricList').map((params) => params['MetricName'])).toEqual(['net.rxPkgs', 'net.rxPkgs']);
  expect(transport.sent('DescribeMetricMetaList')).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining(said)]);
  expect(warnings[0]?.includes('allow cms:')).toBe(said.startsWith('allow'));
});

test("metadata: 'catalog' asks for none", async () => {
  const transport = new ScriptedTransport({ DescribeMetricList: empty });
  await traffic(monitorOn(transport, { metadata: 'catalog' }));
  expect(transport.sent('DescribeMetricList')[0]).toMatchObject({ MetricName: 'net.rxPkgs', Dimensions: '[{"instanceId":"vpn-1"}]' });
});

test('given rows are used as they are', async () => {
  const transport = new ScriptedTransport({ DescribeMetricList: empty });
  const metadata = [{ MetricName: 'net_rx.Pkgs', Dimensions: 'userId,vpnGatewayId', Statistics: 'Value' }];
  await traffic(monitorOn(transport, { metadata }));
  expect(transport.sent('DescribeMetricList')[0]).toMatchObject({ MetricName: 'net_rx.Pkgs', Dimensions: '[{"vpnGatewayId":"vpn-1"}]' });
});

test.each([60, [60], { Period: 60 }, true, null])('a row whose periods are %j is used as far as it can be read', async (Periods) => {
  const answer = {
    Resources: {
      Resource: [
        { MetricName: 'net_rx.Pkgs', Dimensions: 'userId,vpnGatewayId', Statistics: 'Value', Namespace: 'acs_vpn', Periods },
        { MetricName: 5, Dimensions: '', Statistics: '' },
      ],
    },
    TotalCount: 2,
  };
  const transport = new ScriptedTransport({ DescribeMetricMetaList: answer, DescribeMetricList: empty });
  await traffic(monitorOn(transport));
  expect(transport.sent('DescribeMetricList')[0]).toMatchObject({ MetricName: 'net_rx.Pkgs', Dimensions: '[{"vpnGatewayId":"vpn-1"}]' });
});

test('of two rows for one metric the one that can name the resource is used', async () => {
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: metadataAnswer(
      ['ipsec.state', 'userId', 'Average'],
      ['ipsec.state', 'userId,instanceId,vpnConnectionId', 'Average'],
    ),
    DescribeMetricList: empty,
  });
  await monitorOn(transport).gateway('vpn-1').connection('vco-1').metric('ipsec.state').toArray({ limit: 1 });
  expect(transport.sent('DescribeMetricList')[0]?.['Dimensions']).toBe('[{"instanceId":"vpn-1","vpnConnectionId":"vco-1"}]');
});

test('a caller who stops waiting for metadata does not stop the others', async () => {
  let answer: (body: object) => void = () => undefined;
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: () => new Promise<object>((resolve) => (answer = resolve)),
    DescribeMetricList: empty,
  });
  const monitor = monitorOn(transport);
  const controller = new AbortController();
  const query = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate);
  const impatient = query.signal(controller.signal).toArray({ limit: 1 });
  const patient = query.toArray({ limit: 1 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort(new Error('too slow'));
  await expect(impatient).rejects.toThrow('too slow');
  answer(metadataAnswer(['net_rx.rate', 'userId,instanceId', 'Value']));
  await expect(patient).resolves.toEqual([]);
});

test('a hanging metadata service holds the first query up for its own short budget, and no later one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const transport = new ScriptedTransport({
      DescribeMetricMetaList: Array.from({ length: 9 }, () => () => new Promise<object>(() => undefined)),
      DescribeMetricList: empty,
    });
    const monitor = monitorOn(transport);
    const first = traffic(monitor);
    await vi.advanceTimersByTimeAsync(5_100);
    await expect(first).resolves.toEqual([]);
    await expect(traffic(monitor)).resolves.toEqual([]);
    await vi.advanceTimersByTimeAsync(61_000);
    await expect(traffic(monitor)).resolves.toEqual([]);
    expect(transport.sent('DescribeMetricMetaList')).toHaveLength(2);
    await monitor.close();
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ['a server error', Object.assign(new Error('down'), { code: 'InternalError', statusCode: 500 }), 61_000],
  ['credentials that failed once', Object.assign(new Error('expired'), { code: 'InvalidSecurityToken.Expired', statusCode: 403 }), 61_000],
  ['denied access', Object.assign(new Error('no right'), { code: 'NoPermission', statusCode: 403 }), 601_000],
])('after %s live metadata is asked for again later, and then used', async (_, failure, laterMs) => {
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: [failure, metadataAnswer(['net_rx.Pkgs', 'userId,instanceId', 'Value'])],
    DescribeMetricList: empty,
  });
  const monitor = monitorOn(transport);
  await traffic(monitor);
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + laterMs);
  await traffic(monitor);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await traffic(monitor);
  clock.mockRestore();
  expect(transport.sent('DescribeMetricList').map((params) => params['MetricName'])).toEqual(['net.rxPkgs', 'net.rxPkgs', 'net_rx.Pkgs']);
});

test('rows of another namespace are not taken for ours', async () => {
  const foreign = { MetricName: 'net.rxPkgs', Namespace: 'acs_vpc_eip', Dimensions: 'userId,allocationId', Statistics: 'Value' };
  const own = { MetricName: 'net_rx.Pkgs', Namespace: 'acs_vpn', Dimensions: 'userId,instanceId', Statistics: 'Value' };
  const transport = new ScriptedTransport({
    DescribeMetricMetaList: { Code: '200', TotalCount: '2', Resources: { Resource: [foreign, own] } },
    DescribeMetricList: empty,
  });
  await traffic(monitorOn(transport));
  expect(transport.sent('DescribeMetricList')[0]?.['MetricName']).toBe('net_rx.Pkgs');
});

test('an abort that nobody else waits behind ends the metadata request too', async () => {
  let ended = false;
  const monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    transport: {
      call: (_, { signal }) =>
        new Promise((__, reject) => {
          signal.addEventListener('abort', () => {
            ended = true;
            reject(new Error('cut'));
          });
        }),
    },
  });
  const query = monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).signal(AbortSignal.timeout(10));
  await expect(query.latest()).rejects.toMatchObject({ name: 'TimeoutError' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(ended).toBe(true);
});

test('without metadata a name that the service does not know is asked for in its other spelling, and that is kept', async () => {
  const unknown = Object.assign(new Error('no such metric'), { code: 'ResourceNotFound', statusCode: 404 });
  const transport = new ScriptedTransport({ DescribeMetricList: [unknown, metricAnswer([]), metricAnswer([]), unknown] });
  const monitor = monitorOn(transport, { metadata: 'catalog' });
  await traffic(monitor);
  await traffic(monitor);
  await expect(monitor.gateway('vpn-1').metric(GatewayMetric.InboundRate).toArray({ limit: 1 })).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(transport.sent('DescribeMetricList').map((params) => params['MetricName'])).toEqual([
    'net.rxPkgs',
    'net_rx.Pkgs',
    'net_rx.Pkgs',
    'net_rx.rate',
  ]);
});
