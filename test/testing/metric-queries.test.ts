import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/testing/index.ts';
import { ask, DAY, HOUR, list, listAll, MINUTE, NOW, pointsOf } from './support.ts';

const fleet = (options = {}): Simulator => createSimulator.fleet({ gateways: 3, connections: 9, attachments: 4, now: NOW, ...options });
const STATE = { MetricName: 'tun.state' };

describe('windows', () => {
  const cloud = createSimulator.preset('dual-tunnel', { now: NOW });
  const tunnelId = cloud.connections[0]!.tunnelIds[0]!;
  const Dimensions = JSON.stringify([{ tunnelId }]);

  it('are left-open and right-closed', () => {
    const { points } = list(cloud, { ...STATE, Dimensions, StartTime: NOW - 10 * MINUTE, EndTime: NOW - 5 * MINUTE });
    expect(points.map((point) => (NOW - point.timestamp) / MINUTE)).toEqual([9, 8, 7, 6, 5]);
  });

  it('end where publication has come to', () => {
    const { points } = list(cloud, { ...STATE, Dimensions, StartTime: NOW - 3 * MINUTE, EndTime: NOW + HOUR });
    expect(points.map((point) => (NOW - point.timestamp) / MINUTE)).toEqual([2, 1]);
  });

  it('begin where retention has come to: 31 days of minutes, 91 of five minutes', () => {
    const window = { ...STATE, Dimensions, StartTime: NOW - 40 * DAY, EndTime: NOW - 31 * DAY + 3 * MINUTE };
    expect(list(cloud, { ...window, Period: 60 }).points).toHaveLength(3);
    expect(list(cloud, { ...window, Period: 300 }).points.length).toBeGreaterThan(900);
    const old = { ...STATE, Dimensions, StartTime: NOW - 100 * DAY, EndTime: NOW - 91 * DAY + 10 * MINUTE, Period: 300 };
    expect(list(cloud, old).points).toHaveLength(2);
  });

  it.each([
    ['that are empty', { StartTime: NOW, EndTime: NOW }],
    ['that are upside down', { StartTime: NOW, EndTime: NOW - 1 }],
    ['longer than 31 days', { StartTime: NOW - 31 * DAY - 1, EndTime: NOW }],
    ['in text without a zone', { StartTime: '2026-03-01 10:00:00', EndTime: NOW }],
  ])('are refused %s', (_, window) => {
    const { status, body } = list(cloud, { ...STATE, ...window });
    expect([status, body['Code']]).toEqual([400, 'ParameterInvalid']);
  });

  it('take UTC text as well as milliseconds', () => {
    const text = list(cloud, { ...STATE, Dimensions, StartTime: '2026-03-01T11:00:00Z', EndTime: '2026-03-01T11:02:00Z' });
    expect(text.points.map((point) => point.timestamp)).toEqual([NOW - 59 * MINUTE, NOW - 58 * MINUTE]);
  });

  it.each([['61'], ['60,300'], ['0'], ['abc']])('refuse the period %s', (Period) => {
    expect(list(cloud, { ...STATE, Period }).status).toBe(400);
  });

  it('take any multiple of 60 and give nothing below the shortest period', () => {
    expect(list(cloud, { ...STATE, Dimensions, Period: 120, StartTime: NOW - HOUR, EndTime: NOW }).points).toHaveLength(29);
    const slow = createSimulator.preset('dual-tunnel', {
      now: NOW,
      metadata: [{ MetricName: 'tun.state', Dimensions: 'userId,tunnelId', Statistics: 'Average', Periods: '300' }],
    });
    expect(list(slow, { ...STATE, Period: 60 }).points).toEqual([]);
    expect(list(slow, STATE).points.length).toBeGreaterThan(0);
  });
});

