import type { ApiRequest } from 'alicloud-vpn-monitor';
import { createSimulator, type SimulatedTarget } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';
import { directTransport } from '../support/direct-transport.ts';

function account(options: Partial<Parameters<typeof createSimulator>[0]> = {}) {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    now: '2026-03-01T00:00:00Z',
    credentials: 'any',
    gateways: [{ id: 'vpn-1' }],
    ...options,
  });
  const transport = directTransport(cloud);
  const call = async (action: string, params: ApiRequest['params'] = {}) => {
    const { status, body } = await transport.call(
      { product: 'cms', action, params },
      { signal: AbortSignal.timeout(5_000), timeoutMs: 5_000 },
    );
    return { status, body: JSON.parse(body as string) as Record<string, unknown> };
  };
  return { cloud, call };
}

const RULE = { RuleName: 'r', EventPattern: [{ Product: 'vpngw', NameList: ['CertKeyExpired'], LevelList: ['*'] }] };

test('rules answer with doubled wrappers, in pages by texts, and enabled ones alone unless others are asked for', async () => {
  const { call } = account();
  for (const name of ['a', 'b', 'c']) await call('PutEventRule', { ...RULE, RuleName: name });
  await call('PutEventRule', { ...RULE, RuleName: 'off', State: 'DISABLED' });
  const page = await call('DescribeEventRuleList', { PageNumber: '2', PageSize: '2' });
  expect(page.body).toMatchObject({
    Total: 3,
    EventRules: {
      EventRule: [
        {
          Name: 'c',
          State: 'ENABLED',
          EventPattern: {
            EventPattern: [{ Product: 'vpngw', NameList: { NameList: ['CertKeyExpired'] }, LevelList: { LevelList: ['*'] } }],
          },
        },
      ],
    },
  });
  expect((await call('DescribeEventRuleList', { IsEnable: false })).body).toMatchObject({
    Total: 1,
    EventRules: { EventRule: [{ Name: 'off' }] },
  });
  expect((await call('DescribeEventRuleList', { NamePrefix: 'b' })).body).toMatchObject({
    Total: 1,
    EventRules: { EventRule: [{ Name: 'b' }] },
  });
});

test('a rule that is put again keeps its targets and what the request leaves out', async () => {
  const { call } = account();
  await call('PutEventRule', { ...RULE, Description: 'first', SilenceTime: 60 });
  await call('PutEventRuleTargets', { RuleName: 'r', MnsParameters: [{ Id: '1', Queue: 'q', Region: 'cn-hangzhou' }] });
  await call('PutEventRule', RULE);
  expect((await call('DescribeEventRuleList')).body).toMatchObject({
    EventRules: { EventRule: [{ Description: 'first', SilenceTime: 60 }] },
  });
  expect((await call('DescribeEventRuleTargetList', { RuleName: 'r' })).body).toMatchObject({
    MnsParameters: { MnsParameter: [{ Id: '1', Queue: 'q' }] },
  });
});

test('a target of the same kind and id is changed; an id removes it whatever its kind', async () => {
  const { call } = account();
  await call('PutEventRule', RULE);
  await call('PutEventRuleTargets', {
    RuleName: 'r',
    MnsParameters: [{ Id: '1', Queue: 'q' }],
    FcParameters: [{ Id: '2', FunctionName: 'f' }],
    OpenApiParameters: [{ Id: '3', Action: 'PutLogs' }],
  });
  await call('PutEventRuleTargets', { RuleName: 'r', MnsParameters: [{ Id: '1', Queue: 'other' }] });
  await call('DeleteEventRuleTargets', { RuleName: 'r', Ids: ['2'] });
  expect((await call('DescribeEventRuleTargetList', { RuleName: 'r' })).body).toMatchObject({
    MnsParameters: { MnsParameter: [{ Id: '1', Queue: 'other' }] },
    FcParameters: { FCParameter: [] },
    OpenApiParameters: { OpenApiParameters: [{ Id: '3' }] },
  });
});

test('refused targets are counted as text in a success, their ids as numbers', async () => {
  const seen: SimulatedTarget[] = [];
  const { call } = account({ refuseTargets: (target) => (seen.push(target), target.id !== '2') });
  await call('PutEventRule', RULE);
  const { status, body } = await call('PutEventRuleTargets', {
    RuleName: 'r',
    FcParameters: [
      { Id: '1', FunctionName: 'f' },
      { Id: '2', FunctionName: 'g' },
    ],
    WebhookParameters: [{ Id: '3', Method: 'POST', Protocol: 'http', Url: 'http://127.0.0.1' }],
  });
  expect(seen.map(({ list, id }) => [list, id])).toEqual([
    ['FcParameters', '1'],
    ['FcParameters', '2'],
    ['WebhookParameters', '3'],
  ]);
  expect([status, body]).toMatchObject([
    200,
    {
      Success: true,
      FailedParameterCount: '2',
      FailedFcParameters: { FcParameter: [{ Id: 1, FunctionName: 'f' }] },
      FailedMnsParameters: { MnsParameter: [] },
    },
  ]);
  expect((await call('DescribeEventRuleTargetList', { RuleName: 'r' })).body).toMatchObject({
    FcParameters: { FCParameter: [{ Id: '2' }] },
    WebhookParameters: { WebhookParameter: [] },
  });
});

