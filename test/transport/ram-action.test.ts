import { expect, test } from 'vitest';
import { VpnMonitorError } from '../../src/errors.ts';
import { toVpnMonitorError } from '../../src/transport/failures/vendor-error.ts';

const denied = Object.assign(new Error('User not authorized'), { code: 'Forbidden.RAM', statusCode: 403 });

test.each([
  [
    { product: 'cms', action: 'DescribeMetricList' },
    'Allow cms:DescribeMetricList for the RAM user or role, for example with AliyunCloudMonitorReadOnlyAccess.',
  ],
  [
    { product: 'vpc', action: 'DescribeFlowLogs' },
    'Allow vpc:DescribeFlowLogs for the RAM user or role, for example with AliyunVPCReadOnlyAccess.',
  ],
  [
    { product: 'cbn', action: 'DescribeFlowlogs' },
    'Allow cen:DescribeFlowlogs for the RAM user or role, for example with AliyunCENReadOnlyAccess.',
  ],
  [{ product: 'vpc', action: 'CreateFlowLog' }, 'Allow vpc:CreateFlowLog for the RAM user or role.'],
  [{ product: 'cbn', action: 'ActiveFlowLog' }, 'Allow cen:ActiveFlowLog for the RAM user or role.'],
] as const)('a refusal of %o names the permission as RAM does', (operation, advice) => {
  const error = toVpnMonitorError(denied, operation);
  expect(error).toMatchObject({ code: 'forbidden', action: operation.action });
  expect(error.message).toContain(advice);
});

test('what is said of the items of a batch holds no secrets', () => {
  const failures = [
    { id: 'r1', vendorCode: '404', message: 'no such group, accessKeySecret=s3cr3t-of-the-user' },
    { id: 'r2', message: 'fine' },
  ];
  const error = toVpnMonitorError(new VpnMonitorError('2 rules failed', { code: 'invalid-request', failures }), {
    product: 'cms',
    action: 'PutResourceMetricRules',
  });
  expect(error.failures).toMatchObject([
    { id: 'r1', vendorCode: '404' },
    { id: 'r2', message: 'fine' },
  ]);
  expect(JSON.stringify(error)).not.toContain('s3cr3t');
});
