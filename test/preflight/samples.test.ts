import type { PreflightReport } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { callsOf, monitorOf, NOW, withStatus } from './account.ts';
import { type Rewrite, rewriting } from './rewriting.ts';

const codes = ({ findings }: PreflightReport): string[] => findings.map(({ code }) => code);
const sampleOf = (report: PreflightReport, metric: string): string | undefined =>
  report.metrics.find((one) => one.metric === metric)?.sample;

/** Lists need not say anything of BGP. */
const silentAboutBgp: Rewrite = (body) =>
  JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'VpnBgpConfig' ? undefined : value))) as Record<string, unknown>;

test('a connection of which the list does not say that it runs BGP need not have points of it', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    metadata: 'documented',
    credentials: 'any',
    gateways: [{ id: 'vpn-1', sslClients: 0 }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', mode: 'single' },
      { id: 'vco-2', transitRouterId: 'tr-1', mode: 'single' },
    ],
  });
  const report = await monitorOf(cloud, rewriting(cloud, { DescribeVpnConnections: silentAboutBgp })).preflight();
  expect(report.findings).toEqual([]);
  expect(sampleOf(report, 'ipsec.bgp_state')).toBeUndefined();
  expect(sampleOf(report, 'ipsec.state')).toBe('vco-1');
});

test('where such a connection has points of BGP they are shown', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    metadata: 'documented',
    credentials: 'any',
    gateways: [{ id: 'vpn-1', sslClients: 0 }],
    connections: [{ id: 'vco-1', gatewayId: 'vpn-1', mode: 'single', bgp: true }],
  });
  const report = await monitorOf(cloud, rewriting(cloud, { DescribeVpnConnections: silentAboutBgp })).preflight();
  expect(report.metrics.find(({ metric }) => metric === 'ipsec.bgp_state')).toMatchObject({
    sample: 'vco-1',
    newestAt: Date.UTC(2026, 0, 31, 11, 59),
  });
});

test('where the gateways may not be listed, that one of them has no SSL clients says nothing', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    metadata: 'documented',
    credentials: 'any',
    gateways: [{ id: 'vpn-1', sslClients: 0 }],
    connections: [{ gatewayId: 'vpn-1', mode: 'single' }],
  });
  cloud.fail({ action: 'DescribeVpnGateways', code: 'NoPermission', status: 403, times: Infinity });
  const withoutClients: Rewrite = (body, { MetricName }) => (MetricName === 'ssl_client.count' ? { ...body, Datapoints: '[]' } : body);
  const report = await monitorOf(cloud, rewriting(cloud, { DescribeMetricLast: withoutClients })).preflight();
  expect(codes(report)).toEqual(['permission-missing']);
});

test('where the gateways may not be listed and no connection names one, the datapoints do', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    metadata: 'documented',
    credentials: 'any',
    gateways: [{ id: 'vpn-1', clients: [{ user: 'a' }] }],
    connections: [],
  });
  cloud.fail({ action: 'DescribeVpnGateways', code: 'NoPermission', status: 403, times: Infinity });
  const report = await monitorOf(cloud).preflight();
  expect(codes(report)).toEqual(['permission-missing']);
  expect(withStatus(report, 'not-tried')).toEqual([
    'DescribeVcoRouteEntries: there is no connection on a transit router to ask about',
    'DescribeVpnConnectionLogs: there is no connection to ask about',
    'DiagnoseVpnConnections: there is no connection to ask about',
  ]);
  expect(sampleOf(report, 'net_rx.rate')).toBe('vpn-1');
  expect(cloud.calls.find(({ action }) => action === 'DescribeSslVpnClients')?.params).toMatchObject({ VpnGatewayId: 'vpn-1' });
  // One for the account, and one for each metric.
  expect(callsOf(cloud)['DescribeMetricLast']).toBe(8);
});

test('where neither may be listed, everything about a resource is tried all the same', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    metadata: 'documented',
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', mode: 'dual' },
      { id: 'vco-2', transitRouterId: 'tr-1', mode: 'dual' },
    ],
  });
  for (const action of ['DescribeVpnGateways', 'DescribeVpnConnections'])
    cloud.fail({ action, code: 'NoPermission', status: 403, times: Infinity });
  const report = await monitorOf(cloud).preflight();
  expect(withStatus(report, 'forbidden')).toEqual(['DescribeVpnConnections', 'DescribeVpnGateways']);
  expect(withStatus(report, 'not-tried')).toEqual([]);
  expect(codes(report)).toEqual(['permission-missing']);
});