describe('pages', () => {
  it('cover the window once, whatever the order of rows', () => {
    for (const order of ['series', 'time'] as const) {
      const cloud = fleet({ data: { order } });
      const { points, pages } = listAll(cloud, { ...STATE, StartTime: NOW - 100 * MINUTE, EndTime: NOW, Length: 500 });
      const keys = points.map((point) => `${String(point['tunnelId'])} ${point.timestamp}`);
      expect(keys).toHaveLength(18 * 99);
      expect(new Set(keys).size).toBe(keys.length);
      expect(pages).toBe(4);
    }
  });

  it('hold 1000 rows unless told otherwise, and 1440 at most', () => {
    const cloud = fleet();
    const window = { ...STATE, StartTime: NOW - DAY, EndTime: NOW };
    expect(list(cloud, window).points).toHaveLength(1_000);
    expect(list(cloud, { ...window, Length: 1_440 }).points).toHaveLength(1_440);
    expect(list(cloud, { ...window, Length: 1_441 }).status).toBe(400);
  });

  it('end with an empty token, also when rows and pages come out even', () => {
    const cloud = fleet();
    const { body, points } = list(cloud, { ...STATE, StartTime: NOW - 11 * MINUTE, EndTime: NOW, Length: 180 });
    expect([points.length, body['NextToken']]).toEqual([180, '']);
  });

  it('refuse a token with other parameters than it was given for', () => {
    const cloud = fleet();
    const window = { ...STATE, StartTime: NOW - DAY, EndTime: NOW };
    const NextToken = list(cloud, window).body['NextToken'] as string;
    expect(list(cloud, { ...window, NextToken }).status).toBe(200);
    expect(list(cloud, { ...STATE, StartTime: NOW - DAY, NextToken }).status).toBe(400);
    expect(list(cloud, { ...window, Length: 999, NextToken }).status).toBe(400);
    expect(list(cloud, { ...window, NextToken: 'zz' }).status).toBe(400);
  });
});

describe('dimensions', () => {
  const cloud = fleet();
  const one = cloud.connections.find((connection) => connection.attachedTo === 'vpn-gateway')!;
  const series = (params: Record<string, string>): string[] => {
    const { points } = list(cloud, { ...STATE, StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE, ...params });
    return points.map((point) => String(point['tunnelId'])).sort();
  };

  it('match in part: a gateway stands for all its tunnels', () => {
    const all = cloud.connections
      .filter((connection) => connection.gatewayId === one.gatewayId)
      .flatMap((connection) => connection.tunnelIds);
    expect(series({ Dimensions: JSON.stringify([{ instanceId: one.gatewayId }]) })).toEqual(all.sort());
  });

  it('may be an object or a list, and repeat without repeating rows', () => {
    const [tunnelId] = one.tunnelIds;
    expect(series({ Dimensions: JSON.stringify({ tunnelId }) })).toEqual([tunnelId]);
    expect(series({ Dimensions: JSON.stringify([{ tunnelId }, { tunnelId }, { instanceId: one.gatewayId, tunnelId }]) })).toEqual([
      tunnelId,
    ]);
  });

  it('may be left out: the whole account', () => {
    expect(series({})).toHaveLength(18);
  });

  it('match nothing for a resource of someone else', () => {
    expect(series({ Dimensions: '[{"tunnelId":"tun-other"}]' })).toEqual([]);
    expect(series({ Dimensions: JSON.stringify([{ userId: '999', tunnelId: one.tunnelIds[0] }]) })).toEqual([]);
  });

  it('are at most 50', () => {
    const Dimensions = (n: number): string => JSON.stringify(Array.from({ length: n }, () => ({ instanceId: 'vpn-x' })));
    expect(list(cloud, { ...STATE, Dimensions: Dimensions(50) }).status).toBe(200);
    expect(list(cloud, { ...STATE, Dimensions: Dimensions(51) }).status).toBe(400);
  });

  it('are refused as broken JSON in the service’s words', () => {
    const { status, body } = list(cloud, { ...STATE, Dimensions: '[{' });
    expect([status, body['Code'], body['Message']]).toEqual([400, '400', 'parse param dimensions error([{)']);
  });

  it('refuse or ignore an unknown key, as configured', () => {
    const Dimensions = '[{"vcoId":"x"}]';
    expect(list(cloud, { ...STATE, Dimensions }).status).toBe(400);
    const lax = fleet({ unknownDimensions: 'ignore' });
    expect(list(lax, { ...STATE, Dimensions, StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE }).points).toHaveLength(18);
  });

  it('follow the metadata: unheard-of keys work through roles', () => {
    const metadata = [
      {
        MetricName: 'tun.state',
        Dimensions: 'userId,regionId,gw,box,pipe',
        Statistics: 'Value',
        Periods: '60',
        roles: { gw: 'gateway', box: 'connection', pipe: 'tunnel' },
      },
    ] as const;
    const strange = createSimulator.preset('dual-tunnel', { now: NOW, metadata });
    const [connection] = strange.connections;
    const { points } = list(strange, {
      ...STATE,
      Dimensions: JSON.stringify([{ pipe: connection!.tunnelIds[1] }]),
      StartTime: NOW - 3 * MINUTE,
      EndTime: NOW - 2 * MINUTE,
    });
    expect(points).toEqual([
      {
        timestamp: NOW - 2 * MINUTE,
        userId: '1234567890123456',
        regionId: 'cn-hangzhou',
        gw: connection!.gatewayId,
        box: connection!.id,
        pipe: connection!.tunnelIds[1],
        Value: 1,
      },
    ]);
  });

  it('name a transit-router connection by instanceId unless another key does', () => {
    const router = createSimulator.preset('transit-router', { now: NOW });
    const [dual] = router.connections;
    const row = list(router, { MetricName: 'vpn_connection_tun.state', StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE }).points[0];
    expect([row?.['instanceId'], row?.['tunnelId']]).toEqual([dual!.id, dual!.tunnelIds[0]]);
  });
});

