import type { PreflightFeature } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { allFeatures, operationsFor } from '../../src/preflight/operations.ts';
import { fullAccount, monitorOf, monitorOverHttp, operation, withStatus } from './account.ts';

const OPERATIONS = operationsFor(allFeatures()).map(({ action, ramAction }) => ({ action, ramAction }));
const features: readonly PreflightFeature[] = allFeatures();
/** Codes with which a permission is refused, each under HTTP 403 and inside an answer with HTTP 200. */
const CODES = ['Forbidden.RAM', 'NoPermission', 'Forbidden', 'InvalidAuthorization', 'Forbbiden.SubUser', 'AccessForbidden'];

test.each(OPERATIONS.map((one, index) => ({ ...one, code: CODES[index % CODES.length]!, soft: CODES[(index + 3) % CODES.length]! })))(
  'where $action alone is denied, the report names $ramAction alone',
  async ({ action, ramAction, code, soft }) => {
    for (const denial of [
      { code, status: 403 },
      { code: soft, status: 200 },
    ]) {
      const cloud = fullAccount({ credentials: 'any' });
      cloud.fail({ action, ...denial, times: Infinity });
      const report = await monitorOf(cloud).preflight({ features });
      expect(withStatus(report, 'forbidden')).toEqual([action]);
      expect(report.missingPolicy).toEqual({ Version: '1', Statement: [{ Effect: 'Allow', Action: [ramAction], Resource: '*' }] });
      expect(withStatus(report, 'allowed')).toEqual(OPERATIONS.map((one) => one.action).filter((one) => one !== action));
      expect(operation(report, action).error).toMatchObject({ code: 'forbidden', action, vendorCode: denial.code });
      // What is forbidden is asked once.
      expect(cloud.calls.filter((call) => call.action === action)).toHaveLength(1);
    }
  },
);

test('it is the same over HTTP, and for a feature of which something is denied', async () => {
  const cloud = fullAccount();
  const monitor = await monitorOverHttp(cloud);
  cloud.fail({ action: 'DescribeVpnConnections', code: 'Forbbiden.SubUser', status: 403, times: Infinity });
  cloud.fail({ action: 'DescribeFlowlogs', code: 'NoPermission', status: 403, times: Infinity });
  cloud.fail({ action: 'DescribeAlertLogList', code: 'NoPermission', status: 200, times: Infinity });
  const report = await monitor.preflight({ features });
  expect(report.missingPolicy?.Statement[0]?.Action).toEqual([
    'cen:DescribeFlowlogs',
    'cms:DescribeAlertLogList',
    'vpc:DescribeVpnConnections',
  ]);
  expect(withStatus(report, 'allowed')).toHaveLength(22);
  expect(operation(report, 'DescribeFlowlogs')).toMatchObject({
    product: 'cbn',
    ramAction: 'cen:DescribeFlowlogs',
    features: ['flow-logs'],
    status: 'forbidden',
  });
});

test('where everything is denied, each operation that can be asked is asked once, and the rest says why it was not', async () => {
  const cloud = fullAccount({ credentials: 'any' });
  cloud.fail({ code: 'NoPermission', status: 403, times: Infinity });
  const report = await monitorOf(cloud).preflight({ features });
  const untried = [
    'DescribeSslVpnClients',
    'DescribeVcoRouteEntries',
    'DescribeVpnConnectionLogs',
    'DescribeVpnRouteEntries',
    'DiagnoseVpnConnections',
  ];
  expect(withStatus(report, 'forbidden')).toEqual(OPERATIONS.map(({ action }) => action).filter((action) => !untried.includes(action)));
  expect(withStatus(report, 'not-tried')).toEqual([
    'DescribeSslVpnClients: no VPN gateway is known to ask about: the list of them could not be read',
    'DescribeVcoRouteEntries: no connection on a transit router is known to ask about: the list of them could not be read',
    'DescribeVpnConnectionLogs: no connection is known to ask about: the list of them could not be read',
    'DescribeVpnRouteEntries: no VPN gateway is known to ask about: the list of them could not be read',
    'DiagnoseVpnConnections: no connection is known to ask about: the list of them could not be read',
  ]);
  expect(report).toMatchObject({
    calls: 20,
    contactGroups: undefined,
    eventProducts: undefined,
    resources: { gateways: undefined, connections: undefined, attachments: undefined, tunnels: undefined, certificates: undefined },
  });
  expect(new Set(report.metrics.map(({ listed, sample }) => `${String(listed)} ${String(sample)}`))).toEqual(
    new Set(['undefined undefined']),
  );
  expect(new Set(report.events.map(({ listed }) => listed))).toEqual(new Set([undefined]));
});

test('where the connections alone are denied, the datapoints of the account name the resources to ask about', async () => {
  const cloud = fullAccount({ credentials: 'any' });
  cloud.fail({ action: 'DescribeVpnConnections', code: 'Forbidden', status: 403, times: Infinity });
  const report = await monitorOf(cloud).preflight();
  expect(report.resources).toEqual({ gateways: 2, connections: undefined, attachments: undefined, tunnels: undefined, certificates: 1 });
  const samples = report.metrics.filter(({ sample, newestAt }) => sample !== undefined && newestAt !== undefined);
  expect(samples.map(({ metric }) => metric)).toHaveLength(27);
  expect(cloud.calls.find(({ action }) => action === 'DescribeVpnConnectionLogs')?.params).toMatchObject({
    VpnConnectionId: expect.stringMatching(/^vco-/) as string,
  });
});

test('a refusal for another reason is no denial: the service has looked at the question', async () => {
  const cloud = fullAccount({ credentials: 'any' });
  cloud.fail({ action: 'DiagnoseVpnConnections', code: 'InvalidVpnConnectionInstanceId.NotFound', status: 404, times: Infinity });
  cloud.fail({ action: 'DescribeMetricTop', code: 'ParameterInvalid', status: 400, times: Infinity });
  cloud.fail({ action: 'DescribeFlowLogs', code: 'ServiceUnavailable', status: 503, times: Infinity });
  const report = await monitorOf(cloud, undefined, { maxRetries: 1 }).preflight();
  expect(operation(report, 'DiagnoseVpnConnections')).toMatchObject({ status: 'allowed', error: { code: 'not-found' } });
  expect(operation(report, 'DescribeMetricTop')).toMatchObject({ status: 'allowed', error: { code: 'invalid-request' } });
  expect(operation(report, 'DescribeFlowLogs')).toMatchObject({ status: 'failed', error: { code: 'server' } });
  expect(report.missingPolicy).toBeUndefined();
});

test('without Enterprise CloudMonitor no permission is missing, and without a cursor the second one is asked all the same', async () => {
  const poor = await monitorOf(fullAccount({ credentials: 'any', enterprise: false })).preflight({ features: ['export'] });
  expect(poor.operations.map(({ action, status, error }) => [action, status, error?.code])).toEqual([
    ['BatchExport', 'allowed', 'forbidden'],
    ['Cursor', 'allowed', 'forbidden'],
    ['DescribeMetricMetaList', 'allowed', undefined],
  ]);
  expect(poor.missingPolicy).toBeUndefined();
  const cloud = fullAccount({ credentials: 'any' });
  cloud.fail({ action: 'Cursor', code: 'NoPermission', status: 403 });
  const denied = await monitorOf(cloud).preflight({ features: ['export'] });
  expect(denied.operations.map(({ action, status, error }) => [action, status, error?.code])).toEqual([
    ['BatchExport', 'allowed', undefined],
    ['Cursor', 'forbidden', 'forbidden'],
    ['DescribeMetricMetaList', 'allowed', undefined],
  ]);
});
