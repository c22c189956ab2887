import { type MetricPoint, Quantity, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, type Simulator, type SimulatorOptions } from 'alicloud-vpn-monitor/testing';
import { describe, expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { metadataAnswer, metricAnswer, ScriptedTransport } from '../support/scripted-transport.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;

function setUp(simulated: Pick<SimulatorOptions, 'enterprise'> = {}): { cloud: Simulator; monitor: VpnMonitor } {
  const cloud = createSimulator.fleet({
    gateways: 4,
    attachments: 0,
    connections: 20,
    mode: 'dual',
    now: NOW,
    credentials: 'any',
    ...simulated,
  });
  return {
    cloud,
    monitor: new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock, maxRetries: 0 }),
  };
}
const called = (cloud: Simulator, action: string): number => cloud.calls.filter((call) => call.action === action).length;
const newest = (cloud: Simulator, metric: string): number[] =>
  cloud.truth
    .points({ metric, start: NOW - 2 * MINUTE, end: NOW - MINUTE })
    .map((point) => point.value!)
    .sort((a, b) => b - a);

describe('top', () => {
  test('the service ranks what it can, highest first', async () => {
    const { cloud, monitor } = setUp();
    const points = await monitor.fleet({ per: 'tunnel' }).metric(Quantity.InboundRate).top({ n: 5 });
    expect(points.map((point) => point.value)).toEqual(newest(cloud, 'tun.rx_bps').slice(0, 5));
    expect([called(cloud, 'DescribeMetricTop'), called(cloud, 'DescribeMetricLast')]).toEqual([1, 0]);
  });

  test('a metric that offers only Value is ranked here', async () => {
    const { cloud, monitor } = setUp();
    const points = await monitor.fleet().metric(Quantity.InboundRate).top({ n: 3 });
    expect(points.map((point) => point.value)).toEqual(newest(cloud, 'ipsec_rx.rate').slice(0, 3));
    expect(called(cloud, 'DescribeMetricTop')).toBe(0);
  });

  test('more than 50 series are ranked here', async () => {
    const large = createSimulator.fleet({ gateways: 4, attachments: 0, connections: 40, mode: 'dual', now: NOW, credentials: 'any' });
    const own = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(large), clock: large.clock });
    const points = await own.fleet({ per: 'tunnel' }).metric(Quantity.OutboundRate).top({ n: 4, by: 'maximum' });
    expect(points).toHaveLength(4);
    const maxima = points.map((point) => point.statistics.maximum!);
    expect(maxima).toEqual([...maxima].sort((a, b) => b - a));
    expect(called(large, 'DescribeMetricTop')).toBe(0);
  });

  test('the order does not hang on what OrderDesc really means', async () => {
    const row = (tunnelId: string, Average: number): object => ({
      timestamp: NOW,
      instanceId: 'vpn-1',
      tunnelId,
      Average,
      order: 1,
      _count: 1,
    });
    const transport = new ScriptedTransport({
      DescribeMetricMetaList: metadataAnswer(['tun.rx_bps', 'userId,instanceId,tunnelId', 'Average']),
      DescribeMetricTop: metricAnswer([row('tun-1', 3)]),
    });
    const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
    const tunnel = monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(Quantity.InboundRate);
    expect(await tunnel.top({ n: 1, by: 'average' })).toMatchObject([{ value: 3, resource: { tunnelId: 'tun-1' } }]);
    expect(transport.sent('DescribeMetricTop')[0]).toMatchObject({ Orderby: 'Average', OrderDesc: 'False', Length: '1' });
  });

  test('rows that do not carry the statistic they are ranked by are read by what they carry, with a warning', async () => {
    const warnings: unknown[] = [];
    const transport = new ScriptedTransport({
      DescribeMetricMetaList: metadataAnswer(['tun.rx_bps', 'userId,instanceId,tunnelId', 'Average']),
      DescribeMetricTop: metricAnswer([{ timestamp: NOW, instanceId: 'vpn-1', tunnelId: 'tun-1', Value: 3 }]),
    });
    const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport, logger: { warn: (_, fields) => warnings.push(fields) } });
    expect(await monitor.gateway('vpn-1').connection('vco-1').tunnel('tun-1').metric(Quantity.InboundRate).top()).toMatchObject([
      { value: 3 },
    ]);
    expect(warnings).toEqual([{ metric: 'tun.rx_bps', listed: 'Average', readBy: 'Value' }]);
  });

  test.each([
    ['n', { n: 0 }],
    ['n', { n: 1441 }],
    ['by', { by: 'sum' as 'average' }],
  ])('%s out of range is refused at once', async (name, options) => {
    const { cloud, monitor } = setUp();
    await expect(monitor.fleet().metric(Quantity.InboundRate).top(options)).rejects.toThrow(name);
    expect(cloud.calls).toEqual([]);
  });
});

describe('export', () => {
  const collect = async (source: AsyncIterable<MetricPoint>): Promise<MetricPoint[]> => {
    const points: MetricPoint[] = [];
    for await (const point of source) points.push(point);
    return points;
  };
  const keys = (points: readonly MetricPoint[]): string[] =>
    points.map((point) => `${point.resource.tunnelId ?? point.resource.connectionId ?? ''} ${point.timestamp} ${point.value}`).sort();

  test('brings what iterating brings, one resource or many', async () => {
    const { cloud, monitor } = setUp({ enterprise: true });
    const fleet = monitor.fleet().metric(Quantity.State).last('2h');
    const exported = await collect(fleet.export());
    expect(exported.length).toBe(40 * 119);
    expect(keys(exported)).toEqual(keys(await fleet.toArray({ limit: 10_000 })));
    const [connection] = cloud.connections;
    const one = monitor.connection(connection!.id).metric(Quantity.InboundRate).last('1d');
    cloud.resetCalls();
    expect(keys(await collect(one.export()))).toEqual(keys(await one.toArray({ limit: 2000 })));
    expect(called(cloud, 'BatchExport')).toBe(2);
  });

  test('an account without Enterprise CloudMonitor is told so', async () => {
    const { monitor } = setUp();
    await expect(collect(monitor.fleet().metric(Quantity.State).export())).rejects.toMatchObject({
      code: 'forbidden',
      action: 'Cursor',
      message: expect.stringContaining('Enterprise CloudMonitor') as string,
    });
  });

  test('a cursor that repeats ends the export', async () => {
    const result = { Timestamp: NOW, Dimensions: [{ Label: 'instanceId', Value: 'vpn-1' }], Measurements: { Value: 4 } };
    const answer = {
      Code: 200,
      Success: true,
      HasNext: true,
      Cursor: 'C',
      DataResults: [result, null, { Timestamp: NOW, Dimensions: 'none' }],
    };
    const transport = new ScriptedTransport({
      DescribeMetricMetaList: metadataAnswer(['net_rx.rate', 'userId,instanceId', 'Value']),
      Cursor: { Code: 200, Success: true, Cursor: 'C' },
      BatchExport: answer,
    });
    const monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport });
    expect(await collect(monitor.gateway('vpn-1').metric(Quantity.InboundRate).export())).toMatchObject([{ value: 4 }]);
    expect(transport.sent('Cursor')[0]).toMatchObject({
      Metric: 'net_rx.rate',
      Period: 60,
      Matchers: [{ Label: 'instanceId', Operator: 'EQUALS', Value: 'vpn-1' }],
    });
  });
});
