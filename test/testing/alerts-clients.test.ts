import { createRequire } from 'node:module';
import type * as CmsTypes from '@alicloud/cms20190101';
import { expect, onTestFinished, test } from 'vitest';
import type { Simulator } from '../../src/testing/index.ts';
import { account } from './alerts-support.ts';
import { MINUTE, NOW } from './support.ts';

// Loaded as CommonJS: what an import of it gives depends on the loader.
const cms = createRequire(import.meta.url)('@alicloud/cms20190101') as typeof CmsTypes.default;

async function clientOf(cloud: Simulator): Promise<InstanceType<typeof cms.default>> {
  const server = await cloud.listen();
  onTestFinished(server.close);
  // The Config class belongs to a package the generated client brings along; it reads its fields only.
  return new cms.default({ ...cloud.credentials, endpoint: server.endpoint.cms, protocol: 'http', regionId: 'cn-hangzhou' } as never);
}

const rule = (ruleId: string): object => ({
  ruleId,
  ruleName: 'tunnel down',
  namespace: 'acs_vpn',
  metricName: 'tun.state',
  contactGroups: 'vpn-ops',
  resources: '[{"tunnelId":"tun-1"}]',
  silenceTime: 3_600,
  sendOK: true,
  labels: [{ key: 'team', value: 'core' }],
  escalations: { critical: { statistics: 'Value', comparisonOperator: 'LessThanThreshold', threshold: '1', times: 2 } },
});

test('the generated client puts, lists, disables, enables and deletes rules', async () => {
  const cloud = account();
  const client = await clientOf(cloud);
  expect((await client.putResourceMetricRule(new cms.PutResourceMetricRuleRequest(rule('r1')))).body).toMatchObject({
    code: '200',
    success: true,
  });
  const put = await client.putResourceMetricRules(
    new cms.PutResourceMetricRulesRequest({ rules: [rule('r2'), { ...rule('r3'), contactGroups: 'nobody' }] }),
  );
  expect(put.body?.failedListResult?.target).toMatchObject([{ ruleId: 'r3', result: { code: '404', success: false } }]);
  await client.disableMetricRules(new cms.DisableMetricRulesRequest({ ruleId: ['r1', 'r2'] }));
  await client.enableMetricRules(new cms.EnableMetricRulesRequest({ ruleId: ['r2'] }));
  const list = (
    await client.describeMetricRuleList(new cms.DescribeMetricRuleListRequest({ page: 1, pageSize: 100, namespace: 'acs_vpn' }))
  ).body;
  expect(list?.total).toBe('2');
  expect(list?.alarms?.alarm).toMatchObject([
    {
      ruleId: 'r1',
      enableState: false,
      silenceTime: 3_600,
      sendOK: true,
      escalations: { critical: { threshold: '1', times: 2 } },
      labels: { labels: [{ key: 'team', value: 'core' }] },
    },
    { ruleId: 'r2', enableState: true },
  ]);
  await client.deleteMetricRules(new cms.DeleteMetricRulesRequest({ id: ['r1', 'r2'] }));
  expect((await client.describeMetricRuleList(new cms.DescribeMetricRuleListRequest({}))).body?.alarms?.alarm).toEqual([]);
});

test('the generated client reads the alert history and the contact groups', async () => {
  const cloud = account();
  const client = await clientOf(cloud);
  await client.putResourceMetricRule(new cms.PutResourceMetricRuleRequest({ ...rule('r1'), webhook: 'http://127.0.0.1:1/' }));
  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  await cloud.deliverAlerts();
  const history = (
    await client.describeAlertLogList(
      new cms.DescribeAlertLogListRequest({ startTime: NOW, endTime: NOW + 5 * MINUTE, pageNumber: 1, pageSize: 100 }),
    )
  ).body;
  expect(history?.alertLogList).toMatchObject([
    {
      ruleId: 'r1',
      alertTime: String(NOW + 2 * MINUTE),
      levelChange: 'OK->P2',
      webhookList: [{ code: '500' }],
      escalation: { expression: '$Value<1', times: 2 },
    },
  ]);
  const groups = (await client.describeContactGroupList(new cms.DescribeContactGroupListRequest({ pageNumber: 1, pageSize: 100 }))).body;
  expect(groups).toMatchObject({ total: 1, contactGroups: { contactGroup: ['vpn-ops'] } });
});
