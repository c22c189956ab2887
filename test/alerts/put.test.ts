import {
  alertPresets,
  type AlertProgress,
  type AlertRuleInput,
  AttachmentTunnelMetric,
  ConnectionMetric,
  GatewayMetric,
  Quantity,
  TunnelMetric,
  VpnMonitorError,
} from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { items } from './rule-service.ts';
import { bed, failure, rule } from './support.ts';

const READS = [
  'DescribeMetricMetaList',
  'DescribeContactGroupList',
  'DescribeVpnConnections',
  'DescribeVpnGateways',
  'DescribeMetricRuleList',
];
const writes = (actions: readonly string[]): readonly string[] => actions.filter((action) => !READS.includes(action));

test('a tunnel is named as a query names it, and what is left out is not sent', async () => {
  const { monitor, service, actions } = bed();
  const on = monitor.gateway('vpn-1').connection('vco-dual').tunnel('tun-a');
  expect(await monitor.alerts.put(rule({ on, metric: TunnelMetric.State }))).toEqual(['r']);
  expect(service.sent('PutResourceMetricRule')).toEqual([
    {
      RuleId: 'r',
      RuleName: 'A rule',
      Namespace: 'acs_vpn',
      MetricName: 'tun.state',
      Resources: '[{"instanceId":"vpn-1","tunnelId":"tun-a"}]',
      ContactGroups: 'vpn-ops',
      'Escalations.Critical.Statistics': 'Average',
      'Escalations.Critical.ComparisonOperator': 'LessThanThreshold',
      'Escalations.Critical.Threshold': '1',
      'Escalations.Critical.Times': '3',
    },
  ]);
  expect(writes(actions())).toEqual(['PutResourceMetricRule']);
});

test('every setting is sent by its wire name', async () => {
  const { monitor, service } = bed({ contactGroups: ['vpn-ops', 'night shift'] });
  await monitor.alerts.put({
    id: 'busy',
    name: 'Busy',
    on: monitor.gateway('vpn-1'),
    metric: Quantity.InboundRate,
    contactGroups: ['vpn-ops', 'night shift'],
    critical: { when: '>=', threshold: 9e8, times: 1 },
    warn: { when: '>', threshold: 5e8, times: 2 },
    info: { when: '!=', threshold: 0 },
    periodSeconds: 300,
    silenceSeconds: 7200,
    effective: '08:00-19:59',
    noData: 'INSUFFICIENT_DATA',
    webhook: 'https://hook.example/in?token=t0ps3cret',
    labels: { team: 'net', env: 'prod' },
    enabled: false,
  });
  expect(service.sent('PutResourceMetricRule')[0]).toMatchObject({
    MetricName: 'net_rx.rate',
    ContactGroups: 'vpn-ops,night shift',
    Period: '300',
    SilenceTime: '7200',
    EffectiveInterval: '08:00-19:59',
    NoDataPolicy: 'INSUFFICIENT_DATA',
    Webhook: 'https://hook.example/in?token=t0ps3cret',
    'Labels.1.Key': 'team',
    'Labels.1.Value': 'net',
    'Labels.2.Key': 'env',
    'Labels.2.Value': 'prod',
    // The metric has no other.
    'Escalations.Critical.Statistics': 'Value',
    'Escalations.Critical.Threshold': '900000000',
    'Escalations.Warn.ComparisonOperator': 'GreaterThanThreshold',
    'Escalations.Warn.Times': '2',
    'Escalations.Info.ComparisonOperator': 'NotEqualToThreshold',
    'Escalations.Info.Threshold': '0',
  });
  expect(service.sent('DisableMetricRules')).toEqual([{ 'RuleId.1': 'busy' }]);
});

test("the service's own spelling of a metric is sent, also for an alias", async () => {
  const { monitor, service } = bed();
  const on = monitor.gateway('vpn-1');
  await monitor.alerts.put(rule({ on, metric: GatewayMetric.InboundPacketRate, critical: { when: '>', threshold: 1e21 } }));
  expect(service.sent('PutResourceMetricRule')[0]).toMatchObject({
    MetricName: 'net_rx.Pkgs',
    'Escalations.Critical.Threshold': '1000000000000000000000',
  });
});

