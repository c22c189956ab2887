import {
  type ApiRequest,
  AttachmentTunnelMetric,
  ConnectionMetric,
  EVENTS,
  GatewayMetric,
  type MetricName,
  type PreflightMetric,
  type PreflightReport,
  SystemEvent,
  type Transport,
  TunnelMetric,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import { createSimulator, documentedMetadata, type MetadataRow, type Simulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';
import { callsOf, fullAccount, monitorOf, monitorOverHttp, NOW, operation } from './account.ts';

const metricOf = (report: PreflightReport, metric: MetricName): PreflightMetric => report.metrics.find((one) => one.metric === metric)!;

/** Documented metadata but for some rows. */
const metadataWith = (changes: Readonly<Partial<Record<string, Partial<MetadataRow> | null>>>): MetadataRow[] =>
  documentedMetadata().flatMap((row) => {
    const change = changes[row.MetricName];
    return change === null ? [] : [{ ...row, ...change }];
  });

test('the metrics are shown as the service lists and serves them', async () => {
  const metadata = metadataWith({
    [GatewayMetric.InboundPacketRate]: { MetricName: 'net_rx.Pkgs' },
    [ConnectionMetric.State]: { Dimensions: 'userId,vpnConnectionId' },
    [TunnelMetric.InboundRate]: { Statistics: 'Sum,p99', Periods: '300,60' },
    [TunnelMetric.BgpState]: null,
    // The key holds something else than it seems to.
    [AttachmentTunnelMetric.State]: { roles: { instanceId: 'gateway' } },
  });
  const report = await monitorOf(fullAccount({ credentials: 'any', metadata })).preflight();
  expect(metricOf(report, GatewayMetric.InboundPacketRate)).toMatchObject({
    listed: true,
    wireName: 'net_rx.Pkgs',
    sample: 'vpn-1',
    ageMs: 60_250,
    widened: false,
  });
  expect(metricOf(report, ConnectionMetric.State)).toMatchObject({
    listed: true,
    dimensions: ['userId', 'vpnConnectionId'],
    sample: 'vco-single',
    ageMs: 60_250,
    widened: false,
  });
  expect(metricOf(report, TunnelMetric.InboundRate)).toMatchObject({ statistics: ['Sum', 'p99'], periods: [60, 300], ageMs: 60_250 });
  expect(metricOf(report, TunnelMetric.BgpState)).toMatchObject({
    listed: false,
    wireName: 'tun.bgp_state',
    statistics: [],
    periods: [],
    sample: 'tun-2',
    newestAt: undefined,
    ageMs: undefined,
    widened: undefined,
  });
  expect(metricOf(report, AttachmentTunnelMetric.State)).toMatchObject({ sample: 'tun-3', ageMs: 60_250, widened: true });
  expect(report.metrics.filter(({ listed }) => !listed)).toHaveLength(1);
  expect(report.metrics.filter(({ widened }) => widened)).toHaveLength(1);
  // That it knows no such metric shows nothing of the permission.
  expect(operation(report, 'DescribeMetricLast')).toMatchObject({ status: 'allowed' });
  expect(operation(report, 'DescribeMetricLast').error).toBeUndefined();
});

test('a resource without points has no newest one, and nothing is said of its filter', async () => {
  const report = await monitorOf(fullAccount({ credentials: 'any', data: { missing: 1 } })).preflight({ features: ['metrics'] });
  expect(report.metrics.filter(({ sample }) => sample !== undefined)).toHaveLength(31);
  expect(new Set(report.metrics.map(({ newestAt, ageMs, widened }) => `${String(newestAt)} ${String(ageMs)} ${String(widened)}`))).toEqual(
    new Set(['undefined undefined undefined']),
  );
});

test('points that are published late are as old as they are', async () => {
  const report = await monitorOf(fullAccount({ credentials: 'any', data: { publicationDelayMs: 900_000 } })).preflight({
    features: ['metrics'],
  });
  expect(metricOf(report, TunnelMetric.State)).toMatchObject({ newestAt: Date.UTC(2026, 0, 31, 11, 45), ageMs: 900_250 });
});

test('where the metadata is refused on its second page, nothing is known of the lists, and the documented names are asked for', async () => {
  const cloud = fullAccount({ credentials: 'any', metadata: documentedMetadata() });
  cloud.fail({ action: 'DescribeMetricMetaList', code: 'NoPermission', status: 403, skip: 1, times: Infinity });
  const report = await monitorOf(cloud, capped(cloud, 20)).preflight({ features: ['metrics'] });
  expect(operation(report, 'DescribeMetricMetaList').status).toBe('forbidden');
  expect(
    report.metrics.filter(({ listed, statistics, newestAt }) => listed === undefined && statistics.length === 0 && newestAt !== undefined),
  ).toHaveLength(31);
});

test('a page of the metadata that is refused for what it is leaves the lists unknown too, and the refusal is shown', async () => {
  const cloud = fullAccount({ credentials: 'any', metadata: documentedMetadata() });
  cloud.fail({ action: 'DescribeMetricMetaList', code: 'ParameterInvalid', status: 400, skip: 1, times: Infinity });
  const report = await monitorOf(cloud, capped(cloud, 20)).preflight({ features: ['metrics'] });
  expect(operation(report, 'DescribeMetricMetaList')).toMatchObject({ status: 'allowed', error: { code: 'invalid-request' } });
  expect(report.metrics.filter(({ listed }) => listed !== undefined)).toEqual([]);
});

test('events are looked for under the product that the service files them under, in its spelling', async () => {
  const own = { Product: 'VPN_GATEWAY', EventType: 'StatusNotification', Level: 'CRITICAL', Status: '0' };
  const rows = EVENTS.filter(({ name }) => name !== SystemEvent.VpnConnectionPh1Failed).map(({ name }) => ({
    ...own,
    Name: name === SystemEvent.IpsecPhase1NegoFailed ? 'IpsecPhase1NegoFailed' : name,
  }));
  const foreign = { ...own, Product: 'CDN', Name: 'CertKeyExpired', Level: 'INFO' };
  const cloud = fullAccount({
    credentials: 'any',
    operations: { DescribeSystemEventMetaList: () => ({ Code: 200, Success: true, Data: { Resource: [foreign, ...rows] } }) },
  });
  const report = await monitorOf(cloud).preflight({ features: ['events'] });
  expect(report.eventProducts).toEqual(['VPN_GATEWAY']);
  const eventOf = (wanted: string) => report.events.find(({ name }) => name === wanted);
  expect(eventOf(SystemEvent.IpsecPhase1NegoFailed)).toEqual({
    name: 'ipsec_phase1_nego_failed',
    listed: true,
    wireName: 'IpsecPhase1NegoFailed',
    level: 'CRITICAL',
  });
  expect(eventOf(SystemEvent.VpnConnectionPh1Failed)).toEqual({
    name: 'vpn_connection_ph1_failed',
    listed: false,
    wireName: 'vpn_connection_ph1_failed',
    level: undefined,
  });
  expect(eventOf('CertKeyExpired')?.level).toBe('CRITICAL');
  expect(cloud.calls.find(({ action }) => action === 'DescribeSystemEventAttribute')?.params).toMatchObject({ Product: 'VPN_GATEWAY' });
});

test('where no product is named, one event is asked for by its name', async () => {
  const cloud = fullAccount({
    credentials: 'any',
    operations: { DescribeSystemEventMetaList: () => ({ Code: 200, Success: true, Data: { Resource: [] } }) },
  });
  const report = await monitorOf(cloud).preflight({ features: ['events'] });
  expect(report.eventProducts).toEqual([]);
  expect(report.events.filter(({ listed }) => listed === false)).toHaveLength(16);
  expect(cloud.calls.filter(({ action }) => action === 'DescribeSystemEventAttribute').map(({ params }) => params['Name'])).toEqual([
    EVENTS[0]!.name,
  ]);
});

/** A service that puts fewer rows on a page than it is asked for. */
function capped(cloud: Simulator, most: number): Transport {
  const direct = directTransport(cloud);
  const cut = (params: ApiRequest['params']): ApiRequest['params'] =>
    Object.fromEntries(
      Object.entries(params).map(([key, value]) => [
        key,
        ['PageSize', 'Length', 'MaxResults'].includes(key) ? Math.min(Number(value), most) : value,
      ]),
    );
  return { call: (request, options) => direct.call({ ...request, params: cut(request.params) }, options) };
}

function large(): Simulator {
  const tunnels = (index: number) => [{ id: `tun-${index}a` }, { id: `tun-${index}b` }];
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: Array.from({ length: 30 }, (_, index) => ({ id: `vpn-${index}` })),
    connections: Array.from({ length: 60 }, (_, index) => ({
      id: `vco-${index}`,
      gatewayId: `vpn-${index % 30}`,
      tunnels: tunnels(index),
    })),
    contactGroups: Array.from({ length: 45 }, (_, index) => `group-${index}`),
  });
  for (let index = 0; index < 40; index += 1) cloud.publish(SystemEvent.IpsecTunnelNegoFailed, `tun-${index}a`);
  return cloud;
}

