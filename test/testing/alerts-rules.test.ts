import { describe, expect, it, test } from 'vitest';
import { createSimulator } from '../../src/testing/index.ts';
import { account, history, put, RULE, rules, without } from './alerts-support.ts';
import { ask, DAY, MINUTE, NOW, type Params } from './support.ts';

const batch = (...list: readonly Params[]): Params =>
  Object.fromEntries(
    list.flatMap((rule, index) => Object.entries(rule).map(([name, value]) => [`Rules.${String(index + 1)}.${name}`, value])),
  );

describe('a rule that is put', () => {
  it('is listed in the shapes of the samples', () => {
    const cloud = account();
    put(cloud, {
      SilenceTime: 3_600,
      EffectiveInterval: '08:00-18:00',
      NoDataPolicy: 'OK',
      Webhook: 'https://hooks.example/a?token=b',
      'Labels.1.Key': 'team',
      'Labels.1.Value': 'core',
    });
    put(cloud, { RuleId: 'r2' });
    const [first, second] = rules(cloud);
    expect(first).toEqual({
      RuleId: 'r1',
      RuleName: 'tunnel down',
      Namespace: 'acs_vpn',
      MetricName: 'tun.state',
      Period: '60',
      Resources: '[{"instanceId":"vpn-1","tunnelId":"tun-1"}]',
      Dimensions: '[{"instanceId":"vpn-1","tunnelId":"tun-1"}]',
      ContactGroups: 'vpn-ops',
      Escalations: {
        Critical: { ComparisonOperator: 'LessThanThreshold', Statistics: 'Value', Threshold: '1', Times: expect.anything() as unknown },
        Warn: {},
        Info: {},
      },
      Labels: { Labels: [{ Key: 'team', Value: 'core' }] },
      EnableState: expect.anything() as unknown,
      AlertState: 'OK',
      SilenceTime: expect.anything() as unknown,
      EffectiveInterval: '08:00-18:00',
      NoEffectiveInterval: '',
      NoDataPolicy: 'OK',
      Webhook: 'https://hooks.example/a?token=b',
      MailSubject: '',
      SendOK: expect.anything() as unknown,
      GroupId: '',
      GroupName: '',
      SourceType: 'METRIC',
      ProductCategory: 'vpn',
      GmtCreate: NOW,
      GmtUpdate: String(NOW),
    });
    expect(second).toMatchObject({
      NoDataPolicy: 'KEEP_LAST_STATE',
      EffectiveInterval: '00:00-23:59',
      Webhook: '',
      Labels: { Labels: [] },
    });
    expect([first, second].map((rule) => [Number(rule!['SilenceTime']), String(rule!['EnableState'])])).toEqual([
      [3_600, 'true'],
      [86_400, 'true'],
    ]);
  });

  it('has numbers and booleans as text in some rows and as such in others, as the samples do', () => {
    const cloud = account();
    for (let i = 0; i < 20; i++) put(cloud, { RuleId: `rule-${String(i)}` });
    const kinds = rules(cloud, { PageSize: 100 }).map((rule) => typeof rule['SilenceTime']);
    expect(new Set(kinds)).toEqual(new Set(['string', 'number']));
  });

  it('takes the place of the one with its id, at its defaults where it is silent', () => {
    const cloud = account();
    put(cloud, { Webhook: 'https://hooks.example/', SilenceTime: 3_600 });
    cloud.advance('1m');
    put(cloud, { RuleName: 'another' });
    expect(rules(cloud)).toMatchObject([
      { RuleId: 'r1', RuleName: 'another', Webhook: '', GmtCreate: NOW, GmtUpdate: String(NOW + MINUTE) },
    ]);
    expect(Number(rules(cloud)[0]!['SilenceTime'])).toBe(86_400);
  });

  it.each(['RuleId', 'RuleName', 'Namespace', 'MetricName', 'ContactGroups'])('needs %s', (name) => {
    expect(ask(account(), 'PutResourceMetricRule', without(name))).toMatchObject({ status: 400, body: { Code: `Missing${name}` } });
  });

  it.each<[string, Params, number]>([
    ['a metric that is not there', { MetricName: 'tun.stat' }, 404],
    ['another namespace', { Namespace: 'acs_ecs_dashboard' }, 404],
    ['a contact group that is not there', { ContactGroups: 'vpn-ops,nobody' }, 404],
    [
      'a statistic that the metric does not have',
      { MetricName: 'net_rx.rate', Resources: '[{"resource":"_ALL"}]', 'Escalations.Critical.Statistics': 'Average' },
      400,
    ],
    ['an unknown comparison', { 'Escalations.Critical.ComparisonOperator': '>' }, 400],
    ['a comparison with a former period', { 'Escalations.Critical.ComparisonOperator': 'LessThanYesterday' }, 400],
    ['a threshold that is no number', { 'Escalations.Critical.Threshold': 'one' }, 400],
    ['no times at all', { 'Escalations.Critical.Times': 0 }, 400],
    ['a level of which a part is missing', { 'Escalations.Warn.Statistics': 'Value' }, 400],
    ['a period that the metric does not have', { Period: 120 }, 400],
    ['a silence time below an hour', { SilenceTime: 3_599 }, 400],
    ['an interval that is none', { EffectiveInterval: '8-18' }, 400],
    ['another interval that is none', { NoEffectiveInterval: '25:00-26:00' }, 400],
    ['a policy that is none', { NoDataPolicy: 'ALERT' }, 400],
    ['a webhook that is no URL', { Webhook: 'hooks.example' }, 400],
    ['resources that are no JSON', { Resources: '[{"instanceId":' }, 400],
    ['a dimension that the metric does not have', { Resources: '[{"ipsecId":"vco-1"}]' }, 400],
    ['a label without a key', { 'Labels.1.Value': 'core' }, 400],
    ['a condition on several metrics', { 'CompositeExpression.Level': 'CRITICAL' }, 400],
  ])('is refused for %s', (_what, more, status) => {
    const cloud = account();
    expect(ask(cloud, 'PutResourceMetricRule', { ...RULE, ...more }).status).toBe(status);
    expect(rules(cloud)).toEqual([]);
  });

  it('needs one level', () => {
    const none = without(
      'Escalations.Critical.Statistics',
      'Escalations.Critical.ComparisonOperator',
      'Escalations.Critical.Threshold',
      'Escalations.Critical.Times',
    );
    expect(ask(account(), 'PutResourceMetricRule', none)).toMatchObject({ status: 400, body: { Code: 'ParameterInvalid' } });
  });

  it('may name any of the account’s contact groups', () => {
    put(account({ contactGroups: ['net', 'on call'] }), { ContactGroups: 'net,on call' });
  });
});

