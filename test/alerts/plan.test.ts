import type { AlertRuleInput, VpnMonitor } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { type Bed, bed, failure, rule } from './support.ts';

const WEBHOOK = 'https://hook.example/in/t0ps3cret?token=t0ps3cret';
const wanted = (monitor: VpnMonitor, more: Partial<AlertRuleInput> = {}): AlertRuleInput[] => [
  rule({ id: 'vpn-down', on: monitor.fleet(), webhook: WEBHOOK, labels: { team: 'net' }, ...more }),
  rule({ id: 'vpn-busy', on: monitor.gateway('vpn-1'), metric: 'inboundRate', critical: { when: '>', threshold: 1e9 }, ...more }),
];
const writes = ({ service }: Bed, from = 0) =>
  service.requests
    .slice(from)
    .filter(({ action }) => /^(Put|Enable|Disable|Delete)/.test(action))
    .map(({ action }) => action);
const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id);

test('from nothing to what is wanted, and then nothing more', async () => {
  const one = bed();
  const { alerts } = one.monitor;
  const plan = await alerts.plan(wanted(one.monitor), { prefix: 'vpn-' });
  expect(plan).toMatchObject({ change: [], delete: [], unchanged: 0, isEmpty: false });
  expect(plan.create).toEqual([
    { id: expect.stringContaining('vpn-down-') as string, name: 'A rule' },
    { id: expect.stringContaining('vpn-down-') as string, name: 'A rule' },
    { id: 'vpn-down-vpn_connection_tun.state', name: 'A rule' },
    { id: 'vpn-busy', name: 'A rule' },
  ]);
  expect(writes(one)).toEqual([]);
  expect(await alerts.apply(plan)).toEqual(ids(plan.create));
  expect(writes(one)).toEqual(['PutResourceMetricRules']);
  expect(await alerts.plan(wanted(one.monitor), { prefix: 'vpn-' })).toEqual({
    create: [],
    change: [],
    delete: [],
    unchanged: 4,
    isEmpty: true,
  });
  expect(await alerts.apply(await alerts.plan(wanted(one.monitor)))).toEqual([]);
  expect(writes(one)).toHaveLength(1);
});

test('what is not wanted any more is deleted by its prefix alone', async () => {
  const one = bed();
  const { alerts } = one.monitor;
  await alerts.put([
    ...wanted(one.monitor),
    rule({ id: 'vpn-old', on: 'all', metric: 'tun.state' }),
    rule({ id: 'other', on: 'all', metric: 'tun.state' }),
  ]);
  const mine = wanted(one.monitor);
  expect((await alerts.plan(mine)).isEmpty).toBe(true);
  const plan = await alerts.plan(mine, { prefix: 'vpn-' });
  expect(plan).toEqual({ create: [], change: [], delete: [{ id: 'vpn-old', name: 'A rule' }], unchanged: 4, isEmpty: false });
  const from = one.service.requests.length;
  expect(await alerts.apply(plan)).toEqual(['vpn-old']);
  expect(one.service.requests.slice(from)).toEqual([{ action: 'DeleteMetricRules', params: { 'Id.1': 'vpn-old' } }]);
  expect([...one.service.rules.keys()]).toContain('other');
  expect(ids((await alerts.plan([], { prefix: 'vpn-busy' })).delete)).toEqual(['vpn-busy']);
  await expect(alerts.plan(mine, { prefix: 'vpn-d' })).rejects.toThrow("the id 'vpn-busy' does not begin with the prefix 'vpn-d'");
  expect(await alerts.plan([])).toMatchObject({ isEmpty: true });
});

test('each field that differs is named, with what it is and what it should be', async () => {
  const one = bed();
  const { alerts } = one.monitor;
  const base = { on: one.monitor.gateway('vpn-1'), metric: 'inboundRate', critical: { when: '>', threshold: 5 } } as const;
  await alerts.put(
    rule({
      ...base,
      warn: { when: '>', threshold: 3 },
      webhook: WEBHOOK,
      labels: { a: 'b' },
      silenceSeconds: 3600,
      effective: '08:00-19:59',
      noData: 'OK',
      periodSeconds: 300,
    }),
  );
  await alerts.disable('r');
  const next = rule({
    ...base,
    name: 'Another',
    on: [one.monitor.gateway('vpn-1'), one.monitor.gateway('vpn-2')],
    critical: { when: '>=', threshold: 5 },
    info: { when: '>', threshold: 1 },
    enabled: true,
  });
  const plan = await alerts.plan(next);
  expect(plan.change).toEqual([
    {
      id: 'r',
      name: 'Another',
      differences: [
        { field: 'name', from: 'A rule', to: 'Another' },
        { field: 'resources', added: [{ gatewayId: 'vpn-2', dimensions: { instanceId: 'vpn-2' } }], removed: [] },
        {
          field: 'critical',
          from: { when: '>', threshold: 5, statistic: 'Value', times: 3 },
          to: { when: '>=', threshold: 5, statistic: 'Value', times: 3 },
        },
        { field: 'warn', from: { when: '>', threshold: 3, statistic: 'Value', times: 3 } },
        { field: 'info', to: { when: '>', threshold: 1, statistic: 'Value', times: 3 } },
        { field: 'periodSeconds', from: 300, to: 60 },
        { field: 'silenceSeconds', from: 3600, to: 86400 },
        { field: 'effective', from: '08:00-19:59', to: '00:00-23:59' },
        { field: 'noData', from: 'OK', to: 'KEEP_LAST_STATE' },
        { field: 'webhook', from: { host: 'hook.example' } },
        { field: 'labels', from: { a: 'b' }, to: {} },
        { field: 'enabled', from: false, to: true },
      ],
    },
  ]);
  const requests = await alerts.apply(plan, { dryRun: true });
  expect(requests.map(({ action }) => action)).toEqual(['PutResourceMetricRule', 'EnableMetricRules']);
  // What must go is said to be empty, and what must be as usual is said too.
  expect(requests[0]?.params).toMatchObject({
    Webhook: '',
    Labels: '',
    Period: '60',
    SilenceTime: '86400',
    EffectiveInterval: '00:00-23:59',
    NoDataPolicy: 'KEEP_LAST_STATE',
  });
  const from = one.service.requests.length;
  await alerts.apply(plan);
  expect(one.service.requests.slice(from).map((request) => ({ product: 'cms', ...request }))).toEqual(requests);
  expect((await alerts.plan(next)).isEmpty).toBe(true);
});