test('a service that cuts pages is told from one that has no more', async () => {
  const cloud = large();
  cloud.advance('5m');
  const report = await monitorOf(cloud, capped(cloud, 20)).preflight();
  const caps = Object.fromEntries(report.operations.flatMap(({ action, pageSize }) => (pageSize ? [[action, pageSize]] : [])));
  expect(caps).toEqual({
    DescribeContactGroupList: { asked: 100, given: 20 },
    DescribeMetricLast: { asked: 1_440, given: 20 },
    DescribeMetricList: { asked: 1_440, given: 20 },
    DescribeMetricMetaList: { asked: 100, given: 20 },
    DescribeSslVpnServers: { asked: 50, given: 20 },
    DescribeSystemEventAttribute: { asked: 100, given: 20 },
    DescribeVpnConnections: { asked: 50, given: 20 },
    DescribeVpnGateways: { asked: 50, given: 20 },
  });
  expect(report.resources).toMatchObject({ gateways: 30, connections: 60, tunnels: 120 });
  expect(report.contactGroups).toHaveLength(45);
});

test('on the same service that cuts none, nothing is noted, and long lists take the pages they have', async () => {
  const cloud = large();
  cloud.advance('5m');
  const report = await monitorOf(cloud).preflight();
  expect(report.operations.filter(({ pageSize }) => pageSize)).toEqual([]);
  // Forty events may be all there are or a page that was cut: the next one is looked at.
  expect(callsOf(cloud)).toMatchObject({
    DescribeVpnConnections: 2,
    DescribeVpnGateways: 1,
    DescribeSystemEventAttribute: 2,
    DescribeMetricList: 1,
    DescribeContactGroupList: 1,
  });
});

test.each([
  ['ahead', 40_000],
  ['behind', -40_000],
  ['right', 0],
])("a clock that is %s by %i ms is told, and everything is asked by the service's time", async (_, offset) => {
  const cloud = fullAccount({}, {});
  const server = await monitorOverHttp(cloud, { clock: { now: () => cloud.clock.now() + offset } });
  const report = await server.preflight();
  expect(Math.abs(report.clock.offsetMs! - offset)).toBeLessThanOrEqual(report.clock.uncertaintyMs!);
  expect(report.clock.uncertaintyMs).toBeLessThanOrEqual(700);
  const { ageMs } = metricOf(report, TunnelMetric.State);
  expect(ageMs).toBeGreaterThan(55_000);
  expect(ageMs).toBeLessThan(130_000);
  expect(Math.abs(report.at - cloud.clock.now())).toBeLessThan(10_000);
});

test('answers without a time say nothing of the clock', async () => {
  const cloud = fullAccount({ credentials: 'any', date: false });
  await using monitor = new VpnMonitor({ regionId: 'cn-hangzhou', transport: directTransport(cloud), clock: cloud.clock });
  expect((await monitor.preflight({ features: ['events'] })).clock).toEqual({ offsetMs: undefined, uncertaintyMs: undefined });
});