describe('metrics', () => {
  it('are known by the live spelling alone', () => {
    const cloud = fleet();
    expect(list(cloud, { MetricName: 'net_rx.Pkgs' }).status).toBe(200);
    const missing = list(cloud, { MetricName: 'net.rxPkgs' });
    expect([missing.status, missing.body['Code']]).toEqual([404, 'ResourceNotFound']);
    expect(list(fleet({ metadata: 'documented' }), { MetricName: 'net.rxPkgs' }).status).toBe(200);
    expect(ask(cloud, 'DescribeMetricList', { Namespace: 'acs_ecs', MetricName: 'tun.state' }).status).toBe(404);
  });

  it('carry the statistics of their row and no others', () => {
    const cloud = fleet();
    const at = { StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE, Length: 1 };
    expect(Object.keys(list(cloud, { MetricName: 'ipsec_rx.rate', ...at }).points[0]!)).toEqual([
      'timestamp',
      'userId',
      'instanceId',
      'ipsecId',
      'Value',
    ]);
    expect(Object.keys(list(cloud, { MetricName: 'tun.rx_bps', ...at }).points[0]!)).toEqual([
      'timestamp',
      'userId',
      'instanceId',
      'tunnelId',
      'Average',
      'Minimum',
      'Maximum',
    ]);
  });

  it('add up: a gateway’s traffic is that of its tunnels', () => {
    const cloud = fleet();
    const [gateway] = cloud.gateways;
    const at = { StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE, Dimensions: JSON.stringify([{ instanceId: gateway!.id }]) };
    const total = Number(list(cloud, { MetricName: 'net_rx.rate', ...at }).points[0]!['Value']);
    const tunnels = list(cloud, { MetricName: 'tun.rx_bps', ...at }).points.reduce((sum, point) => sum + Number(point['Average']), 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBe(tunnels);
  });
});

describe('DescribeMetricLast', () => {
  it('gives the newest published point of each series, userId as a number', () => {
    const cloud = fleet();
    const rows = pointsOf(ask(cloud, 'DescribeMetricLast', { Namespace: 'acs_vpn', ...STATE }).body);
    expect(rows).toHaveLength(18);
    expect(new Set(rows.map((row) => row.timestamp))).toEqual(new Set([NOW - MINUTE]));
    expect(rows[0]?.['userId']).toBe(1234567890123456);
  });

  it('looks back two hours and no further, and pages', () => {
    const since = NOW - 5 * HOUR;
    const cloud = createSimulator.preset('dual-tunnel', {
      now: since + HOUR,
      connections: [{ mode: 'dual', since: since - 10 * DAY }],
      data: { missing: 0 },
    });
    const at = (EndTime: number): unknown[] => pointsOf(ask(cloud, 'DescribeMetricLast', { Namespace: 'acs_vpn', ...STATE, EndTime }).body);
    expect(at(cloud.now() + HOUR)).toHaveLength(2);
    expect(at(cloud.now() + 3 * HOUR)).toHaveLength(0);
    const first = ask(cloud, 'DescribeMetricLast', { Namespace: 'acs_vpn', ...STATE, Length: 1 }).body;
    const second = ask(cloud, 'DescribeMetricLast', {
      Namespace: 'acs_vpn',
      ...STATE,
      Length: 1,
      NextToken: first['NextToken'] as string,
    }).body;
    expect([...pointsOf(first), ...pointsOf(second)].map((row) => row['tunnelId'])).toEqual(cloud.connections[0]!.tunnelIds);
    expect(second['NextToken']).toBe('');
  });
});

describe('DescribeMetricData and DescribeMetricTop', () => {
  const cloud = fleet();
  const call = (action: string, params = {}): ReturnType<typeof ask> =>
    ask(cloud, action, { Namespace: 'acs_vpn', MetricName: 'tun.rx_bps', ...params });

  it('give the last period alone', () => {
    const { body } = call('DescribeMetricData', { StartTime: NOW - HOUR, EndTime: NOW });
    expect(pointsOf(body).map((point) => point.timestamp)).toEqual(Array(18).fill(NOW - MINUTE));
    expect(body).not.toHaveProperty('NextToken');
    expect(body).not.toHaveProperty('Success');
  });

  it('refuse more than two hours of minutes', () => {
    expect(call('DescribeMetricData', { StartTime: NOW - 2 * HOUR, EndTime: NOW }).status).toBe(200);
    expect(call('DescribeMetricData', { StartTime: NOW - 2 * HOUR - 1, EndTime: NOW }).status).toBe(400);
    expect(call('DescribeMetricTop', { Orderby: 'Average', StartTime: NOW - 3 * HOUR, EndTime: NOW }).status).toBe(400);
  });

  it('order by a statistic, ascending when OrderDesc is True', () => {
    const order = (params: object): number[] =>
      pointsOf(call('DescribeMetricTop', { Orderby: 'Average', ...params }).body).map((point) => Number(point['Average']));
    const down = order({});
    expect(down).toHaveLength(10);
    expect(down).toEqual([...down].sort((a, b) => b - a));
    const up = order({ OrderDesc: 'True', Length: 18 });
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(up.slice(-10).reverse()).toEqual(down);
    expect(pointsOf(call('DescribeMetricTop', { Orderby: 'Maximum' }).body)[0]).toMatchObject({ order: 1, _count: 1 });
  });

  it('cannot order by a statistic the metric lacks', () => {
    expect(call('DescribeMetricTop', { Orderby: 'Value' }).status).toBe(400);
    expect(call('DescribeMetricTop', { MetricName: 'net_rx.rate', Orderby: 'Average' }).status).toBe(400);
    expect(call('DescribeMetricTop').status).toBe(400);
  });
});

describe('the shape of answers', () => {
  it('has Datapoints as text or as an array', () => {
    const body = list(fleet(), { ...STATE, StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE }).body;
    const array = list(fleet({ datapoints: 'array' }), { ...STATE, StartTime: NOW - 3 * MINUTE, EndTime: NOW - 2 * MINUTE }).body;
    expect(typeof body['Datapoints']).toBe('string');
    expect(array['Datapoints']).toEqual(JSON.parse(body['Datapoints'] as string));
    expect(body).toMatchObject({ Code: '200', Period: '60', Success: true });
  });

  it('has bad parameters inside a success when asked for soft errors', () => {
    const { status, body } = list(fleet({ badRequests: 'soft' }), { ...STATE, Dimensions: '[{' });
    expect([status, body['Success'], body['Code'], body['Datapoints']]).toEqual([200, false, '400', '']);
  });
});