test('a quantity of a fleet becomes one rule for each metric that it is there', async () => {
  const { monitor, service, actions } = bed();
  const ids = await monitor.alerts.put({
    ...alertPresets.tunnelDown,
    id: 'down',
    name: 'Down',
    on: monitor.fleet(),
    contactGroups: ['vpn-ops'],
  });
  expect(ids).toEqual([`down-${ConnectionMetric.State}`, 'down-tun.state', 'down-vpn_connection_tun.state']);
  const rules = items(service.sent('PutResourceMetricRules')[0]!, 'Rules');
  expect(Object.fromEntries(rules.map((one) => [one['MetricName'], JSON.parse(one['Resources']!) as unknown]))).toEqual({
    'tun.state': [
      { instanceId: 'vpn-1', tunnelId: 'tun-a' },
      { instanceId: 'vpn-1', tunnelId: 'tun-b' },
    ],
    'vpn_connection_tun.state': [
      { instanceId: 'vco-router', tunnelId: 'tun-c' },
      { instanceId: 'vco-router', tunnelId: 'tun-d' },
    ],
    [ConnectionMetric.State]: [{ instanceId: 'vpn-2', ipsecId: 'vco-single' }],
  });
  expect(writes(actions())).toEqual(['PutResourceMetricRules']);
});

test('a metric of a fleet keeps the resources that have it', async () => {
  const { monitor, service } = bed();
  expect(await monitor.alerts.put(rule({ on: monitor.fleet(), metric: AttachmentTunnelMetric.State }))).toEqual(['r']);
  expect(service.sent('PutResourceMetricRule')[0]?.['Resources']).toBe(
    '[{"instanceId":"vco-router","tunnelId":"tun-c"},{"instanceId":"vco-router","tunnelId":"tun-d"}]',
  );
});

test('scopes that are looked up, and several at once', async () => {
  const { monitor, service } = bed();
  await monitor.alerts.put(rule({ on: [monitor.tunnel('tun-b'), monitor.connection('vco-dual'), monitor.tunnel('tun-a')] }));
  expect(service.sent('PutResourceMetricRule')[0]?.['Resources']).toBe(
    '[{"instanceId":"vpn-1","tunnelId":"tun-a"},{"instanceId":"vpn-1","tunnelId":"tun-b"}]',
  );
});

test('everything the account will ever have is one rule for each metric, without a lookup', async () => {
  const { monitor, service, actions } = bed();
  const states = await monitor.alerts.put(rule({ on: 'all' }));
  expect(states.toSorted()).toEqual(
    [`r-${ConnectionMetric.State}`, 'r-tun.state', 'r-vpn_connection.state', 'r-vpn_connection_tun.state'].toSorted(),
  );
  const rates = await monitor.alerts.put(rule({ on: 'all', metric: 'inboundRate', critical: { when: '>', threshold: 1 } }));
  expect(rates).toHaveLength(2);
  expect(await monitor.alerts.put(rule({ on: 'all', metric: 'sslClientCount', critical: { when: '>', threshold: 1 } }))).toEqual(['r']);
  const sent = [...service.sent('PutResourceMetricRules').flatMap((one) => items(one, 'Rules')), ...service.sent('PutResourceMetricRule')];
  expect(new Set(sent.map((one) => one['Resources']))).toEqual(new Set(['[{"resource":"_ALL"}]']));
  expect(sent).toHaveLength(7);
  expect(actions()).not.toContain('DescribeVpnConnections');
});