test('only a token of the webhook changed: it is a change, and shows no token', async () => {
  const one = bed();
  await one.monitor.alerts.put(rule({ on: 'all', metric: 'tun.state', webhook: WEBHOOK }));
  const plan = await one.monitor.alerts.plan(rule({ on: 'all', metric: 'tun.state', webhook: `${WEBHOOK}2` }));
  expect(plan.change).toEqual([
    {
      id: 'r',
      name: 'A rule',
      differences: [{ field: 'webhook', from: { host: 'hook.example' }, to: { host: 'hook.example' }, changed: ['query'] }],
    },
  ]);
  const other = await one.monitor.alerts.plan(
    rule({ on: [one.monitor.tunnel('tun-a')], metric: 'tun.state', webhook: 'https://user:pass@other.example/in' }),
  );
  expect(other.change[0]?.differences).toEqual([
    {
      field: 'resources',
      added: [{ gatewayId: 'vpn-1', tunnelId: 'tun-a', dimensions: { instanceId: 'vpn-1', tunnelId: 'tun-a' } }],
      removed: 'all',
    },
    { field: 'webhook', from: { host: 'hook.example' }, to: { host: 'other.example' } },
  ]);
});

test('rules of former ids are named in one warning of a plan without a prefix', async () => {
  const one = bed();
  const { alerts } = one.monitor;
  const down = (on: AlertRuleInput['on']) => rule({ id: 'down', on });
  await alerts.put(down(one.monitor.fleet({ attachedTo: 'vpn-gateway' })));
  await alerts.put([
    rule({ id: 'down-2', on: 'all', metric: 'ipsec.state' }),
    rule({ id: 'down-there', on: 'all', metric: 'tun.state' }),
    rule({ id: 'down-3', on: 'all', metric: 'tun.rx_pps', critical: { when: '>', threshold: 1 } }),
  ]);
  const warnings = () => one.log.filter((line) => line.includes('former plans'));
  const from = one.service.requests.length;
  expect((await alerts.plan(down(one.monitor.tunnel('tun-a')))).create).toEqual([{ id: 'down', name: 'A rule' }]);
  expect(one.service.requests.slice(from).filter(({ action }) => action === 'DescribeMetricRuleList')).toHaveLength(1);
  expect(warnings()).toEqual([
    expect.stringMatching(/may still alarm beside the wanted ones: down-ipsec\.state, down-tun\.state, down-2\. A plan with a prefix/),
  ]);
  await alerts.plan(down(one.monitor.tunnel('tun-a')), { prefix: 'down' });
  await alerts.plan(down(one.monitor.fleet({ attachedTo: 'vpn-gateway' })));
  expect(warnings()).toHaveLength(1);
  await alerts.put(down(one.monitor.tunnel('tun-a')));
  await alerts.delete(['down-ipsec.state', 'down-tun.state']);
  await alerts.plan(down(one.monitor.tunnel('tun-a')));
  expect(warnings()[1]).toContain('down-2.');
});

test('a rule that is switched off is left alone until the input says', async () => {
  const one = bed();
  const { alerts } = one.monitor;
  const input = rule({ on: 'all', metric: 'tun.state' });
  await alerts.put(input);
  await alerts.disable('r');
  expect((await alerts.plan(input)).isEmpty).toBe(true);
  const on = await alerts.plan({ ...input, enabled: true });
  expect(on.change).toEqual([{ id: 'r', name: 'A rule', differences: [{ field: 'enabled', from: false, to: true }] }]);
  expect((await alerts.apply(on, { dryRun: true })).map(({ action }) => action)).toEqual(['EnableMetricRules']);
  // A put may switch it on.
  const renamed = await alerts.plan({ ...input, name: 'B', enabled: false });
  expect((await alerts.apply(renamed, { dryRun: true })).map(({ action }) => action)).toEqual([
    'PutResourceMetricRule',
    'DisableMetricRules',
  ]);
  // A new rule is on.
  expect(
    (await alerts.apply(await alerts.plan({ ...input, id: 'new', enabled: true }), { dryRun: true })).map(({ action }) => action),
  ).toEqual(['PutResourceMetricRule']);
});

