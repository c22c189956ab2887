import type { PreflightReport } from 'alicloud-vpn-monitor';
import { createSimulator } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { allFeatures, operationsFor } from '../../src/preflight/operations.ts';
import { fullAccount, monitorOf } from './account.ts';

const features = allFeatures();
const OPERATIONS = operationsFor(features).map(({ action, ramAction }) => ({ action, ramAction }));
const documented = { credentials: 'any', metadata: 'documented' } as const;
const codes = ({ findings }: PreflightReport): string[] => findings.map(({ code, severity }) => `${severity} ${code}`);

test('a service that is as documented, on an account where all is well, has no finding', async () => {
  expect((await monitorOf(fullAccount(documented)).preflight({ features })).findings).toEqual([]);
});

test.each(OPERATIONS)('where $action alone is denied, $ramAction is all that is found', async ({ action, ramAction }) => {
  const cloud = fullAccount(documented);
  cloud.fail({ action, code: 'NoPermission', status: 403, times: Infinity });
  const { findings } = await monitorOf(cloud).preflight({ features });
  expect(findings.map(({ code, operations }) => [code, operations])).toEqual([['permission-missing', [ramAction]]]);
});

test('an account that is used up, a key that is refused, a region without anything', async () => {
  expect(codes(await monitorOf(fullAccount({ ...documented, quotaExhausted: true })).preflight({ features }))).toEqual([
    'error quota-exhausted',
  ]);
  const refused = fullAccount(documented);
  refused.fail({ code: 'InvalidAccessKeyId.NotFound', status: 404, times: Infinity });
  expect(codes(await monitorOf(refused).preflight({ features }))).toEqual(['error key-refused']);
  const disabled = fullAccount(documented);
  disabled.fail({ code: 'Forbidden.AccessKeyDisabled', status: 403, times: Infinity });
  expect(codes(await monitorOf(disabled).preflight({ features }))).toEqual(['error key-refused']);
  const empty = createSimulator({ regionId: 'cn-hangzhou', now: '2026-01-31T12:00:00Z', ...documented, contactGroups: [] });
  expect(codes(await monitorOf(empty).preflight())).toEqual(['warning no-resources', 'warning no-contact-groups']);
});

test.each([
  [{ publicationDelayMs: 150_000 }, []],
  [{ publicationDelayMs: 400_000 }, ['note points-late']],
  [{ publicationDelayMs: 900_000 }, ['warning points-late']],
  [{ missing: 1 }, ['warning no-points']],
])('points that are published as %j: %j', async (data, expected) => {
  expect(codes(await monitorOf(fullAccount({ ...documented, data })).preflight())).toEqual(expected);
});

test('a service that throttles, and one that fails, are told by the operations that fail', async () => {
  const cloud = fullAccount(documented);
  cloud.fail({ action: 'DescribeVpnRouteEntries', code: 'Throttling.User', status: 400, times: Infinity });
  cloud.fail({ action: 'DescribeFlowlogs', code: 'InternalError', status: 500, times: Infinity });
  const { findings } = await monitorOf(cloud, undefined, { maxRetries: 1 }).preflight();
  expect(findings.map(({ code, operations }) => [code, operations])).toEqual([
    ['operation-failed', ['vpc:DescribeVpnRouteEntries']],
    ['operation-failed', ['cen:DescribeFlowlogs']],
  ]);
});
