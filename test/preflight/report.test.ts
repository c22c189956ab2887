import { getEventListeners } from 'node:events';
import { EVENTS, METRICS, type PreflightFeature, type PreflightOptions, type PreflightProgress, VpnMonitor } from 'alicloud-vpn-monitor';
import { createSimulator, documentedMetadata } from 'alicloud-vpn-monitor/testing';
import { expect, test, vi } from 'vitest';
import { allFeatures, operationsFor } from '../../src/preflight/operations.ts';
import { isRead } from '../../src/transport/read-actions.ts';
import { callsOf, fullAccount, monitorOf, monitorOverHttp, NOW, withStatus } from './account.ts';

const features = allFeatures();

test('an account that has everything is asked each question once, and one for each metric: no service could tell it all in fewer', async () => {
  const cloud = fullAccount();
  const monitor = await monitorOverHttp(cloud);
  const before = monitor.usage().attempts;
  const report = await monitor.preflight({ features });
  const each = Object.fromEntries(operationsFor(features).map(({ action }) => [action, 1]));
  expect(callsOf(cloud)).toEqual({ ...each, DescribeMetricLast: METRICS.length });
  expect(report.calls).toBe(cloud.calls.length);
  expect(monitor.usage().attempts - before).toBe(report.calls);
  expect(cloud.calls.filter(({ action }) => !isRead(action))).toEqual([]);
  expect(withStatus(report, 'allowed')).toHaveLength(25);
  expect(report.operations.filter(({ error, pageSize, reason }) => error ?? pageSize ?? reason)).toEqual([]);
});

test('the report holds what there is, where requests go, and is plain data', async () => {
  const cloud = fullAccount({ metadata: documentedMetadata(), contactGroups: ['vpn-ops', 'night'] });
  const monitor = await monitorOverHttp(cloud);
  const report = await monitor.preflight();
  expect(report).toMatchObject({
    regionId: 'cn-hangzhou',
    at: Math.trunc(NOW),
    missingPolicy: undefined,
    resources: { gateways: 2, connections: 3, attachments: 2, tunnels: 4, certificates: 1 },
    eventProducts: ['vpngw'],
    contactGroups: ['vpn-ops', 'night'],
  });
  expect(report.features).toEqual(features.filter((feature) => feature !== 'export'));
  const host = expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string;
  expect(report.routes).toEqual(['cms', 'vpc', 'cbn'].map((product) => ({ product, host, protocol: 'http', proxy: undefined })));
  expect(report.events).toEqual(EVENTS.map(({ name, level }) => ({ name, listed: true, wireName: name, level })));
  expect(report.metrics.map(({ metric }) => metric)).toEqual(METRICS.map(({ name }) => name));
  for (const { metric, ...found } of report.metrics) {
    const spec = METRICS.find(({ name }) => name === metric)!;
    const { resource, attachedTo, dimensions } = spec;
    expect(found, metric).toMatchObject({
      resource,
      attachedTo,
      listed: true,
      wireName: metric,
      dimensions,
      periods: [60, 300, 900, 3600],
      widened: false,
      newestAt: Date.UTC(2026, 0, 31, 11, 59),
      ageMs: 60_250,
    });
  }
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({ features: report.features, calls: report.calls });
});

test('the sample of a metric is the resource that is the likeliest to have points', async () => {
  const report = await monitorOf(fullAccount({ credentials: 'any' })).preflight({ features: ['metrics'] });
  const samples = Object.fromEntries(report.metrics.map(({ metric, sample }) => [metric, sample]));
  expect(samples).toMatchObject({
    'net_rx.rate': 'vpn-1',
    'ssl_client.count': 'vpn-1',
    'ipsec.state': 'vco-single',
    'tun.state': 'tun-2',
    'vpn_connection.state': 'vco-router',
    'vpn_connection_tun.state': 'tun-3',
  });
});

test('a metric that no resource has is not asked for: BGP that is off, SSL that is off', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [{ id: 'vpn-1', sslClients: 0 }],
    connections: [{ mode: 'dual', gatewayId: 'vpn-1' }],
  });
  const report = await monitorOf(cloud).preflight({ features: ['metrics'] });
  const sampled = report.metrics.filter(({ sample }) => sample !== undefined).map(({ metric }) => metric);
  const ofOne = METRICS.filter(
    ({ attachedTo, tunnels, resource }) => attachedTo === 'vpn-gateway' && (resource === 'tunnel' || tunnels === 'any'),
  );
  expect(sampled).toEqual(ofOne.map(({ name }) => name).filter((name) => !/bgp|ssl/.test(name)));
  expect(callsOf(cloud)['DescribeMetricLast']).toBe(sampled.length);
});

test('an account without anything is asked what can be asked without it', async () => {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    credentials: 'any',
    gateways: [],
    connections: [],
    contactGroups: [],
  });
  const report = await monitorOf(cloud).preflight();
  expect(report).toMatchObject({
    resources: { gateways: 0, connections: 0, attachments: 0, tunnels: 0, certificates: 0 },
    contactGroups: [],
    missingPolicy: undefined,
    calls: 18,
  });
  expect(withStatus(report, 'not-tried')).toEqual([
    'DescribeSslVpnClients: there is no VPN gateway to ask about',
    'DescribeVcoRouteEntries: there is no connection on a transit router to ask about',
    'DescribeVpnConnectionLogs: there is no connection to ask about',
    'DescribeVpnRouteEntries: there is no VPN gateway to ask about',
    'DiagnoseVpnConnections: there is no connection to ask about',
  ]);
  expect(withStatus(report, 'allowed')).toHaveLength(18);
  expect(report.operations.filter(({ error }) => error)).toEqual([]);
  expect(new Set(report.metrics.map(({ sample, listed }) => `${String(sample)} ${String(listed)}`))).toEqual(new Set(['undefined true']));
});

