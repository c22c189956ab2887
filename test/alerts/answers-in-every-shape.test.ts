import { expect, test } from 'vitest';
import { answering, monitorOn, OK, QUIET } from './subscriptions/support.ts';
import { bed, failure, NOW, rule } from './support.ts';

const refusal = { RuleId: 'b', Result: { Code: '404', Message: 'no such metric', Success: false } };

test.each<readonly [what: string, answer: object]>([
  ['a list', { FailedListResult: { Target: [refusal] } }],
  ['a list without its wrapper', { FailedListResult: [refusal] }],
  ['a wrapper that comes twice', { FailedListResult: { Target: { Target: [refusal] } } }],
  ['one alone', { FailedListResult: { Target: refusal } }],
  ['JSON text', { FailedListResult: JSON.stringify({ Target: [refusal] }) }],
  ['a result that is JSON text', { FailedListResult: { Target: [{ RuleId: 'b', Result: JSON.stringify(refusal.Result) }] } }],
  ['a result without its wrapper', { FailedListResult: { Target: [{ RuleId: 'b', ...refusal.Result }] } }],
  ['a call that is said to have failed', { Success: false, FailedListResult: { Target: [refusal] } }],
  [
    'a call that is said to have failed, with a code',
    { Success: false, Code: '400', Message: 'some failed', FailedListResult: { Target: [refusal] } },
  ],
])('a rule that a batch refuses is named with the reason: %s', async (_, answer) => {
  const { monitor, service } = bed();
  service.intercept = ({ action }) => (action === 'PutResourceMetricRules' ? answer : undefined);
  const error = await failure(monitor.alerts.put(['a', 'b'].map((id) => rule({ id, on: 'all', metric: 'tun.state', enabled: true }))));
  expect(error).toMatchObject({ code: 'not-found', failures: [{ id: 'b', vendorCode: '404', message: 'no such metric' }] });
  expect(error.message).toContain('1 of 2 rules failed: b: 404: no such metric');
  // The rest was carried out, and goes on.
  expect(service.sent('EnableMetricRules')).toEqual([{ 'RuleId.1': 'a' }]);
});

test.each<readonly [what: string, list: unknown]>([
  ['null', null],
  ['a blank', ''],
  ['an empty object', {}],
  ['an empty list', { Target: [] }],
  ['a blank list', { Target: '' }],
  [
    'what was carried out',
    {
      Target: [
        { RuleId: 'a', Result: { Code: '200', Success: 'true' } },
        { RuleId: 'b', Result: { Code: '200', Message: 'success' } },
      ],
    },
  ],
])('nothing failed: %s', async (_, list) => {
  const { monitor, service } = bed();
  service.intercept = ({ action }) => (action === 'PutResourceMetricRules' ? { FailedListResult: list } : undefined);
  expect(await monitor.alerts.put(['a', 'b'].map((id) => rule({ id, on: 'all', metric: 'tun.state' })))).toEqual(['a', 'b']);
});

const row = { RuleId: 'r', Namespace: 'acs_vpn', MetricName: 'tun.state', Resources: '[{"resource":"_ALL"}]' };
const rulesOf = async (answer: object) => {
  const { monitor, service } = bed();
  service.intercept = ({ action }) => (action === 'DescribeMetricRuleList' ? answer : undefined);
  return await monitor.alerts.list().toArray();
};

test.each<readonly [what: string, alarms: unknown]>([
  ['a list', [row]],
  ['one alone', row],
  ['a wrapper that comes twice', { Alarm: { Alarm: [row] } }],
  ['JSON text', JSON.stringify({ Alarm: [row] })],
])('rules: %s', async (_, Alarms) => {
  expect(await rulesOf({ Alarms, Total: '1' })).toMatchObject([{ id: 'r', resources: 'all' }]);
});

test.each([
  ['', '5'],
  [null, 5],
  ['no list', 5],
])('rules that are counted and not listed are no empty list: %j', async (Alarms, Total) => {
  await expect(rulesOf({ Alarms, Total })).rejects.toMatchObject({ code: 'protocol', retryable: true });
});

test.each<readonly [what: string, field: object, model: object]>([
  ['one label', { Labels: { Labels: { Key: 'a', Value: 'b' } } }, { labels: { a: 'b' } }],
  ['contact groups in a wrapper', { ContactGroups: { ContactGroup: ['x', 'y'] } }, { contactGroups: ['x', 'y'] }],
  ['contact groups in one text', { ContactGroups: 'x, y' }, { contactGroups: ['x', 'y'] }],
  [
    'one resource as JSON text',
    { Resources: '{"instanceId":"vpn-1"}' },
    { resources: [{ gatewayId: 'vpn-1', dimensions: { instanceId: 'vpn-1' } }] },
  ],
])('a rule with %s', async (_, field, model) => {
  expect(await rulesOf({ Alarms: { Alarm: [{ ...row, ...field }] }, Total: 1 })).toMatchObject([model]);
});