test('more resources than a rule may have become numbered rules, the same ones every time', async () => {
  const connections = Array.from({ length: 60 }, (_, index) => ({
    id: `vco-${index}`,
    gatewayId: 'vpn-1',
    tunnels: [{ id: `tun-${index}-1` }, { id: `tun-${index}-2` }] as const,
  }));
  const { monitor, service } = bed({}, {}, { connections });
  expect(await monitor.alerts.put(rule({ on: monitor.fleet() }))).toEqual(['r', 'r-2', 'r-3']);
  const sent = service
    .sent('PutResourceMetricRules')
    .flatMap((one) => items(one, 'Rules'))
    .map((one) => JSON.parse(one['Resources']!) as readonly unknown[]);
  expect(sent.map((one) => one.length)).toEqual([50, 50, 20]);
  expect(new Set(sent.flat().map((one) => JSON.stringify(one))).size).toBe(120);
});

test('a thousand rules take twenty calls, and say how far they have come', async () => {
  const connections = Array.from({ length: 500 }, (_, index) => ({
    id: `vco-${index}`,
    gatewayId: 'vpn-1',
    tunnels: [{ id: `tun-${index}-1` }, { id: `tun-${index}-2` }] as const,
  }));
  const { monitor, service, actions } = bed({}, {}, { connections });
  const tunnels = await monitor.topology.tunnels().toArray();
  const progress: AlertProgress[] = [];
  const rules = tunnels.map(({ tunnelId, connectionId, gatewayId }) =>
    rule({ id: `down-${tunnelId}`, on: monitor.gateway(gatewayId!).connection(connectionId).tunnel(tunnelId) }),
  );
  const ids = await monitor.alerts.put(rules, { onProgress: (one) => void progress.push(one) });
  expect(ids).toHaveLength(1_000);
  expect(service.rules.size).toBe(1_000);
  expect(writes(actions())).toEqual(Array.from({ length: 20 }, () => 'PutResourceMetricRules'));
  expect(progress).toEqual(Array.from({ length: 20 }, (_, index) => ({ done: (index + 1) * 50, total: 1_000 })));
  // All connections are in memory since the listing.
  expect(actions().filter((action) => action === 'DescribeVpnConnections').length).toBeLessThanOrEqual(10);
});

test('what a dry run gives is what is sent, and it sends nothing', async () => {
  const input = (monitor: ReturnType<typeof bed>['monitor']): AlertRuleInput[] => [
    rule({ id: 'a', on: monitor.fleet(), webhook: 'https://hook.example/a' }),
    rule({ id: 'b', on: 'all', metric: TunnelMetric.BgpState, labels: { a: 'b' }, enabled: true }),
    rule({ id: 'c', on: monitor.gateway('vpn-1'), metric: 'outboundRate', critical: { when: '>', threshold: 0.5 }, enabled: false }),
  ];
  const dry = bed();
  const planned = await dry.monitor.alerts.put(input(dry.monitor), { dryRun: true });
  expect(writes(dry.actions())).toEqual([]);
  const real = bed();
  await real.monitor.alerts.put(input(real.monitor));
  expect(planned).toEqual(real.service.requests.filter(({ action }) => !READS.includes(action)).map((one) => ({ product: 'cms', ...one })));
  expect(planned.map(({ action }) => action)).toEqual(['PutResourceMetricRules', 'EnableMetricRules', 'DisableMetricRules']);
  expect(await real.monitor.alerts.put([])).toEqual([]);
});

test('rules with many resources share a call only as far as its address can hold them', async () => {
  const connections = Array.from({ length: 25 }, (_, index) => ({
    id: `vco-${index}`,
    gatewayId: 'vpn-1',
    tunnels: [{ id: `tun-${'x'.repeat(20)}-${index}-1` }, { id: `tun-${'x'.repeat(20)}-${index}-2` }] as const,
  }));
  const { monitor, service } = bed({}, {}, { connections });
  await monitor.alerts.put(Array.from({ length: 50 }, (_, index) => rule({ id: `r${index}`, on: monitor.fleet() })));
  const sizes = service.sent('PutResourceMetricRules').map((one) => new URLSearchParams(one).toString().length);
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThan(66_000);
  expect(service.rules.size).toBe(50);
});