describe('rules that are put together', () => {
  it('are taken one by one, and those that are refused are listed', () => {
    const cloud = account();
    const { status, body } = ask(
      cloud,
      'PutResourceMetricRules',
      batch(
        RULE,
        { ...RULE, RuleId: 'r2', ContactGroups: 'nobody' },
        { ...RULE, RuleId: 'r3', SilenceTime: 1 },
        { ...without('Resources'), RuleId: 'r4' },
        { ...RULE, RuleId: 'r5' },
      ),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ Code: '200', Success: true });
    expect(body['FailedListResult']).toEqual({
      Target: [
        { RuleId: 'r2', Result: { Code: '404', Message: expect.stringContaining('nobody') as unknown, Success: false } },
        { RuleId: 'r3', Result: { Code: '400', Message: expect.stringContaining('SilenceTime') as unknown, Success: false } },
        { RuleId: 'r4', Result: { Code: '400', Message: expect.stringContaining('Resources') as unknown, Success: false } },
      ],
    });
    expect(rules(cloud).map(({ RuleId }) => RuleId)).toEqual(['r1', 'r5']);
  });

  it('are 1 to 50', () => {
    const many = (count: number): Params =>
      batch(...Array.from({ length: count }, (_, index) => ({ ...RULE, RuleId: `rule-${String(index)}` })));
    const cloud = account();
    expect(ask(cloud, 'PutResourceMetricRules', many(51)).status).toBe(400);
    expect(ask(cloud, 'PutResourceMetricRules', {}).status).toBe(400);
    expect(rules(cloud)).toEqual([]);
    expect(ask(cloud, 'PutResourceMetricRules', many(50)).body['FailedListResult']).toEqual({ Target: [] });
    expect(ask(cloud, 'DescribeMetricRuleList').body['Total']).toBe('50');
  });
});

describe('the list of rules', () => {
  const cloud = account();
  for (let i = 0; i < 25; i++) put(cloud, { RuleId: `rule-${String(i)}`, RuleName: i < 5 ? `Tunnel ${String(i)}` : `other ${String(i)}` });
  put(cloud, { RuleId: 'gateway', MetricName: 'net_rx.rate', Resources: '[{"resource":"_ALL"}]' });
  ask(cloud, 'DisableMetricRules', { 'RuleId.1': 'rule-0' });
  const ids = (params: Params): string[] => rules(cloud, { PageSize: 100, ...params }).map(({ RuleId }) => RuleId);

  it('has pages, and says how many there are as text', () => {
    const pages = [1, 2, 3, 4].map((Page) => rules(cloud, { Page }).map(({ RuleId }) => RuleId));
    expect(pages.map((page) => page.length)).toEqual([10, 10, 6, 0]);
    expect(new Set(pages.flat()).size).toBe(26);
    expect(ask(cloud, 'DescribeMetricRuleList').body).toMatchObject({ Total: '26', Code: 200, Success: true });
    for (const params of [{ Page: 0 }, { PageSize: 0 }, { PageSize: 101 }])
      expect(ask(cloud, 'DescribeMetricRuleList', params).status).toBe(400);
  });

  it('has filters', () => {
    expect(ids({ RuleIds: 'rule-3, rule-4,nobody' })).toEqual(['rule-3', 'rule-4']);
    expect(ids({ RuleName: 'tunnel' })).toHaveLength(6);
    expect(ids({ EnableState: 'false' })).toEqual(['rule-0']);
    expect(ids({ MetricName: 'net_rx.rate' })).toEqual(['gateway']);
    expect(ids({ Namespace: 'acs_ecs_dashboard' })).toEqual([]);
    expect(ids({ AlertState: 'OK' })).toHaveLength(26);
    expect(ids({ AlertState: 'ALARM' })).toEqual([]);
    expect(
      ask(cloud, 'DescribeMetricRuleList', { RuleIds: Array.from({ length: 21 }, (_, i) => `rule-${String(i)}`).join(',') }).status,
    ).toBe(400);
  });
});