test.each([
  [
    'texts for numbers, another order, and what the service adds',
    { Threshold: '1.00', Times: '3' },
    '[{"userId":"1","tunnelId":"tun-b","instanceId":"vpn-1"},{"instanceId":"vpn-1","userId":"1","tunnelId":"tun-a"}]',
    'night,vpn-ops',
  ],
  ['resources that cannot be read', {}, '[{\\"instanceId\\":\\"vpn-1\\"', 'vpn-ops,night'],
])('%s are no difference', async (_, level, resources, groups) => {
  const one = bed({ contactGroups: ['vpn-ops', 'night'] });
  const row = {
    RuleId: 'r',
    RuleName: 'A rule',
    Namespace: 'acs_vpn',
    MetricName: 'tunState',
    Resources: resources,
    ContactGroups: groups,
    EnableState: 'true',
    SilenceTime: '',
    EffectiveInterval: '',
    NoDataPolicy: null,
    Webhook: '',
    Period: '60',
    Escalations: { Critical: { Statistics: '$Average', ComparisonOperator: 'LessThanThreshold', Threshold: '1', Times: 3, ...level } },
  };
  one.service.intercept = ({ action }) => (action === 'DescribeMetricRuleList' ? { Alarms: { Alarm: [row] }, Total: 1 } : undefined);
  const plan = await one.monitor.alerts.plan(
    rule({ on: one.monitor.connection('vco-dual'), contactGroups: ['vpn-ops', 'night', 'vpn-ops'] }),
  );
  expect(plan).toEqual({ create: [], change: [], delete: [], unchanged: 1, isEmpty: true });
  expect(one.log.filter((line) => line.includes('cannot be read, so they are not compared'))).toHaveLength(
    resources.startsWith('[{\\') ? 1 : 0,
  );
});

test('of few rules those are listed alone, of many all', async () => {
  const one = bed();
  const inputs = (count: number) => Array.from({ length: count }, (_, index) => rule({ id: `r${index}`, on: 'all', metric: 'tun.state' }));
  await one.monitor.alerts.plan(inputs(30));
  expect(one.service.sent('DescribeMetricRuleList').map((params) => params['RuleIds']?.split(',').length)).toEqual([20, 10]);
  await one.monitor.alerts.plan(inputs(150));
  expect(
    one.service
      .sent('DescribeMetricRuleList')
      .slice(2)
      .map((params) => params['RuleIds']),
  ).toEqual([undefined]);
});

test('what failed is planned and applied again, what was done is not', async () => {
  const one = bed();
  const { alerts } = one.monitor;
  const inputs = Array.from({ length: 120 }, (_, index) =>
    rule({ id: `r${index}`, on: 'all', metric: 'tun.state', enabled: index % 2 === 0 }),
  );
  one.service.intercept = ({ action }, count) =>
    action === 'PutResourceMetricRules' && count === 2 ? { Code: 'InternalError', Success: false } : undefined;
  const error = await failure(alerts.apply(await alerts.plan(inputs, { prefix: 'r' })));
  expect(error.failures).toHaveLength(50);
  expect(one.service.sent('DisableMetricRules').flatMap((params) => Object.values(params))).toHaveLength(35);
  one.service.intercept = () => undefined;
  const rest = await alerts.plan(inputs, { prefix: 'r' });
  expect(ids(rest.create)).toEqual(ids(inputs.slice(50, 100)));
  await alerts.apply(rest);
  expect((await alerts.plan(inputs, { prefix: 'r' })).isEmpty).toBe(true);
});

test('a plan is frozen, and of one monitor', async () => {
  const [one, other] = [bed(), bed()];
  const plan = await one.monitor.alerts.plan(wanted(one.monitor));
  expect([plan, plan.create, plan.create[0], plan.change, plan.delete].every(Object.isFrozen)).toBe(true);
  await expect(other.monitor.alerts.apply(plan)).rejects.toThrow('alerts.apply() was given a plan of another VpnMonitor');
  await expect(one.monitor.alerts.apply({ ...plan })).rejects.toThrow(
    'takes what alerts.plan() gave, but was given [Object]: a plan cannot be copied, edited or stored, so plan again',
  );
});

test('an abort ends a plan and an apply with its reason', async () => {
  const one = bed();
  const signal = AbortSignal.abort(new Error('mine'));
  await expect(one.monitor.alerts.plan(wanted(one.monitor), { signal })).rejects.toThrow('mine');
  const plan = await one.monitor.alerts.plan(wanted(one.monitor));
  await expect(one.monitor.alerts.apply(plan, { signal })).rejects.toThrow('mine');
  expect(writes(one)).toEqual([]);
});
