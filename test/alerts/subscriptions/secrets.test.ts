import { SystemEvent } from 'alicloud-vpn-monitor';
import { SIMULATED_SECRET } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { account, answering, FULL, MINIMAL, monitorOn, OK, outcomeOf, QUIET, shown, TOKEN, WEBHOOK } from './support.ts';

const SECRET = 's3cr3t';
const MAIL = 'alice.private@example.com';
const extra = {
  Secret: SECRET,
  [SECRET]: SECRET,
  Nested: { Deep: [SECRET] },
  Contacts: { Contact: [MAIL] },
  JsonParams: `{"token":"${SECRET}"}`,
  Arn: `acs:${SECRET}`,
  Role: SECRET,
};
const clean = (value: unknown) => {
  const text = shown(value);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(MAIL);
  expect(text).not.toContain('B0KEN');
};

const RULES = {
  ...OK,
  ...extra,
  Total: 2,
  EventRules: {
    EventRule: [
      {
        Name: 'a',
        State: { SECRET },
        Description: { SECRET },
        GroupId: [SECRET],
        EventPattern: { EventPattern: [{ Product: 'vpngw', CustomFilters: { SECRET }, NameList: { NameList: [{ SECRET }] }, ...extra }] },
        ...extra,
      },
      { Name: { SECRET }, ...extra },
    ],
  },
};
const TARGETS = {
  ...OK,
  ...extra,
  ContactParameters: {
    ContactParameter: [
      { Id: '1', ContactGroupName: 'vpn-ops', Level: SECRET, ...extra },
      { Id: { SECRET }, ...extra },
    ],
  },
  WebhookParameters: {
    WebhookParameter: [
      { Id: '2', Url: `https://user:${SECRET}@hooks.example.com/services/${TOKEN}?token=${SECRET}#${SECRET}`, Method: 'POST', ...extra },
      { Id: '3', Url: `${SECRET} is no address`, Method: { SECRET }, ...extra },
    ],
  },
  FcParameters: { FCParameter: [{ Id: '4', ServiceName: { SECRET }, ...extra }] },
  OpenApiParameters: { OpenApiParameters: [{ Id: '5', Action: 'PutLogs', ...extra }] },
};

test('answers full of secrets, known fields and unknown ones', async () => {
  const { monitor, log } = monitorOn(
    answering({
      ...QUIET,
      DescribeEventRuleList: RULES,
      DescribeEventRuleTargetList: TARGETS,
      DescribeContactGroupList: { ...OK, ...extra, ContactGroupList: { ContactGroup: [{ Name: 'vpn-ops', ...extra }] } },
    }),
  );
  const found = await monitor.subscriptions.list({ targets: true }).toArray();
  expect(found[0]?.targets).toMatchObject({
    webhook: [{ id: '2', host: 'hooks.example.com', method: 'POST' }, { id: '3' }],
    contactGroups: [{ id: '1', name: 'vpn-ops' }],
    openApi: [{ id: '5', action: 'PutLogs' }],
  });
  const missing = await outcomeOf(() => monitor.subscriptions.put({ ...MINIMAL, targets: { contactGroups: 'vpn-opps' } }));
  expect(missing).toMatchObject({ code: 'not-found' });
  expect(log.length).toBeGreaterThan(2);
  for (const value of [found, missing, monitor, monitor.subscriptions, monitor.subscriptions.list(), log]) clean(value);
});

test('the simulated account, whose answers hold contacts and full addresses', async () => {
  const { monitor, log } = account({ contactGroups: ['vpn-ops', 'network'] });
  await monitor.subscriptions.put(FULL);
  const found = await monitor.subscriptions.list({ targets: true }).toArray();
  expect(shown(found)).toContain('hooks.example.com');
  for (const value of [found, log, monitor.subscriptions]) {
    clean(value);
    expect(shown(value)).not.toContain(SIMULATED_SECRET);
  }
});

const quoting = (code: string, statusCode: number) =>
  Object.assign(
    new Error(`Url ${WEBHOOK} is not valid; the path /services/${TOKEN} neither, ?key=s3cr3t-of-the-query, ${encodeURIComponent(WEBHOOK)}`),
    { code, statusCode, data: { Url: WEBHOOK } },
  );
const definition = { ...MINIMAL, targets: { webhook: WEBHOOK, mns: { queue: 'q' } } };

test.each([
  ['the targets are refused', { PutEventRuleTargets: quoting('ParameterInvalid', 400) }],
  ['the service fails', { PutEventRuleTargets: quoting('InternalError', 500) }],
  ['a soft error', { PutEventRuleTargets: { Code: '400', Success: false, Message: `bad ${WEBHOOK}` } }],
  [
    'the removal is refused',
    {
      DescribeEventRuleTargetList: { MnsParameters: { MnsParameter: [{ Id: '1' }] } },
      DeleteEventRuleTargets: quoting('ParameterInvalid', 400),
    },
  ],
  [
    'targets that failed',
    {
      PutEventRuleTargets: {
        ...OK,
        FailedParameterCount: '2',
        FailedMnsParameters: { MnsParameter: [{ Id: 1, Url: WEBHOOK, ...extra }] },
        FailedWebhookParameters: { WebhookParameter: [{ Id: 2, Url: WEBHOOK }] },
      },
    },
  ],
])('an error that quotes the address of a webhook: %s', async (_, answers) => {
  const { monitor, log } = monitorOn(answering({ ...QUIET, ...answers }));
  const error = await outcomeOf(() => monitor.subscriptions.put(definition));
  expect(error).toMatchObject({ name: 'VpnMonitorError', message: expect.stringContaining('The rule of subscription') as string });
  clean(error);
  clean(log);
});

test('logs of every step, a test of an event included', async () => {
  const { monitor, log } = monitorOn(answering(QUIET));
  await monitor.subscriptions.put(definition);
  await monitor.subscriptions.test(SystemEvent.CertKeyExpired, 'vsc-1');
  expect(log.length).toBeGreaterThan(4);
  clean(log);
});