test('rules are disabled, enabled and deleted by id', () => {
  const cloud = account();
  put(cloud);
  put(cloud, { RuleId: 'r2' });
  const states = (): string[] => rules(cloud).map(({ RuleId, EnableState }) => `${RuleId} ${String(EnableState)}`);
  expect(ask(cloud, 'DisableMetricRules', { 'RuleId.1': 'r1', 'RuleId.2': 'r2' }).body).toMatchObject({ Success: true, Code: '200' });
  expect(states()).toEqual(['r1 false', 'r2 false']);
  put(cloud, { RuleName: 'put again' });
  expect(states()).toEqual(['r1 false', 'r2 false']);
  expect(ask(cloud, 'EnableMetricRules', { 'RuleId.1': 'r1' }).body).toMatchObject({ Success: true, Code: 200 });
  expect(states()).toEqual(['r1 true', 'r2 false']);
  expect(ask(cloud, 'EnableMetricRules', { 'RuleId.1': 'r2', 'RuleId.2': 'nobody' })).toMatchObject({
    status: 404,
    body: { Code: 'ResourceNotFound' },
  });
  expect(states()).toEqual(['r1 true', 'r2 false']);
  expect(ask(cloud, 'DeleteMetricRules', { 'Id.1': 'r1', 'Id.2': 'nobody' }).status).toBe(200);
  expect(states()).toEqual(['r2 false']);
  for (const [action, name] of [
    ['EnableMetricRules', 'RuleId'],
    ['DisableMetricRules', 'RuleId'],
    ['DeleteMetricRules', 'Id'],
  ] as const) {
    expect(ask(cloud, action, {}).body['Code']).toBe(`Missing${name}`);
    expect(ask(cloud, action, Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${name}.${String(i + 1)}`, 'r2']))).status).toBe(
      400,
    );
  }
});

test('contact groups have pages', () => {
  const groups = Array.from({ length: 12 }, (_, i) => `group ${String(i)}`);
  const cloud = account({ contactGroups: groups });
  const page = (PageNumber: number): unknown =>
    (ask(cloud, 'DescribeContactGroupList', { PageNumber }).body['ContactGroups'] as { ContactGroup: unknown }).ContactGroup;
  expect([page(1), page(2), page(3)]).toEqual([groups.slice(0, 10), groups.slice(10), []]);
  expect(ask(cloud, 'DescribeContactGroupList', { PageSize: 100 }).body).toMatchObject({
    Total: 12,
    ContactGroups: { ContactGroup: groups },
    Success: true,
  });
  expect(ask(account(), 'DescribeContactGroupList').body['ContactGroups']).toEqual({ ContactGroup: ['vpn-ops'] });
});

test('the option contactGroups is checked', () => {
  for (const wrong of ['vpn-ops', [''], ['a,b'], [1]])
    expect(() => createSimulator({ regionId: 'cn-hangzhou', contactGroups: wrong as never }), String(wrong)).toThrow(/contactGroups/);
});

describe('the alert history', () => {
  it('is empty before anything was delivered', () => {
    expect(history(account())).toEqual([]);
  });

  it.each<[string, Params]>([
    ['a start without an end', { StartTime: NOW, EndTime: '' }],
    ['an end without a start', { StartTime: '', EndTime: NOW }],
    ['more than 15 days', { StartTime: NOW, EndTime: NOW + 15 * DAY + 1 }],
    ['an end before its start', { StartTime: NOW, EndTime: NOW }],
    ['text for a time', { StartTime: '2026-03-01T00:00:00Z', EndTime: NOW }],
    ['a page of more than 100', { PageSize: 101 }],
    ['a grouping', { GroupBy: 'product' }],
  ])('refuses %s', (_what, params) => {
    expect(ask(account(), 'DescribeAlertLogList', { StartTime: NOW - DAY, EndTime: NOW, ...params }).status).toBe(400);
  });
});