test('rules that a batch refuses are an error that names each, after all were sent', async () => {
  const { monitor, service } = bed();
  service.refuse = ({ RuleId = '' }) =>
    RuleId.endsWith('3') ? { Code: 'ResourceOverLimit', Message: `the rule ${RuleId} is one too many` } : undefined;
  const rules = Array.from({ length: 120 }, (_, index) =>
    rule({ id: `r-${index}`, on: monitor.gateway('vpn-1'), metric: 'inboundRate', critical: { when: '>', threshold: 1 }, enabled: false }),
  );
  const error = await failure(monitor.alerts.put(rules));
  expect(VpnMonitorError.isInstance(error)).toBe(true);
  expect(error.message).toBe(
    'PutResourceMetricRules: 12 of 120 rules failed: r-3: ResourceOverLimit: the rule r-3 is one too many; r-13: ResourceOverLimit: the rule r-13 is one too many; r-23: ResourceOverLimit: the rule r-23 is one too many; and 9 more',
  );
  expect(error.failures).toHaveLength(12);
  expect(error.failures![0]).toEqual({ id: 'r-3', vendorCode: 'ResourceOverLimit', message: 'the rule r-3 is one too many' });
  expect(service.rules.size).toBe(108);
  // A rule that is not there is not switched off.
  expect(service.sent('DisableMetricRules').flatMap((one) => Object.values(one))).toHaveLength(108);
});

test('the documented shape of a partial failure is read, whatever it reports of the whole', async () => {
  const { monitor, service } = bed();
  const { default: sample } = await import('../fixtures/alerts/PutResourceMetricRules-assembled.json', { with: { type: 'json' } });
  service.intercept = ({ action }) => (action === 'PutResourceMetricRules' ? sample : undefined);
  const error = await failure(monitor.alerts.put(rule({ on: monitor.fleet() })));
  expect(error).toMatchObject({
    code: 'not-found',
    vendorCode: '404',
    failures: [
      {
        id: 'a151cd6023eacee2f0978e03863cc1697c89508****',
        vendorCode: '404',
        message: 'The request processing has failed due to some unknown error.',
      },
    ],
  });
});

test.each([
  ['one object', { FailedListResult: { Target: { RuleId: 'r', Result: { Code: '500', Message: 'busy' } } } }, ['r']],
  ['a plain list', { FailedListResult: [{ RuleId: 'r', Result: { Success: false } }] }, ['r']],
  ['success as text', { FailedListResult: { Target: [{ RuleId: 'r', Result: { Code: '200', Success: 'true' } }] } }, []],
  ['an empty text', { FailedListResult: '' }, []],
  ['null', { FailedListResult: { Target: null } }, []],
])('failures given as %s', async (_, body, ids) => {
  const { monitor, service } = bed();
  service.intercept = ({ action }) => (action === 'PutResourceMetricRules' ? body : undefined);
  const outcome = await monitor.alerts.put(rule({ on: monitor.fleet() })).then(
    () => [],
    (error: unknown) => (error as VpnMonitorError).failures?.map(({ id }) => id),
  );
  expect(outcome).toEqual(ids);
});

test('a request that fails as a whole lists its rules, and the others are sent all the same', async () => {
  const { monitor, service } = bed();
  service.intercept = ({ action }, count) =>
    action === 'PutResourceMetricRules' && count === 2
      ? Object.assign(new Error('busy'), { code: 'ServiceUnavailable', statusCode: 503 })
      : undefined;
  const rules = Array.from({ length: 150 }, (_, index) =>
    rule({ id: `r-${index}`, on: monitor.gateway('vpn-1'), metric: 'inboundRate', critical: { when: '>', threshold: 1 } }),
  );
  const error = await failure(monitor.alerts.put(rules));
  expect(error).toMatchObject({ code: 'server', retryable: true });
  // One reason is said once.
  expect(error.message).toMatch(
    /^PutResourceMetricRules: 50 of 150 rules failed: r-50, r-51, r-52, and 47 more: PutResourceMetricRules failed: ServiceUnavailable: busy/,
  );
  expect(error.failures!.map(({ id }) => id)).toEqual(rules.slice(50, 100).map(({ id }) => id));
  expect(service.rules.size).toBe(100);
});