test.each<[PreflightFeature, readonly string[], number, number]>([
  ['events', ['DescribeSystemEventAttribute', 'DescribeSystemEventMetaList'], 0, 16],
  ['top', ['DescribeMetricMetaList', 'DescribeMetricTop'], 31, 0],
  ['certificates', ['DescribeSslVpnClientCerts', 'DescribeSslVpnServers'], 0, 0],
])('the feature "%s" alone asks for nothing else', async (feature, actions, metrics, events) => {
  const cloud = fullAccount({ credentials: 'any' });
  const report = await monitorOf(cloud).preflight({ features: [feature, feature] });
  expect(callsOf(cloud)).toEqual(Object.fromEntries(actions.map((action) => [action, 1])));
  expect(report.operations.map(({ action }) => action)).toEqual(actions);
  expect(report).toMatchObject({ features: [feature], contactGroups: undefined });
  expect([report.metrics.length, report.events.length]).toEqual([metrics, events]);
});

test("what the monitor has cached and learned neither helps nor is touched, and metadata: 'catalog' does not keep it from asking", async () => {
  const cloud = fullAccount({ credentials: 'any' });
  const monitor = monitorOf(cloud, undefined, { metadata: 'catalog' });
  await monitor.topology.gateways().toArray();
  const report = await monitor.preflight({ features: ['topology', 'metrics'] });
  expect(callsOf(cloud)).toMatchObject({ DescribeVpnGateways: 2, DescribeMetricMetaList: 1 });
  expect(report.calls).toBe(cloud.calls.length - 1);
});

test('the progress names every operation once as it begins; a callback that fails ends nothing', async () => {
  const told: PreflightProgress[] = [];
  const progress: (one: PreflightProgress) => unknown = (one) => {
    told.push(one);
    if (told.length % 2 === 0) throw new Error('thrown');
    return Promise.reject(new Error('rejected'));
  };
  await monitorOf(fullAccount({ credentials: 'any' })).preflight({ features, progress });
  expect(told.map(({ action }) => action).sort()).toEqual(
    operationsFor(features)
      .map(({ action }) => action)
      .sort(),
  );
  expect(new Set(told.map(({ total }) => total))).toEqual(new Set([25]));
  expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((one, other) => one - other));
  expect(told.at(-1)!.done).toBeGreaterThan(10);
});

test.each<[unknown, string]>([
  [{ feature: ['events'] }, "preflight() has no option 'feature'; did you mean features?"],
  [{ features: ['event'] }, 'flow-logs; did you mean events?'],
  [{ features: ['x'.repeat(9)] }, "features holds 'xxxxxxxxx', which is none of topology, metrics,"],
  [{ features: [] }, 'must be a list of some of topology'],
  [{ features: 'events' }, 'must be a list of some of topology'],
  [{ progress: 1 }, 'progress 1 must be a function'],
  [{ signal: new AbortController() }, 'AbortSignal'],
  [null, 'preflight() takes an object of options'],
])('options %o are refused before anything is sent', async (options, message) => {
  const cloud = fullAccount({ credentials: 'any' });
  const outcome = await monitorOf(cloud)
    .preflight(options as PreflightOptions)
    .catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(TypeError);
  expect((outcome as TypeError).message).toContain(message);
  expect(cloud.calls).toEqual([]);
});

test('an abort ends it at once with the reason itself, whatever it waits for, and leaves nothing behind', async () => {
  const cloud = fullAccount();
  const monitor = await monitorOverHttp(cloud);
  cloud.fail({ kind: 'hang', times: Infinity });
  const controller = new AbortController();
  const pending = monitor.preflight({ signal: controller.signal }).catch((error: unknown) => error);
  await vi.waitFor(() => {
    expect(cloud.calls.length).toBeGreaterThanOrEqual(5);
  });
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await pending).toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  await expect(monitor.preflight({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('closing the monitor ends it too, and none begins after that', async () => {
  const cloud = fullAccount({ credentials: 'any', latencyMs: 1_000 });
  const monitor = monitorOf(cloud);
  const pending = monitor.preflight();
  await vi.waitFor(() => {
    expect(cloud.calls).not.toEqual([]);
  });
  await monitor.close();
  await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  await expect(monitor.preflight()).rejects.toMatchObject({ code: 'config' });
});

test("a transport of the user's own that does not say its routes, or fails to, has none", async () => {
  const cloud = fullAccount({ credentials: 'any' });
  const base = { regionId: 'cn-hangzhou', clock: cloud.clock };
  const failing = {
    call: () => Promise.reject(new Error('no')),
    routeOf: (product: string) => {
      if (product === 'cms') throw new TypeError('HTTPS_PROXY is no address');
      return { host: 'a', protocol: 'https' as const, proxy: 'proxy:1' };
    },
  };
  await using monitor = new VpnMonitor({ ...base, transport: failing, maxRetries: 0 });
  const { routes } = await monitor.preflight({ features: ['events', 'topology'] });
  expect(routes).toEqual([{ product: 'vpc', host: 'a', protocol: 'https', proxy: 'proxy:1' }]);
  expect((await monitorOf(cloud).preflight({ features: ['events'] })).routes).toEqual([]);
});
