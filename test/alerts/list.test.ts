import { type AlertRule, GatewayMetric, METRICS, Quantity } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { metricNamed } from '../../src/alerts/rules/metric-asked.ts';
import sample from '../fixtures/alerts/DescribeMetricRuleList.json' with { type: 'json' };
import assembled from '../fixtures/alerts/DescribeMetricRuleList-assembled.json' with { type: 'json' };
import { bed, rule } from './support.ts';

/** The rules of these rows, whatever is asked. */
async function read(
  rows: unknown,
  filter: Parameters<ReturnType<typeof bed>['monitor']['alerts']['list']>[0] = {},
  total: unknown = '1',
): Promise<{ readonly rules: readonly AlertRule[]; readonly log: readonly string[] }> {
  const one = bed();
  one.service.intercept = ({ action }) => (action === 'DescribeMetricRuleList' ? { Alarms: rows, Total: total } : undefined);
  return { rules: await one.monitor.alerts.list(filter).toArray(), log: one.log };
}

test('what was put is listed in the same words', async () => {
  const { monitor, actions } = bed();
  await monitor.alerts.put({
    id: 'busy',
    name: 'Busy',
    on: monitor.gateway('vpn-1'),
    metric: GatewayMetric.InboundPacketRate,
    contactGroups: ['vpn-ops'],
    warn: { when: '>=', threshold: 1000, times: 5 },
    periodSeconds: 300,
    silenceSeconds: 3600,
    effective: '08:00-19:59',
    noData: 'OK',
    webhook: 'https://hook.example:8443/in/t0ps3cret?token=t0ps3cret',
    labels: { team: 'net' },
    enabled: false,
  });
  await monitor.alerts.put(
    rule({ id: 'down', on: [monitor.connection('vco-single'), monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-a')] }),
  );
  const before = actions().length;
  expect(await monitor.alerts.list().toArray()).toEqual([
    {
      id: 'busy',
      name: 'Busy',
      metric: GatewayMetric.InboundPacketRate,
      resources: [{ gatewayId: 'vpn-1', dimensions: { instanceId: 'vpn-1' } }],
      contactGroups: ['vpn-ops'],
      warn: { when: '>=', threshold: 1000, statistic: 'Value', times: 5 },
      periodSeconds: 300,
      silenceSeconds: 3600,
      effective: '08:00-19:59',
      noData: 'OK',
      webhook: { host: 'hook.example:8443' },
      labels: { team: 'net' },
      enabled: false,
      state: 'OK',
    },
    expect.objectContaining({
      id: expect.stringMatching(/^down-/) as string,
      enabled: true,
      resources: [{ gatewayId: 'vpn-2', connectionId: 'vco-single', dimensions: { instanceId: 'vpn-2', ipsecId: 'vco-single' } }],
    }),
    expect.objectContaining({
      id: 'down-tun.state',
      metric: 'tun.state',
      resources: [{ gatewayId: 'vpn-1', tunnelId: 'tun-a', dimensions: { instanceId: 'vpn-1', tunnelId: 'tun-a' } }],
    }),
  ]);
  expect(actions().slice(before)).toEqual(['DescribeMetricRuleList']);
});

test('filters go to the service, a metric by its own spelling, and ids by twenty', async () => {
  const { monitor, service } = bed();
  await monitor.alerts.list({ name: 'Bus', state: 'ALARM', enabled: false, metric: GatewayMetric.InboundPacketRate }).toArray();
  expect(service.sent('DescribeMetricRuleList')[0]).toEqual({
    Namespace: 'acs_vpn',
    RuleName: 'Bus',
    AlertState: 'ALARM',
    EnableState: 'false',
    MetricName: 'net_rx.Pkgs',
    Page: '1',
    PageSize: '100',
  });
  await monitor.alerts.put(Array.from({ length: 45 }, (_, index) => rule({ id: `r${index}`, on: 'all', metric: 'tun.state' })));
  const ids = Array.from({ length: 45 }, (_, index) => `r${index}`);
  expect((await monitor.alerts.list({ ids: [...ids, 'r1'] }).toArray()).map(({ id }) => id)).toEqual(ids);
  expect(
    service
      .sent('DescribeMetricRuleList')
      .slice(1)
      .map((one) => one['RuleIds']!.split(',').length),
  ).toEqual([20, 20, 5]);
  expect(await monitor.alerts.list({ ids: [] }).toArray()).toEqual([]);
});

test('a quantity is no filter: the metrics that it can be are named, and nothing is asked', () => {
  const { monitor, actions } = bed();
  expect(() => monitor.alerts.list({ metric: Quantity.State as never })).toThrow(
    /metric 'state' of alerts\.list\(\) is a quantity.*ipsec\.state, tun\.state, vpn_connection\.state, vpn_connection_tun\.state/,
  );
  expect(actions()).toEqual([]);
});

test('a service that ignores filters is filtered here', async () => {
  const rows = {
    Alarm: [
      { RuleId: 'a', EnableState: 'true', AlertState: 'OK', MetricName: 'tun.state' },
      { RuleId: 'b', EnableState: 'false', AlertState: 'ALARM', MetricName: 'tun.bgp_state' },
      { RuleId: 'c', Namespace: 'acs_ecs_dashboard' },
    ],
  };
  const ids = async (filter: Parameters<typeof read>[1]) => (await read(rows, filter, '3')).rules.map(({ id }) => id);
  expect(await ids({})).toEqual(['a', 'b']);
  expect(await ids({ enabled: false })).toEqual(['b']);
  expect(await ids({ state: 'OK' })).toEqual(['a']);
  expect(await ids({ metric: 'tun.bgp_state' })).toEqual(['b']);
  expect(await ids({ ids: ['a', 'c'] })).toEqual(['a']);
});

test.each([7, 10, 100])('every rule comes once, where the service gives %i at once', async (mostRows) => {
  const { monitor, service } = bed({ mostRows });
  await monitor.alerts.put(Array.from({ length: 230 }, (_, index) => rule({ id: `r${index}`, on: 'all', metric: 'tun.state' })));
  expect((await monitor.alerts.list().toArray()).map(({ id }) => id)).toEqual([...service.rules.keys()]);
  expect(service.sent('DescribeMetricRuleList')).toHaveLength(Math.ceil(230 / mostRows));
});

test('a reader that leaves is not waited for, and asks for no more', async () => {
  const { monitor, service } = bed({ mostRows: 10 });
  await monitor.alerts.put(Array.from({ length: 60 }, (_, index) => rule({ id: `r${index}`, on: 'all', metric: 'tun.state' })));
  const listing = monitor.alerts.list();
  for await (const { id } of listing) if (id === 'r3') break;
  expect(service.sent('DescribeMetricRuleList')).toHaveLength(1);
  // It can be iterated again.
  expect(await listing.toArray()).toHaveLength(60);
  const controller = new AbortController();
  controller.abort(new Error('mine'));
  await expect(monitor.alerts.list({ signal: controller.signal }).toArray()).rejects.toThrow('mine');
});

const ours = (row: object) => ({ ...row, Namespace: 'acs_vpn' });

test('the documented sample: texts for numbers, resources that are no JSON, a row without an id', async () => {
  const { rules, log } = await read({ Alarm: sample.Alarms.Alarm.map(ours) }, {}, sample.Total);
  expect(rules).toEqual([
    {
      id: 'a151cd6023eacee2f0978e03863cc1697c895012****',
      name: 'ECS_CPU',
      metric: 'cpu_total',
      contactGroups: ['Alice'],
      periodSeconds: 60,
      silenceSeconds: 86400,
      effective: '00:00-23:59',
      enabled: true,
      state: 'OK',
      labels: {},
      webhook: { host: 'www.aliyun.com' },
    },
  ]);
  expect(log.filter((line) => line.includes('alert rules that have no id were left out { count: 1 }'))).toHaveLength(1);
});

test('the shape of the model', async () => {
  const { rules } = await read({ Alarm: assembled.Alarms.Alarm.map(ours) });
  expect(rules).toEqual([
    expect.objectContaining({
      id: 'applyTemplate344cfd42-0f32-4fd6-805a-88d7908a****',
      critical: { when: '>=', threshold: 90, statistic: 'Average', times: 3 },
      labels: { cmsRuleKey: 'cmsRuleValue' },
      noData: 'KEEP_LAST_STATE',
      resources: [{ dimensions: { instanceId: 'i-2ze2d6j5uhg20x47****' } }],
    }),
  ]);
});

test.each([
  ['everything of the account', { Resources: '[{"resource":"_ALL"}]' }, { resources: 'all' }],
  [
    'resources that are a list',
    { Resources: [{ instanceId: 'vco-1', tunnelId: 'tun-1', userId: 1 }] },
    { resources: [{ connectionId: 'vco-1', tunnelId: 'tun-1', dimensions: { instanceId: 'vco-1', tunnelId: 'tun-1', userId: '1' } }] },
  ],
  [
    'dimensions where resources are missing',
    { Dimensions: '[{"instanceId":"vpn-1"}]' },
    { resources: [{ gatewayId: 'vpn-1', dimensions: { instanceId: 'vpn-1' } }] },
  ],
  ['dimensions that name nothing', { Resources: '', Dimensions: '[{}]' }, {}],
  [
    'an operator that is not ours',
    { Escalations: { Info: { ComparisonOperator: 'GreaterThanYesterday', Threshold: '10', Statistics: '$Average', Times: '1' } } },
    { info: { when: 'GreaterThanYesterday', threshold: 10, statistic: 'Average', times: 1 } },
  ],
  ['empty levels', { Escalations: { Critical: '', Warn: {}, Info: null } }, {}],
  ['nulls', { RuleName: null, Period: null, Escalations: null, Labels: null, ContactGroups: null, Webhook: null, EnableState: null }, {}],
  ['contact groups as a list', { ContactGroups: ['a', 'b'] }, { contactGroups: ['a', 'b'] }],
  ['contact groups as a text', { ContactGroups: 'a, b' }, { contactGroups: ['a', 'b'] }],
  ['a webhook that is no address', { Webhook: 't0ps3cret' }, { webhook: {} }],
  ['a state of its own', { AlertState: 'PAUSED', EnableState: 0 }, { state: 'PAUSED', enabled: false }],
  ['labels as a plain list', { Labels: [{ Key: 'a' }, { Value: 'b' }, null] }, { labels: { a: '' } }],
])('%s', async (_, fields, expected) => {
  const { rules } = await read({ Alarm: { RuleId: 'r', ...fields } });
  expect(rules).toEqual([{ id: 'r', contactGroups: [], labels: {}, ...expected }]);
});

test.each([
  ['', '0'],
  [null, '0'],
  [{}, undefined],
  [{ Alarm: '' }, '0'],
])('no rules as %j', async (alarms, total) => {
  expect((await read(alarms, {}, total)).rules).toEqual([]);
});

test('an answer without a list that counts rules is none of the service', async () => {
  const one = bed();
  one.service.intercept = () => ({ Total: '3' });
  await expect(one.monitor.alerts.list().toArray()).rejects.toMatchObject({ code: 'protocol', retryable: true });
});

test('the service may spell a metric with other dots and underscores', () => {
  const respelled = METRICS.map(({ name }) => metricNamed(name.replace(/[._]/g, '_')));
  expect(respelled).toEqual(METRICS.map(({ name }) => name));
  expect(metricNamed('cpu_total')).toBe('cpu_total');
});