test('a service that takes shorter addresses gets the same rules in more calls', async () => {
  const { monitor, service } = bed();
  service.intercept = ({ action, params }) =>
    action.startsWith('Put') && new URLSearchParams(params).toString().length > 10_000
      ? Object.assign(new Error('URI Too Long'), { statusCode: 414 })
      : undefined;
  const progress: AlertProgress[] = [];
  await monitor.alerts.put(
    Array.from({ length: 60 }, (_, index) => rule({ id: `r-${index}`, on: 'all', metric: TunnelMetric.State })),
    { onProgress: (one) => void progress.push(one) },
  );
  expect(service.rules.size).toBe(60);
  expect(progress).toEqual([
    { done: 50, total: 60 },
    { done: 60, total: 60 },
  ]);
  service.intercept = ({ action }) =>
    action.startsWith('Put') ? Object.assign(new Error('URI Too Long'), { statusCode: 414 }) : undefined;
  const error = await failure(
    monitor.alerts.put([
      rule({ id: 'a', on: 'all', metric: TunnelMetric.State }),
      rule({ id: 'b', on: 'all', metric: TunnelMetric.State }),
    ]),
  );
  expect(error.failures?.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('after a refusal of the caller nothing more is sent, and what was not is listed', async () => {
  const { monitor, service } = bed();
  service.intercept = ({ action }, count) =>
    action === 'PutResourceMetricRules' && count === 2 ? { Code: 'Forbidden.RAM', Success: false, Message: 'no' } : undefined;
  const rules = Array.from({ length: 250 }, (_, index) =>
    rule({ id: `r-${index}`, on: monitor.gateway('vpn-1'), metric: 'inboundRate', critical: { when: '>', threshold: 1 } }),
  );
  const error = await failure(monitor.alerts.put(rules));
  expect(error).toMatchObject({ code: 'forbidden', retryable: false });
  expect(error.failures).toHaveLength(200);
  expect(service.sent('PutResourceMetricRules')).toHaveLength(2);
});

test("one rule that is refused is the service's own error", async () => {
  const { monitor, service } = bed();
  service.refuse = () => ({ Code: 'ResourceOverLimit', Message: 'too many rules' });
  await expect(monitor.alerts.put(rule({ on: 'all', metric: TunnelMetric.State }))).rejects.toMatchObject({
    action: expect.stringContaining('PutResourceMetricRule') as string,
    vendorCode: 'ResourceOverLimit',
  });
});

test('an abort ends a put between two calls, with its reason', async () => {
  const { monitor, service } = bed();
  const controller = new AbortController();
  const reason = new Error('enough');
  const rules = Array.from({ length: 150 }, (_, index) =>
    rule({ id: `r-${index}`, on: monitor.gateway('vpn-1'), metric: 'inboundRate', critical: { when: '>', threshold: 1 } }),
  );
  await expect(
    monitor.alerts.put(rules, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason);
      },
    }),
  ).rejects.toBe(reason);
  expect(service.sent('PutResourceMetricRules')).toHaveLength(1);
});

test('a progress that throws breaks nothing', async () => {
  const { monitor, service, log } = bed();
  await monitor.alerts.put(rule({ on: 'all' }), {
    onProgress: () => {
      throw new Error('mine');
    },
  });
  expect(service.rules.size).toBe(4);
  expect(log.join('\n')).toContain('onProgress threw');
});

test.each([1e-7, 1.5e-10, 5e-324, 1.23456789e-9, 1e21, 1.5e300, 0.1 + 0.2])(
  'a threshold of %d is sent as that number, without an exponent',
  async (threshold) => {
    const { monitor } = bed();
    const [request] = await monitor.alerts.put(rule({ on: 'all', metric: 'sslClientCount', critical: { when: '>', threshold } }), {
      dryRun: true,
    });
    const sent = request?.params['Escalations.Critical.Threshold'] ?? '';
    expect(sent).toMatch(/^\d+(\.\d+)?$/);
    expect(Number(sent)).toBe(threshold);
  },
);
