import {
  alertPresets,
  type AlertRuleInput,
  type AlertThreshold,
  GatewayMetric,
  METRICS,
  TunnelMetric,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { bed, failure, rule } from './support.ts';

const { monitor, actions } = bed();
const gateway = monitor.gateway('vpn-1');
const connection = gateway.connection('vco-dual');
const rate = { on: gateway, metric: GatewayMetric.InboundRate } as const;
const level = (critical: Readonly<Record<string, unknown>>): Partial<AlertRuleInput> => ({
  critical: critical as unknown as AlertThreshold,
});
const wrong = (fields: Readonly<Record<string, unknown>>): AlertRuleInput => ({
  ...rule({ on: gateway.connection('vco-dual').tunnel('tun-a') }),
  ...fields,
});

test.each<readonly [what: string, rule: unknown, error: new () => Error, says: string]>([
  ['a field that does not exist', wrong({ treshold: 1 }), TypeError, "rule 'r' has no field 'treshold'"],
  [
    'a field of a level that does not exist',
    wrong(level({ when: '<', threshold: 1, statistics: 'Average' })),
    TypeError,
    "rule 'r', critical has no field 'statistics'; did you mean statistic?",
  ],
  ['no rule', 'r', TypeError, 'alerts.put() takes an object of fields'],
  ['an id with a comma', wrong({ id: 'a,b' }), TypeError, "id of a rule of alerts.put() 'a,b'"],
  ['a blank id', wrong({ id: ' ' }), TypeError, 'id of a rule'],
  ['no name', wrong({ name: undefined }), TypeError, "rule 'r': name undefined must be"],
  ['no contact group', wrong({ contactGroups: [] }), TypeError, "rule 'r': contactGroups must be a list of names, but is empty"],
  [
    'a contact group that is no list',
    wrong({ contactGroups: 'vpn-ops' }),
    TypeError,
    "rule 'r': contactGroups must be a list of names, but is 'vpn-ops'",
  ],
  ['no metric', wrong({ metric: undefined }), TypeError, "rule 'r': metric undefined"],
  ['an unknown metric', wrong({ metric: 'tun.stat' }), RangeError, 'did you mean tun.state? Take one of'],
  ['a metric that is near none', wrong({ metric: 'nothing like it' }), RangeError, 'is no metric and no quantity; take one of'],
  ['no threshold at all', wrong({ critical: undefined }), TypeError, 'one or more of critical, warn, info'],
  ['nothing to be on', wrong({ on: undefined }), TypeError, "takes a scope, several, a fleet or 'all', but was given undefined"],
  ['an empty list of scopes', wrong({ on: [] }), TypeError, 'an empty list'],
  ['an id instead of a scope', wrong({ on: 'tun-a' }), TypeError, "did you mean monitor.tunnel('tun-a')?"],
  ['ids instead of scopes', wrong({ on: ['vpn-1'] }), TypeError, "did you mean monitor.gateway('vpn-1')?"],
  [
    'all in capitals',
    wrong({ on: 'ALL' }),
    TypeError,
    "rule 'r': on takes a scope, several, a fleet or 'all', but was given 'ALL'; did you mean 'all'?",
  ],
  ['a comparison that is none', wrong(level({ when: '=<', threshold: 1 })), RangeError, "'=<' is none of: >=, >, <=, <, ==, !="],
  ['no comparison', wrong(level({ threshold: 1 })), TypeError, "rule 'r', critical: when undefined"],
  [
    'a threshold that is a text',
    wrong(level({ when: '<', threshold: '1' })),
    TypeError,
    "rule 'r', critical: threshold must be a number, but is '1'",
  ],
  [
    'a threshold that is none',
    wrong(level({ when: '<', threshold: Number.NaN })),
    RangeError,
    'threshold must be a finite number, but is NaN',
  ],
  ['a state of 2', wrong(level({ when: '<', threshold: 2 })), RangeError, 'threshold must be 0 to 1 (state), but is 2'],
  ['a state that cannot be above 1', wrong(level({ when: '>', threshold: 1 })), RangeError, 'never true'],
  ['a state that cannot be below 0', wrong(level({ when: '<', threshold: 0 })), RangeError, 'never true'],
  ['a state that is always 0 or more', wrong(level({ when: '>=', threshold: 0 })), RangeError, 'always true'],
  ['a state that is always 1 or less', wrong(level({ when: '<=', threshold: 1 })), RangeError, 'always true'],
  [
    'a share of 120 %',
    wrong({ on: gateway, metric: 'inboundBandwidthUtilization', ...level({ when: '>', threshold: 120 }) }),
    RangeError,
    'threshold must be 0 to 100 (%), but is 120',
  ],
  [
    'a negative rate',
    wrong({ ...rate, ...level({ when: '>', threshold: -1 }) }),
    RangeError,
    "rule 'r', critical: threshold must be 0 or more, but is -1",
  ],
  [
    'an endless rate',
    wrong({ ...rate, ...level({ when: '>', threshold: Infinity }) }),
    RangeError,
    'threshold must be a finite number, but is Infinity',
  ],
  ['a rate that is always 0 or more', wrong({ ...rate, ...level({ when: '>=', threshold: 0 }) }), RangeError, 'always true'],
  [
    'a statistic that is none',
    wrong(level({ when: '<', threshold: 1, statistic: 7 })),
    TypeError,
    "rule 'r', critical: statistic must be a text such as Average, but is 7",
  ],
  [
    'no times',
    wrong(level({ when: '<', threshold: 1, times: 0 })),
    RangeError,
    "rule 'r', critical: times must be a whole number, 1 or more, but is 0",
  ],
  ['half a time', wrong(level({ when: '<', threshold: 1, times: 1.5 })), RangeError, 'times must be a whole number, 1 or more, but is 1.5'],
  ['a period that is no multiple of 60', wrong({ periodSeconds: 90 }), RangeError, "rule 'r': periodSeconds 90 must be a multiple of 60"],
  ['a silence that is too short', wrong({ silenceSeconds: 600 }), RangeError, "rule 'r': silenceSeconds 600 must be 3600 or more"],
  ['a time of day that is none', wrong({ effective: '8-20' }), TypeError, "rule 'r': effective '8-20'"],
  ['a policy that is none', wrong({ noData: 'ALARM' }), RangeError, 'is none of: KEEP_LAST_STATE'],
  ['a label that is no text', wrong({ labels: { a: 1 } }), TypeError, "rule 'r': labels.a 1"],
  ['a webhook that is no address', wrong({ webhook: 'hook.example/t0ps3cret' }), TypeError, "rule 'r': webhook must be"],
  ['a webhook of another kind', wrong({ webhook: 'ftp://hook.example/t0ps3cret' }), TypeError, "rule 'r': webhook must be"],
  ['a switch that is a text', wrong({ enabled: 'yes' }), TypeError, "rule 'r': enabled"],
  ['labels that are a map', wrong({ labels: new Map([['a', 'b']]) }), TypeError, "rule 'r': labels [Map] must be an object"],
  ['a label without a name', wrong({ labels: { ' ': 'b' } }), TypeError, "rule 'r': labels has a blank name"],
  [
    'a metric that the scope lacks',
    wrong({ on: gateway, metric: TunnelMetric.State }),
    RangeError,
    'is not a metric of a VPN gateway; it has',
  ],
  [
    'a quantity that the scope lacks',
    wrong({ on: connection, metric: 'sslClientCount', ...level({ when: '>', threshold: 1 }) }),
    RangeError,
    'is not a metric of a connection attached to a vpn gateway; it has',
  ],
  [
    'a quantity that no connection has',
    wrong({ on: monitor.connection('vco-dual'), metric: 'sslClientCount', ...level({ when: '>', threshold: 1 }) }),
    RangeError,
    'sslClientCount',
  ],
  ['two rules with one id', [wrong({}), wrong({})], TypeError, "two rules with the id 'r'"],
  [
    'an unknown option of the second rule',
    [wrong({}), wrong({ id: 's', webook: 'https://hook.example/t0ps3cret' })],
    TypeError,
    'did you mean webhook?',
  ],
])('%s is refused before any request', async (_, given, kind, says) => {
  for (const call of [monitor.alerts.put(given as AlertRuleInput), monitor.alerts.plan(given as AlertRuleInput)]) {
    const error = await failure(call);
    expect(error).toBeInstanceOf(kind);
    expect(error.message.replaceAll('alerts.plan()', 'alerts.put()')).toContain(says);
    expect(error.message).not.toContain('t0ps3cret');
  }
  expect(actions()).toEqual([]);
});

test.each<readonly [what: string, call: () => unknown, says: string]>([
  ['put', () => monitor.alerts.put([], { dryrun: true } as never), "alerts.put() has no option 'dryrun'; did you mean dryRun?"],
  ['put, progress', () => monitor.alerts.put([], { onProgress: 1 as never }), 'onProgress 1 must be a function'],
  ['put, signal', () => monitor.alerts.put([], { signal: new AbortController() as never }), 'AbortSignal'],
  ['enable', () => monitor.alerts.enable('r', { onProgress: () => undefined } as never), "alerts.enable() has no option 'onProgress'"],
  ['disable', () => monitor.alerts.disable(['']), "an id of alerts.disable() ''"],
  ['delete', () => monitor.alerts.delete(7 as never), 'an id of alerts.delete() 7'],
  ['list', () => monitor.alerts.list({ rules: ['r'] } as never), "alerts.list() has no filter 'rules'"],
  ['list, ids', () => monitor.alerts.list({ ids: ['a,b'] }), "an id of alerts.list() 'a,b'"],
  ['list, state', () => monitor.alerts.list({ state: 'ALERT' as never }), "state 'ALERT' is none of: OK, ALARM, INSUFFICIENT_DATA"],
  ['list, metric', () => monitor.alerts.list({ metric: 'tun.stat' as never }), 'did you mean tun.state?'],
  ['history', () => monitor.alerts.history({ lst: '1d' } as never), "alerts.history() has no option 'lst'; did you mean last?"],
  ['history, both', () => monitor.alerts.history({ last: '1d', from: 0 }), 'either last, or from and to'],
  ['history, end alone', () => monitor.alerts.history({ to: 0 }), 'to only together with from'],
  ['history, too old', () => monitor.alerts.history({ last: '53w' }), 'reaches back 365 days'],
  ['history, too old a start', () => monitor.alerts.history({ from: '2025-01-01' }), 'reaches back 365 days'],
  ['plan', () => monitor.alerts.plan([], { prefx: 'a' } as never), "alerts.plan() has no option 'prefx'; did you mean prefix?"],
  ['plan, blank prefix', () => monitor.alerts.plan([], { prefix: '' }), "prefix '' must be a text that is not blank"],
  ['apply', () => monitor.alerts.apply({ isEmpty: true } as never), 'alerts.apply() takes what alerts.plan() gave'],
  [
    'apply, nothing',
    () => monitor.alerts.apply(undefined as never),
    'alerts.apply() takes what alerts.plan() gave, but was given undefined',
  ],
])('options of %s that mean nothing are refused before any request', async (_, call, says) => {
  const error = await failure((async () => await call())());
  expect(error.message).toContain(says);
  expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
  expect(actions()).toEqual([]);
});

test.each([
  ['Sum', "rule 'r', warn: net_rx.rate has no statistic 'Sum'; it has Value"],
  ['Valeu', "rule 'r', warn: net_rx.rate has no statistic 'Valeu'; did you mean Value? It has Value"],
  ['Averge', "rule 'r', warn: net_rx.rate has no statistic 'Averge'; it has Value"],
])('a statistic %s is refused before a write, with what the metric has', async (statistic, says) => {
  const one = bed();
  const error = await failure(
    one.monitor.alerts.put(
      rule({ on: one.monitor.gateway('vpn-1'), metric: GatewayMetric.InboundRate, warn: { when: '>', threshold: 1, statistic } }),
    ),
  );
  expect([error.name, error.message]).toEqual(['RangeError', says]);
  expect(one.actions().filter((action) => action.startsWith('Put'))).toEqual([]);
});

test('where the service lists no statistics, only a slip of the pen is refused', async () => {
  const one = bed({}, { metadata: 'catalog' });
  const put = (statistic: string) =>
    one.monitor.alerts.put(rule({ on: 'all', metric: GatewayMetric.InboundRate, warn: { when: '>', threshold: 1, statistic } }), {
      dryRun: true,
    });
  expect((await failure(put('Averge'))).message).toContain("has no statistic 'Averge'; did you mean Average?");
  expect(await put('Percentile95')).toHaveLength(1);
});

test.each([-1, 100, 101, Number.NaN, '80'])('bandwidthAbove(%s) is refused', (percent) => {
  expect(() => alertPresets.bandwidthAbove(percent as number)).toThrow(RangeError);
});

test('the presets are accepted of everything that they fit', async () => {
  const one = bed();
  const named = { name: 'n', contactGroups: ['vpn-ops'] };
  await one.monitor.alerts.put([
    { ...alertPresets.tunnelDown, ...named, id: 'a', on: 'all' },
    { ...alertPresets.bgpDown, ...named, id: 'b', on: one.monitor.fleet() },
    { ...alertPresets.bandwidthAbove(80), ...named, id: 'c', on: one.monitor.gateway('vpn-1') },
    { ...alertPresets.bandwidthAbove(0.5, 'inbound'), ...named, id: 'd', on: 'all' },
  ]);
  expect(one.service.rules.get('c')).toMatchObject({
    MetricName: GatewayMetric.OutboundBandwidthUtilization,
    'Escalations.Warn.ComparisonOperator': 'GreaterThanThreshold',
    'Escalations.Warn.Threshold': '80',
  });
  expect(one.service.rules.get('d')).toMatchObject({ MetricName: GatewayMetric.InboundBandwidthUtilization });
  expect(alertPresets.certificateExpired.events).toHaveLength(1);
  expect(() => alertPresets.bandwidthAbove(50, 'up' as 'inbound')).toThrow("direction 'up' is none of: inbound, outbound");
});

test('every metric is accepted on everything with a threshold that it can have', async () => {
  const one = bed();
  const inputs = METRICS.map(({ name, unit }) =>
    rule({ id: name, on: 'all', metric: name, critical: unit === 'state' ? { when: '==', threshold: 0 } : { when: '<=', threshold: 0 } }),
  );
  expect(await one.monitor.alerts.put(inputs)).toEqual(METRICS.map(({ name }) => name));
});

test.each([
  [
    'a statistic that the metric does not have',
    { on: gateway, metric: GatewayMetric.InboundRate, critical: { when: '>', threshold: 1, statistic: 'Average' } },
    "rule 'r', critical: net_rx.rate has no statistic 'Average'; it has Value",
  ],
  ['a period that the metric does not have', { on: 'all', periodSeconds: 120 }, 'has no period of 120 seconds, only'],
  [
    'a metric of single tunnels where there are two',
    { on: connection, metric: 'ipsec.state' },
    "nothing that the rule 'r' is on has ipsec.state; it has state (tun.state)",
  ],
  [
    'a rate of tunnels of a fleet',
    { on: monitor.fleet(), metric: TunnelMetric.InboundRate, critical: { when: '>', threshold: 1 } },
    "{ per: 'tunnel' }",
  ],
] as const)('%s is refused before any write', async (_, fields, says) => {
  const before = actions().length;
  const metric = METRICS.find(
    ({ quantity, resource, attachedTo }) => quantity === 'state' && resource === 'connection' && attachedTo === 'vpn-gateway',
  )!.name;
  const error = await failure(
    monitor.alerts.put(rule({ ...fields, ...('metric' in fields && fields.metric === 'ipsec.state' && { metric }) })),
  );
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toContain(says.replaceAll('ipsec.state', metric));
  expect(
    actions()
      .slice(before)
      .filter((action) => action.startsWith('Put')),
  ).toEqual([]);
});

test.each([
  ['a gateway', (one: VpnMonitor) => one.gateway('vpn-9'), 'inboundRate'],
  ['a connection', (one: VpnMonitor) => one.gateway('vpn-1').connection('vco-9'), 'inboundRate'],
  ['a connection of another gateway', (one: VpnMonitor) => one.gateway('vpn-2').connection('vco-dual'), 'inboundRate'],
  ['a tunnel', (one: VpnMonitor) => one.gateway('vpn-1').connection('vco-dual').tunnel('tun-z'), 'state'],
  ['a tunnel that is looked up', (one: VpnMonitor) => one.tunnel('tun-z'), 'state'],
  ['what a fleet names', (one: VpnMonitor) => one.fleet({ connectionIds: ['vco-9'] }), 'state'],
  ['what a fleet filters', (one: VpnMonitor) => one.fleet({ tags: { no: 'such' } }), 'state'],
] as const)('%s that is not there is not-found before any write', async (_, on, metric) => {
  const one = bed();
  const critical = metric === 'state' ? ({ when: '<', threshold: 1 } as const) : ({ when: '>', threshold: 1 } as const);
  await expect(one.monitor.alerts.put(rule({ on: on(one.monitor), metric, critical }))).rejects.toMatchObject({ code: 'not-found' });
  expect(one.service.rules.size).toBe(0);
});

test('whether a resource exists is one warning where it cannot be looked up', async () => {
  const one = bed();
  one.cloud.fail({ action: 'DescribeVpnGateways', code: 'Forbidden.RAM', times: 100 });
  await one.monitor.alerts.put(
    ['vpn-1', 'vpn-2'].map((id) => rule({ id, on: one.monitor.gateway(id), metric: 'inboundRate', critical: { when: '>', threshold: 1 } })),
  );
  expect(one.service.rules.size).toBe(2);
  expect(one.log.filter((line) => line.includes('could not be looked up'))).toHaveLength(1);
});

test('scopes of another monitor are refused', async () => {
  const other = new VpnMonitor({ regionId: 'cn-beijing' });
  await expect(monitor.alerts.put(rule({ on: other.fleet() }))).rejects.toThrow(
    'alerts.put() was given a FleetScope of another VpnMonitor',
  );
});

test('a closed monitor answers with a config error', async () => {
  const one = bed();
  const plan = await one.monitor.alerts.plan([]);
  await one.monitor.close();
  const { alerts } = one.monitor;
  const calls = [
    alerts.put([]),
    alerts.enable('r'),
    alerts.disable('r'),
    alerts.delete('r'),
    alerts.list().toArray(),
    alerts.history().toArray(),
    alerts.plan([]),
    alerts.apply(plan),
  ];
  for (const call of calls)
    await expect(call).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('this monitor is closed') as string });
});
