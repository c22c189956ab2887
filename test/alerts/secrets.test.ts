import { inspect } from 'node:util';
import type { ApiRequest } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { bed, rule } from './support.ts';

const SECRET = 't0ps3cret-value';
const WEBHOOK = `https://hook.example/robot/${SECRET}/send?access_token=${SECRET}#${SECRET}`;
const at = Date.UTC(2026, 2, 2, 11);

/** Everything a value shows of itself, hidden parts included. */
function shown(value: unknown): string {
  const texts = [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    JSON.stringify({ value }),
  ];
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', shown(value.cause));
  return texts.join('\n');
}

const stuffing = { Secret: SECRET, [SECRET]: SECRET, Contacts: { Contact: [SECRET] }, AuthKey: SECRET, New: [{ Deep: SECRET }] };
const row = {
  ...stuffing,
  RuleId: 'r',
  RuleName: 'A rule',
  Namespace: 'acs_vpn',
  MetricName: 'tun.state',
  ContactGroups: 'vpn-ops',
  Webhook: WEBHOOK,
  MailSubject: SECRET,
  GroupName: SECRET,
  GroupId: SECRET,
  Resources: '[{"resource":"_ALL"}]',
  Escalations: {
    Critical: {
      ...stuffing,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: '1',
      Statistics: 'Average',
      Times: 3,
      PreCondition: SECRET,
    },
    ...stuffing,
  },
  CompositeExpression: { ExpressionRaw: SECRET },
  Prometheus: { PromQL: SECRET },
  Labels: { Labels: [{ Key: 'a', Value: 'b', More: SECRET }] },
};
const entry = {
  ...stuffing,
  AlertTime: at,
  LogId: 'l',
  Namespace: 'acs_vpn',
  MetricName: 'tun.state',
  Level: 'P4',
  Message: `{"url":"${WEBHOOK}"}`,
  ContactMailList: [SECRET],
  ContactSMSList: [SECRET],
  ContactOnCallList: [SECRET],
  ContactALIIWWList: [SECRET],
  ContactDingList: [SECRET],
  ContactGroups: [SECRET],
  DingdingWebhookList: [WEBHOOK],
  WebhookList: [{ url: WEBHOOK, code: '200', message: SECRET }],
  SendDetail: { ChannelResultList: [{ ResultList: [{ Detail: SECRET }] }] },
  SendResultList: [{ Key: 'MAIL', Value: [SECRET] }],
  ExtendedInfo: [{ Name: 'x', Value: SECRET }],
  BlackListDetail: SECRET,
  BlackListName: SECRET,
  BlackListUUID: SECRET,
  Escalation: { Expression: '$Average<1', Times: 1, ...stuffing },
  Dimensions: [{ Key: 'instanceId', Value: 'vpn-1', ...stuffing }],
};

const stuffed = {
  DescribeMetricRuleList: { ...stuffing, Alarms: { Alarm: [row, { ...row, RuleId: 'x-old', Webhook: SECRET }] }, Total: '2' },
  DescribeAlertLogList: { ...stuffing, AlertLogList: [entry, { ...entry, LogId: undefined }, { ...entry, AlertTime: undefined }] },
  DescribeContactGroupList: {
    ...stuffing,
    ContactGroups: { ContactGroup: ['vpn-ops'] },
    ContactGroupList: { ContactGroup: [{ Name: 'vpn-ops', Contacts: { Contact: [SECRET] }, Describe: SECRET }] },
    Total: 1,
  },
} as const;

test('models, plans and logs show no contact, no token and nothing that is not named', async () => {
  const { monitor, service, log } = bed();
  service.intercept = ({ action }) => (action in stuffed ? stuffed[action as keyof typeof stuffed] : undefined);
  const { alerts } = monitor;
  const plan = await alerts.plan([
    rule({ on: 'all', metric: 'tun.state', webhook: `${WEBHOOK}2`, name: 'B' }),
    rule({ id: 'x-2', on: 'all', metric: 'tun.state', webhook: WEBHOOK }),
  ]);
  const values = [
    await alerts.list().toArray(),
    await alerts.history({ last: '1d' }).toArray(),
    plan,
    alerts,
    alerts.list(),
    alerts.history(),
    monitor,
  ];
  expect(shown(values)).toContain('hook.example');
  expect(shown(values)).toContain('tun.state');
  expect(plan.change[0]?.differences.map(({ field }) => field)).toContain('webhook');
  for (const value of [...values, log]) expect(shown(value)).not.toContain('t0ps3cret');
});

const echoes: readonly (readonly [what: string, answer: object | Error])[] = [
  ['a refusal that repeats the address', { Code: 'InvalidParameter', Success: false, Message: `the webhook ${WEBHOOK} cannot be reached` }],
  [
    'a refusal that repeats a part of it',
    { Code: '400', Success: false, Message: `robot/${SECRET}/send is no path, nor is ${encodeURIComponent(WEBHOOK)}` },
  ],
  ['a throttling that repeats it', { Code: 'Throttling', Success: false, Message: `slow down with /robot/${SECRET}/send` }],
  ['an error of the transport', Object.assign(new Error(`POST ${WEBHOOK}`), { code: 'ECONNRESET', data: { url: WEBHOOK } })],
  [
    'failures of single rules',
    {
      FailedListResult: {
        Target: [
          { RuleId: 'a', Result: { Code: '400', Message: `bad ${WEBHOOK}` } },
          { RuleId: 'b', Result: { Code: '400', Message: `bad ${SECRET}` } },
        ],
      },
    },
  ],
];

test.each(echoes)('%s', async (_, answer) => {
  const { monitor, service, log } = bed({}, { maxRetries: 1 });
  service.intercept = ({ action }) => (action.startsWith('Put') ? answer : undefined);
  const rules = ['a', 'b'].map((id) => rule({ id, on: 'all', metric: 'tun.state', webhook: WEBHOOK }));
  const errors: unknown[] = [];
  for (const call of [() => monitor.alerts.put(rules), async () => monitor.alerts.apply(await monitor.alerts.plan(rules))])
    errors.push(await call().catch((error: unknown) => error));
  for (const error of errors) {
    expect(error).toBeInstanceOf(Error);
    expect(shown(error)).not.toContain('t0ps3cret');
  }
  expect(shown(log)).not.toContain('t0ps3cret');
});

test('a dry run alone shows the address, since it is what is sent', async () => {
  const { monitor } = bed();
  const [request] = await monitor.alerts.put(rule({ on: 'all', metric: 'tun.state', webhook: WEBHOOK }), { dryRun: true });
  expect((request as ApiRequest).params['Webhook']).toBe(WEBHOOK);
});