test.each([
  ['PutEventRule', { EventPattern: RULE.EventPattern }, 'MissingRuleName'],
  ['PutEventRule', { RuleName: 'r' }, 'MissingEventPattern'],
  ['PutEventRule', { RuleName: 'r', EventPattern: [{ NameList: ['a'] }] }, 'MissingProduct'],
  ['PutEventRule', { RuleName: 'r', EventPattern: [{ Product: 'p', LevelList: ['FATAL'] }] }, 'ParameterInvalid'],
  ['PutEventRule', { RuleName: 'r', EventPattern: [{ Product: 'p', EventTypeList: ['Other'] }] }, 'ParameterInvalid'],
  [
    'PutEventRule',
    { RuleName: 'r', EventPattern: [{ Product: 'p', NameList: Array.from({ length: 51 }, (_, index) => `n${index}`) }] },
    'ParameterInvalid',
  ],
  ['PutEventRule', { ...RULE, State: 'ON' }, 'ParameterInvalid'],
  ['PutEventRule', { ...RULE, EventType: 'OTHER' }, 'ParameterInvalid'],
  ['PutEventRule', { ...RULE, SilenceTime: 'x' }, 'ParameterInvalid'],
  ['PutEventRuleTargets', { RuleName: 'none' }, 'ResourceNotFound'],
  ['PutEventRuleTargets', { RuleName: 'r', MnsParameters: [{ Queue: 'q' }] }, 'MissingId'],
  [
    'PutEventRuleTargets',
    { RuleName: 'r', MnsParameters: Array.from({ length: 6 }, (_, index) => ({ Id: String(index), Queue: 'q' })) },
    'ParameterInvalid',
  ],
  [
    'PutEventRuleTargets',
    { RuleName: 'r', WebhookParameters: [{ Id: '1', Method: 'PUT', Protocol: 'http', Url: 'http://a' }] },
    'ParameterInvalid',
  ],
  [
    'PutEventRuleTargets',
    { RuleName: 'r', WebhookParameters: [{ Id: '1', Method: 'GET', Protocol: 'https', Url: 'https://a' }] },
    'ParameterInvalid',
  ],
  [
    'PutEventRuleTargets',
    { RuleName: 'r', WebhookParameters: [{ Id: '1', Method: 'GET', Protocol: 'http', Url: 'a' }] },
    'ParameterInvalid',
  ],
  ['DescribeEventRuleTargetList', { RuleName: 'none' }, 'ResourceNotFound'],
  ['DescribeEventRuleList', { IsEnable: 'perhaps' }, 'ParameterInvalid'],
  ['DeleteEventRuleTargets', { RuleName: 'r' }, 'MissingIds'],
  ['DeleteEventRules', {}, 'MissingRuleNames'],
  ['EnableEventRules', { RuleNames: ['none'] }, 'ResourceNotFound'],
  ['SendDryRunSystemEvent', { Product: 'vpngw' }, 'MissingEventName'],
  ['SendDryRunSystemEvent', { EventName: 'a' }, 'MissingProduct'],
  ['SendDryRunSystemEvent', { EventName: 'a', Product: 'vpngw', EventContent: '[1]' }, 'ParameterInvalid'],
  ['SendDryRunSystemEvent', { EventName: 'a', Product: 'vpngw', EventContent: '{' }, 'ParameterInvalid'],
] as const)('%s %j is refused with %s', async (action, params, code) => {
  const { call } = account();
  await call('PutEventRule', RULE);
  const { status, body } = await call(action, params);
  expect([status, body['Code']]).toEqual([code === 'ResourceNotFound' ? 404 : 400, code]);
});

test('a webhook that is not on this machine is not called', async () => {
  const { cloud, call } = account();
  await call('PutEventRule', RULE);
  await call('PutEventRuleTargets', {
    RuleName: 'r',
    WebhookParameters: [{ Id: '1', Method: 'POST', Protocol: 'http', Url: 'https://hooks.example.com/x' }],
  });
  await call('SendDryRunSystemEvent', { EventName: 'CertKeyExpired', Product: 'vpngw' });
  expect(await cloud.deliverEvents()).toMatchObject([{ ruleName: 'r', attempts: 0, status: undefined }]);
});

test('contact groups come in pages, by name and with their contacts', async () => {
  const { call } = account({ contactGroups: ['a', 'b', 'c'] });
  expect((await call('DescribeContactGroupList', { PageNumber: 2, PageSize: 2 })).body).toMatchObject({
    Total: 3,
    ContactGroups: { ContactGroup: ['c'] },
    ContactGroupList: { ContactGroup: [{ Name: 'c' }] },
  });
  expect((await account().call('DescribeContactGroupList')).body).toMatchObject({ Total: 1, ContactGroups: { ContactGroup: ['vpn-ops'] } });
});

test.each([
  [{ contactGroups: 'vpn-ops' }, /contactGroups 'vpn-ops' must be a list/],
  [{ contactGroups: [5] }, /contactGroups\[0\] 5 must be a name/],
  [{ refuseTargets: true }, /refuseTargets true must be a function/],
  [{ contactGroup: [] }, /did you mean contactGroups/],
])('an option that cannot be meant: %j', (options, message) => {
  expect(() => account(options as never)).toThrow(message);
});