const entry = {
  AlertTime: NOW - 60_000,
  LogId: 'l',
  Namespace: 'acs_vpn',
  MetricName: 'tun.state',
  Level: 'P4',
  Dimensions: [{ Key: 'instanceId', Value: 'vpn-1' }],
};
const entriesOf = async (answer: object) => {
  const { monitor, service } = bed();
  service.intercept = ({ action }) => (action === 'DescribeAlertLogList' ? answer : undefined);
  return await monitor.alerts.history().toArray();
};

test.each<readonly [what: string, list: unknown]>([
  ['a list', [entry]],
  ['one alone', entry],
  ['a wrapped list', { AlertLog: [entry] }],
  ['one alone, wrapped', { AlertLog: entry }],
  ['a wrapper that comes twice', { AlertLogList: { AlertLogList: [entry] } }],
])('the alert log: %s', async (_, AlertLogList) => {
  expect(await entriesOf({ AlertLogList })).toMatchObject([{ id: 'l', state: 'alert', resource: { gatewayId: 'vpn-1' } }]);
});

test.each([{ AlertLogList: 'no list' }, { Total: 4 }])('an alert log that cannot be read is no empty one: %j', async (answer) => {
  await expect(entriesOf(answer)).rejects.toMatchObject({ code: 'protocol', retryable: true });
});

test.each<readonly [what: string, field: object, model: object]>([
  ['a level in small letters', { Level: 'ok' }, { state: 'ok' }],
  [
    'dimensions as JSON text',
    { Dimensions: '{"instanceId":"vpn-1","tunnelId":"tun-a"}' },
    { resource: { gatewayId: 'vpn-1', tunnelId: 'tun-a' } },
  ],
  [
    'a dimension that is named like a prototype',
    { Dimensions: [{ Key: '__proto__', Value: 'vpn-1' }] },
    { resource: { gatewayId: 'vpn-1' } },
  ],
])('an entry with %s', async (_, field, model) => {
  expect(await entriesOf({ AlertLogList: [{ ...entry, ...field }] })).toMatchObject([model]);
});

const subscription = {
  Name: 's',
  State: 'ENABLED',
  EventType: 'SYSTEM',
  EventPattern: { EventPattern: [{ Product: 'vpngw', NameList: { NameList: ['*'] } }] },
};
const webhook = { Id: '1', Url: 'https://h.example/token', Method: 'POST' };

test.each<readonly [what: string, rules: unknown, targets: unknown]>([
  ['lists', [subscription], [webhook]],
  ['one alone', subscription, webhook],
  ['one alone, wrapped', { EventRule: subscription }, { WebhookParameter: webhook }],
  ['wrappers that come twice', { EventRule: { EventRule: [subscription] } }, { WebhookParameter: { WebhookParameter: [webhook] } }],
])('subscriptions and their targets: %s', async (_, EventRules, WebhookParameters) => {
  const { monitor } = monitorOn(
    answering({
      ...QUIET,
      DescribeEventRuleList: { ...OK, EventRules, Total: 1 },
      DescribeEventRuleTargetList: { ...OK, WebhookParameters },
    }),
  );
  expect(await monitor.subscriptions.list({ enabled: true, targets: true }).toArray()).toMatchObject([
    { name: 's', events: 'all', targets: { webhook: [{ id: '1', host: 'h.example' }] } },
  ]);
  // A target that is not seen is one that is never removed.
  const requests = await monitor.subscriptions.put({ name: 's', events: 'all', targets: { mns: { queue: 'q' } } }, { dryRun: true });
  expect(requests.at(-1)).toMatchObject({ action: 'DeleteEventRuleTargets', params: { 'Ids.1': '1' } });
});

test('targets of a call that is said to have failed are named', async () => {
  const targets = { webhook: 'https://h.example/token', contactGroups: 'vpn-ops' };
  const quiet = monitorOn(answering(QUIET));
  const requests = await quiet.monitor.subscriptions.put({ name: 's', events: 'all', targets }, { dryRun: true });
  const Id = requests[1]?.params['ContactParameters.1.Id'];
  const { monitor } = monitorOn(
    answering({
      ...QUIET,
      PutEventRuleTargets: {
        Code: '400',
        Success: false,
        FailedParameterCount: '1',
        FailedContactParameters: { ContactParameter: [{ Id: Number(Id) }] },
      },
    }),
  );
  const error = await failure(monitor.subscriptions.put({ name: 's', events: 'all', targets }));
  expect(error).toMatchObject({ code: 'invalid-request', failures: [{ id: Id, message: 'contact group vpn-ops' }] });
  expect(error.message).toMatch(/It names contact group vpn-ops\. The rule of subscription "s" was put and stands/);
});

test('a name that every rule would match is no filter', () => {
  expect(() => bed().monitor.alerts.list({ name: ' ' })).toThrow('name of alerts.list() is blank');
});
