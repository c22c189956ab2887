import { createServer } from 'node:net';
import { type Transport, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { pause } from '../../src/internal/abort.ts';
import { allFeatures } from '../../src/preflight/operations.ts';
import { directTransport } from '../support/direct-transport.ts';
import { fullAccount, monitorOf, monitorOverHttp, withStatus } from './account.ts';

const features = allFeatures();
const PILOTS = [
  'DescribeContactGroupList',
  'DescribeMetricMetaList',
  'DescribeSystemEventMetaList',
  'DescribeVpnConnections',
  'DescribeVpnGateways',
  'DescribeFlowLogs',
  'DescribeFlowlogs',
  'ListTransitRouterVpnAttachments',
];

test('a key that is refused ends it after two questions to each service', async () => {
  const cloud = fullAccount();
  const monitor = await monitorOverHttp(cloud, { credentials: { accessKeyId: 'another', accessKeySecret: 'key' } });
  const report = await monitor.preflight({ features });
  expect(cloud.calls).toHaveLength(6);
  const failed = report.operations.filter(({ status }) => status === 'failed');
  expect(failed.map(({ error }) => error?.code)).toEqual(Array.from({ length: 6 }, () => 'auth'));
  expect(failed.map(({ action }) => action).filter((action) => !PILOTS.includes(action))).toEqual([]);
  expect(withStatus(report, 'allowed')).toEqual([]);
  const reasons = report.operations.filter(({ status }) => status === 'not-tried').map(({ reason }) => reason);
  expect(reasons).toHaveLength(19);
  expect(reasons).toContain('the service refused the key');
  expect(report).toMatchObject({ missingPolicy: undefined, resources: { gateways: undefined } });
  expect(report.clock.offsetMs).toBeDefined();
});

test('where nothing listens, two questions to each service show it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  const host = `127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'a', accessKeySecret: 'b' };
  await using monitor = new VpnMonitor({
    regionId: 'cn-hangzhou',
    endpoint: { cms: host, vpc: host, cbn: host, protocol: 'http' },
    credentials,
    maxRetries: 1,
  });
  const report = await monitor.preflight({ features });
  const failed = report.operations.filter(({ status }) => status === 'failed');
  expect(failed.map(({ error }) => error?.code)).toEqual(Array.from({ length: 6 }, () => 'network'));
  expect(
    new Set(
      report.operations
        .filter(({ status }) => status === 'not-tried')
        .map(({ reason }) => reason?.replace(/^no .* is known/, 'none is known')),
    ),
  ).toEqual(new Set(['the service could not be reached', 'none is known to ask about: the list of them could not be read']));
  // Requests that never left are none.
  expect(report).toMatchObject({ calls: 0, clock: { offsetMs: undefined, uncertaintyMs: undefined } });
});

test('one service out of reach does not keep the others from being tried', async () => {
  const cloud = fullAccount({ credentials: 'any' });
  for (const action of ['DescribeFlowlogs', 'ListTransitRouterVpnAttachments']) cloud.fail({ action, kind: 'reset', times: Infinity });
  const report = await monitorOf(cloud, undefined, { maxRetries: 0 }).preflight({ features });
  expect(withStatus(report, 'failed')).toEqual(['DescribeFlowlogs', 'ListTransitRouterVpnAttachments']);
  expect(withStatus(report, 'allowed')).toHaveLength(23);
});

test.each(['DescribeVpnConnections', 'DescribeMetricMetaList', 'DescribeMetricLast', 'DescribeSystemEventMetaList'])(
  'where %s alone gives no answer, everything else is tried',
  async (action) => {
    const cloud = fullAccount({ credentials: 'any' });
    cloud.fail({ action, kind: 'hang', times: Infinity });
    const report = await monitorOf(cloud, undefined, { attemptTimeoutMs: 100, maxRetries: 1 }).preflight({ features });
    expect(withStatus(report, 'failed')).toEqual([action]);
    expect(withStatus(report, 'allowed')).toHaveLength(24);
    expect(report.operations.find((one) => one.action === action)?.error?.code).toBe('timeout');
  },
);

test('the free queries of the month that are used up are asked for no further', async () => {
  const cloud = fullAccount({ credentials: 'any', quotaExhausted: true });
  const report = await monitorOf(cloud).preflight({ features });
  for (const action of ['DescribeMetricLast', 'DescribeMetricList', 'DescribeMetricTop']) {
    expect(report.operations.find((one) => one.action === action)).toMatchObject({ status: 'allowed', error: { code: 'quota-exhausted' } });
    expect(cloud.calls.filter((call) => call.action === action)).toHaveLength(1);
  }
});

test.each(['InternalError', 'hang', 'reset'] as const)(
  'where one metric gives no answer (%s), be it the first that is asked for, the others are asked for',
  async (fault) => {
    const order = fullAccount({ credentials: 'any' });
    await monitorOf(order).preflight({ features: ['metrics'] });
    const first = order.calls.find(({ action }) => action === 'DescribeMetricLast')?.params['MetricName'];
    const cloud = fullAccount({ credentials: 'any' });
    const transport = directTransport(cloud);
    const failing: Transport = {
      call: async (request, options) => {
        if (request.params['MetricName'] !== first || request.action !== 'DescribeMetricLast') return transport.call(request, options);
        if (fault === 'hang') await pause(2 ** 30, options.signal);
        if (fault === 'reset') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        return { status: 500, body: JSON.stringify({ Code: fault, Message: 'failed', RequestId: 'R' }) };
      },
    };
    const report = await monitorOf(cloud, failing, { attemptTimeoutMs: 100, maxRetries: 0 }).preflight({ features: ['metrics'] });
    expect(report.metrics.filter(({ newestAt }) => newestAt === undefined).map(({ metric }) => metric)).toHaveLength(1);
    expect(report.operations.find(({ action }) => action === 'DescribeMetricLast')).toMatchObject({ status: 'allowed' });
    expect(report.findings.map(({ code, severity }) => [severity, code]).at(0)).toEqual(['warning', 'operation-failed']);
  },
);

test('what gives no answer time and again is not waited for again', async () => {
  const cloud = fullAccount({ credentials: 'any' });
  for (const action of ['DescribeVpnConnections', 'DescribeMetricLast']) cloud.fail({ action, kind: 'hang', times: Infinity });
  const report = await monitorOf(cloud, undefined, { attemptTimeoutMs: 100, maxRetries: 0 }).preflight({ features });
  expect(withStatus(report, 'failed')).toEqual(['DescribeMetricLast', 'DescribeVpnConnections']);
  // Once for what the account has, and once for the first metric.
  expect(cloud.calls.filter(({ action }) => action === 'DescribeMetricLast')).toHaveLength(2);
});

test('a service that throttles everything is left alone after two questions', async () => {
  const cloud = fullAccount({ credentials: 'any' });
  cloud.fail({ code: 'Throttling.User', status: 400, times: Infinity });
  const report = await monitorOf(cloud, undefined, { maxRetries: 1 }).preflight({ features });
  const failed = report.operations.filter(({ status }) => status === 'failed');
  expect(failed.map(({ error }) => error?.code)).toEqual(Array.from({ length: 6 }, () => 'throttled'));
  // Two questions to each of three services, each tried twice.
  expect(report.calls).toBe(12);
  expect(report.operations.filter(({ status }) => status === 'not-tried').map(({ reason }) => reason)).toContain(
    'the service throttled its requests',
  );
  expect(report.findings.map(({ code }) => code)).toEqual(['operation-failed']);
});
