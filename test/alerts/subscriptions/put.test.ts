import { EVENTS, type SubscriptionDefinition, SystemEvent } from 'alicloud-vpn-monitor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { account, answering, FULL, MINIMAL, monitorOn, OK, outcomeOf, PRODUCTS, QUIET, WEBHOOK } from './support.ts';

const writes = (actions: readonly string[]) => actions.filter((action) => !action.startsWith('Describe'));

test('the smallest definition sends the rule and then its target', async () => {
  const { monitor, sent } = monitorOn(answering(QUIET));
  await expect(monitor.subscriptions.put(MINIMAL)).resolves.toBeUndefined();
  expect(sent()).toEqual([
    { product: 'cms', action: 'DescribeSystemEventMetaList', params: {} },
    { product: 'cms', action: 'DescribeEventRuleTargetList', params: { RuleName: 'outages' } },
    {
      product: 'cms',
      action: 'PutEventRule',
      params: {
        RuleName: 'outages',
        EventType: 'SYSTEM',
        'EventPattern.1.Product': 'vpngw',
        'EventPattern.1.NameList.1': 'ipsec_tunnel_nego_failed',
        'EventPattern.1.LevelList.1': '*',
        'EventPattern.1.EventTypeList.1': '*',
        State: 'ENABLED',
      },
    },
    {
      product: 'cms',
      action: 'PutEventRuleTargets',
      params: {
        RuleName: 'outages',
        'MnsParameters.1.Queue': 'q',
        'MnsParameters.1.Region': 'cn-hangzhou',
        'MnsParameters.1.Id': expect.stringMatching(/^[1-9]\d{0,9}$/) as string,
      },
    },
  ]);
});

test('every field has its place on the wire', async () => {
  const { monitor } = monitorOn(
    answering({ ...QUIET, DescribeContactGroupList: { ...OK, ContactGroups: { ContactGroup: ['vpn-ops', 'network'] } } }),
  );
  const [rule, targets, ...more] = await monitor.subscriptions.put(FULL, { dryRun: true });
  expect(more).toEqual([]);
  expect(rule?.params).toEqual({
    RuleName: FULL.name,
    EventType: 'SYSTEM',
    'EventPattern.1.Product': 'vpngw',
    'EventPattern.1.NameList.1': 'ipsec_tunnel_nego_failed',
    'EventPattern.1.NameList.2': 'CertKeyExpired',
    'EventPattern.1.LevelList.1': 'WARN',
    'EventPattern.1.LevelList.2': 'CRITICAL',
    'EventPattern.1.EventTypeList.1': '*',
    'EventPattern.1.CustomFilters': 'vco-1',
    State: 'DISABLED',
    SilenceTime: '600',
    Description: 'tunnels and certificates',
  });
  const { params } = targets!;
  const ids = Object.keys(params).filter((key) => key.endsWith('.Id'));
  expect(ids).toHaveLength(8);
  expect(new Set(ids.map((key) => params[key])).size).toBe(8);
  for (const id of ids) expect(Number(params[id])).toBeLessThan(2 ** 31);
  expect(Object.fromEntries(Object.entries(params).filter(([key]) => !key.endsWith('.Id')))).toEqual({
    RuleName: FULL.name,
    'ContactParameters.1.ContactGroupName': 'vpn-ops',
    'ContactParameters.1.Level': '4',
    'ContactParameters.2.ContactGroupName': 'network',
    'ContactParameters.2.Level': '3',
    'FcParameters.1.FunctionName': 'on-event',
    'FcParameters.1.ServiceName': 'vpn',
    'FcParameters.1.Region': 'cn-hangzhou',
    'MnsParameters.1.Queue': 'ops',
    'MnsParameters.1.Region': 'cn-hangzhou',
    'MnsParameters.2.Topic': 'fan-out',
    'MnsParameters.2.Region': 'cn-beijing',
    'SlsParameters.1.Project': 'net',
    'SlsParameters.1.LogStore': 'events',
    'SlsParameters.1.Region': 'cn-hangzhou',
    'WebhookParameters.1.Method': 'POST',
    'WebhookParameters.1.Protocol': 'http',
    'WebhookParameters.1.Url': WEBHOOK,
    'WebhookParameters.2.Method': 'GET',
    'WebhookParameters.2.Protocol': 'http',
    'WebhookParameters.2.Url': 'http://10.0.0.1/hook',
  });
});

test("'all' names the 16 events of the catalogue", async () => {
  const { monitor } = monitorOn(answering(QUIET));
  const [rule] = await monitor.subscriptions.put({ ...MINIMAL, events: 'all' }, { dryRun: true });
  expect(
    Object.entries(rule!.params)
      .filter(([key]) => key.includes('NameList'))
      .map(([, name]) => name),
  ).toEqual(EVENTS.map((event) => event.name));
});

test('several products give a pattern each; none known gives the documented one and a warning', async () => {
  const rows = ['vpngw', 'vpn'].flatMap((Product) => ['ipsec_tunnel_nego_failed', 'CertKeyExpired'].map((Name) => ({ Product, Name })));
  const two = monitorOn(answering({ ...QUIET, DescribeSystemEventMetaList: { ...OK, Data: { Resource: rows } } }));
  const [rule] = await two.monitor.subscriptions.put(MINIMAL, { dryRun: true });
  expect(rule?.params).toMatchObject({
    'EventPattern.1.Product': 'vpngw',
    'EventPattern.2.Product': 'vpn',
    'EventPattern.2.NameList.1': 'ipsec_tunnel_nego_failed',
  });
  const none = monitorOn(answering({ ...QUIET, DescribeSystemEventMetaList: { ...OK, Data: { Resource: [] } } }));
  const [assumed] = await none.monitor.subscriptions.put(MINIMAL, { dryRun: true });
  expect(assumed?.params).toMatchObject({ 'EventPattern.1.Product': 'vpngw' });
  expect(none.warnings().join('\n')).toContain('so vpngw is taken');
});

test('what a dry run shows is what is sent, on an account with other targets', async () => {
  const { cloud, monitor, sent } = account({ contactGroups: ['vpn-ops', 'network'] });
  await monitor.subscriptions.put(FULL);
  const changed: SubscriptionDefinition = { ...FULL, targets: { webhook: WEBHOOK, sls: { project: 'net', logstore: 'other' } } };
  const planned = await monitor.subscriptions.put(changed, { dryRun: true });
  const before = sent().length;
  cloud.resetCalls();
  await monitor.subscriptions.put(changed);
  expect(planned.map((one) => one.action)).toEqual(['PutEventRule', 'PutEventRuleTargets', 'DeleteEventRuleTargets']);
  expect(
    sent()
      .slice(before)
      .filter(({ action }) => !action.startsWith('Describe')),
  ).toEqual(planned);
  expect(cloud.calls.filter(({ action }) => !action.startsWith('Describe')).map(({ action, params }) => ({ action, params }))).toEqual(
    planned.map(({ action, params }) => ({ action, params })),
  );
  expect(Object.isFrozen(planned) && planned.every((one) => Object.isFrozen(one) && Object.isFrozen(one.params))).toBe(true);
});

test('put replaces: targets that are not wanted any more go, after the new ones came; the others keep their ids', async () => {
  const { monitor, actions } = account();
  const targetsNow = async () => (await monitor.subscriptions.list({ targets: true }).toArray())[0]?.targets;
  await monitor.subscriptions.put({ ...MINIMAL, targets: { mns: [{ queue: 'a' }, { queue: 'b' }], contactGroups: 'vpn-ops' } });
  const first = await targetsNow();
  await monitor.subscriptions.put({ ...MINIMAL, targets: { mns: [{ queue: 'b' }, { queue: 'c' }] } });
  const second = await targetsNow();
  expect(second?.mns.map(({ queue }) => queue).sort()).toEqual(['b', 'c']);
  expect(second?.contactGroups).toEqual([]);
  expect(second?.mns.find(({ queue }) => queue === 'b')?.id).toBe(first?.mns.find(({ queue }) => queue === 'b')?.id);
  expect(writes(actions()).slice(-3)).toEqual(['PutEventRule', 'PutEventRuleTargets', 'DeleteEventRuleTargets']);
});

test('put again changes nothing and removes nothing', async () => {
  const { monitor, sent, actions } = account({ contactGroups: ['vpn-ops', 'network'] });
  await monitor.subscriptions.put(FULL);
  const first = sent().filter(({ action }) => action.startsWith('Put'));
  const before = sent().length;
  await monitor.subscriptions.put(FULL);
  expect(
    sent()
      .slice(before)
      .filter(({ action }) => action.startsWith('Put')),
  ).toEqual(first);
  expect(actions()).not.toContain('DeleteEventRuleTargets');
});

test('a webhook whose token changes is changed, not added', async () => {
  const { monitor, actions } = account();
  await monitor.subscriptions.put({ ...MINIMAL, targets: { webhook: 'https://example.com/old' } });
  await monitor.subscriptions.put({ ...MINIMAL, targets: { webhook: 'https://example.com/new' } });
  const [found] = await monitor.subscriptions.list({ targets: true }).toArray();
  expect(found?.targets?.webhook).toHaveLength(1);
  expect(actions()).not.toContain('DeleteEventRuleTargets');
});

test('calls of other APIs are left alone, also where they share an id', async () => {
  const api = (Id: string) => ({ OpenApiParameters: [{ Id, Action: 'PutLogs', Product: 'log' }] });
  const before = {
    MnsParameters: {
      MnsParameter: [
        { Id: 7, Queue: 'old' },
        { Id: '8', Queue: 'older' },
      ],
    },
    OpenApiParameters: api('8'),
  };
  const { monitor, warnings } = monitorOn(answering({ ...QUIET, DescribeEventRuleTargetList: { Code: '200', ...before } }));
  const plan = await monitor.subscriptions.put(MINIMAL, { dryRun: true });
  expect(plan[2]).toEqual({ product: 'cms', action: 'DeleteEventRuleTargets', params: { RuleName: 'outages', 'Ids.1': '7' } });
  expect(warnings().join('\n')).toContain('calls of other APIs have the same ids');
});

test.each([
  ['404', Object.assign(new Error('not found'), { code: 'ResourceNotFound', statusCode: 404 }), 0],
  ['400', Object.assign(new Error('no such rule'), { code: 'ParameterInvalid', statusCode: 400 }), 1],
])('a rule that is not there yet has no targets: %s', async (_, failure, warned) => {
  const { monitor, actions, warnings } = monitorOn(answering({ ...QUIET, DescribeEventRuleTargetList: failure }));
  await monitor.subscriptions.put(MINIMAL);
  expect(writes(actions())).toEqual(['PutEventRule', 'PutEventRuleTargets']);
  expect(warnings()).toHaveLength(warned);
});

test('targets that may not be read stop the put before anything is written', async () => {
  const failure = Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 });
  const { monitor, actions } = monitorOn(answering({ ...QUIET, DescribeEventRuleTargetList: failure }));
  await expect(monitor.subscriptions.put(MINIMAL)).rejects.toMatchObject({ code: 'forbidden', action: 'DescribeEventRuleTargetList' });
  expect(writes(actions())).toEqual([]);
});

test('a write whose outcome is unknown is not sent again', async () => {
  const failure = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const quiet = monitorOn(answering({ ...QUIET, PutEventRule: failure }));
  await expect(quiet.monitor.subscriptions.put(MINIMAL)).rejects.toMatchObject({ code: 'network' });
  expect(writes(quiet.actions())).toEqual(['PutEventRule']);
});

test('targets whose answer was lost may have been put, and the message says so', async () => {
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const { monitor } = monitorOn(answering({ ...QUIET, PutEventRuleTargets: lost }));
  await expect(monitor.subscriptions.put(MINIMAL)).rejects.toThrow(
    'The rule of subscription "outages" was put and may stand without the targets of this put',
  );
});

test('levels are taken in any case, each once', async () => {
  const { monitor } = monitorOn(answering(QUIET));
  const [rule] = await monitor.subscriptions.put({ ...MINIMAL, levels: ['Warn', 'critical', 'WARN'] }, { dryRun: true });
  expect(Object.entries(rule?.params ?? {}).flatMap(([key, value]) => (/^EventPattern\.1\.LevelList/.test(key) ? [value] : []))).toEqual([
    'WARN',
    'CRITICAL',
  ]);
});

test('levels that none of the events is documented to have are a warning', async () => {
  const { monitor, warnings } = monitorOn(answering(QUIET));
  await monitor.subscriptions.put({ ...MINIMAL, levels: ['CRITICAL'] }, { dryRun: true });
  expect(warnings()).toEqual([expect.stringContaining('may never notify')]);
  await monitor.subscriptions.put(
    { ...MINIMAL, events: [SystemEvent.IpsecTunnelNegoFailed, SystemEvent.CertKeyExpired], levels: ['CRITICAL'] },
    { dryRun: true },
  );
  expect(warnings()).toHaveLength(1);
});

const failed = (body: object) => ({ ...QUIET, PutEventRuleTargets: { ...OK, ...body } });
const idsOf = async (definition: SubscriptionDefinition) => {
  const [, targets] = await monitorOn(answering(QUIET)).monitor.subscriptions.put(definition, { dryRun: true });
  return (key: string) => targets!.params[`${key}.Id`]!;
};
const TWO: SubscriptionDefinition = { ...MINIMAL, targets: { mns: { queue: 'q' }, fc: { service: 's', function: 'f' } } };

test.each(['FcParameter', 'FCParameter'])('targets that failed are an error although the answer says success: %s', async (row) => {
  const id = await idsOf(TWO);
  const body = { FailedParameterCount: '1', FailedFcParameters: { [row]: [{ Id: Number(id('FcParameters.1')), FunctionName: 'f' }] } };
  const { monitor, actions } = monitorOn(
    answering({ ...failed(body), DescribeEventRuleTargetList: { MnsParameters: { MnsParameter: [{ Id: '1' }] } } }),
  );
  const error = await outcomeOf(() => monitor.subscriptions.put(TWO));
  expect(error).toMatchObject({
    name: 'VpnMonitorError',
    code: 'server',
    retryable: true,
    action: 'PutEventRuleTargets',
    requestId: 'REQ',
    failures: [{ id: id('FcParameters.1'), message: 'function s/f in cn-hangzhou' }],
  });
  expect((error as Error).message).toMatch(
    /did not take 1 of the 2 targets of subscription "outages".*was put and stands without the targets of this put/,
  );
  // What was there before stays: without it the rule might notify nobody.
  expect(actions()).not.toContain('DeleteEventRuleTargets');
});

test.each([
  ['a count as a number, without lists', { FailedParameterCount: 2 }, ['queue q in cn-hangzhou', 'function s/f in cn-hangzhou']],
  ['lists without a count', { FailedMnsParameters: { MnsParameter: [{ Id: '5' }] } }, ['a target of kind mns with id 5']],
  ['a plain list', { FailedParameterCount: '1', FailedMnsParameters: [{ Queue: 'q' }] }, ['a target of kind mns']],
])('%s', async (_, body, messages) => {
  const { monitor } = monitorOn(answering(failed(body)));
  const error = await outcomeOf(() => monitor.subscriptions.put(TWO));
  expect((error as { failures: { message: string }[] }).failures.map((one) => one.message).sort()).toEqual([...messages].sort());
});

test('where the answer does not say which, every target that may be meant is listed and marked', async () => {
  const definition: SubscriptionDefinition = {
    ...MINIMAL,
    targets: { mns: { queue: 'q' }, sls: { project: 'p', logstore: 'l' }, webhook: WEBHOOK },
  };
  const { monitor } = monitorOn(answering(failed({ FailedParameterCount: '1' })));
  const error = await outcomeOf(() => monitor.subscriptions.put(definition));
  expect((error as { failures: { message: string }[] }).failures.map((one) => one.message)).toEqual([
    expect.stringMatching(/^logstore p\/l in cn-hangzhou \(perhaps: 1 of the 2/) as string,
    expect.stringMatching(/^webhook POST hooks\.example\.com:8443 \(perhaps/) as string,
  ]);
});

test.each([
  [
    'none failed',
    { FailedParameterCount: '0', FailedContactParameters: { ContactParameter: [] }, FailedFcParameters: {}, FailedMnsParameters: '' },
  ],
  ['a blank count', { FailedParameterCount: '' }],
  ['no field at all', {}],
])('%s is success', async (_, body) => {
  await expect(monitorOn(answering(failed(body))).monitor.subscriptions.put(TWO)).resolves.toBeUndefined();
});

test('a failure after the rule was put says what stands, and keeps its fields', async () => {
  const refused = Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 });
  const targets = monitorOn(answering({ ...QUIET, PutEventRuleTargets: refused }));
  await expect(targets.monitor.subscriptions.put(MINIMAL)).rejects.toMatchObject({
    code: 'forbidden',
    vendorCode: 'Forbidden.RAM',
    status: 403,
    action: 'PutEventRuleTargets',
    message: expect.stringContaining('The rule of subscription "outages" was put and stands without the targets of this put') as string,
  });
  const removal = monitorOn(
    answering({
      ...QUIET,
      DescribeEventRuleTargetList: { MnsParameters: { MnsParameter: [{ Id: '1' }] } },
      DeleteEventRuleTargets: refused,
    }),
  );
  await expect(removal.monitor.subscriptions.put(MINIMAL)).rejects.toMatchObject({
    action: 'DeleteEventRuleTargets',
    message: expect.stringContaining('those that are not wanted any more still get its events') as string,
  });
});

test('the simulator refuses targets, and the error names them', async () => {
  const { monitor } = account({ refuseTargets: ({ list }) => list === 'FcParameters' });
  await expect(monitor.subscriptions.put(TWO)).rejects.toMatchObject({ failures: [{ message: 'function s/f in cn-hangzhou' }] });
  const [found] = await monitor.subscriptions.list({ targets: true }).toArray();
  expect([found?.enabled, found?.targets?.mns.length, found?.targets?.fc.length]).toEqual([true, 1, 0]);
});

test('the product of events is asked for once', async () => {
  const { monitor, actions } = monitorOn(answering(QUIET));
  await monitor.subscriptions.put(MINIMAL);
  await monitor.subscriptions.put(MINIMAL);
  expect(actions().filter((action) => action === 'DescribeSystemEventMetaList')).toHaveLength(1);
  expect(PRODUCTS.Data.Resource).toHaveLength(2);
});

test('ids are unique over all kinds and the same for the same targets, whatever stands beside them', async () => {
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== '');
  const queues = fc.uniqueArray(name, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(queues, queues, fc.uniqueArray(fc.webPath(), { minLength: 1, maxLength: 5 }), async (mns, groups, paths) => {
      const webhook = [...new Set(paths.map((path) => new URL(`https://example.com/x${path}`).href))];
      const answers = { ...QUIET, DescribeContactGroupList: { ...OK, ContactGroups: { ContactGroup: groups } } };
      const idsIn = async (targets: SubscriptionDefinition['targets']) => {
        const [, put] = await monitorOn(answering(answers)).monitor.subscriptions.put({ ...MINIMAL, targets }, { dryRun: true });
        return Object.entries(put!.params).filter(([key]) => key.endsWith('.Id'));
      };
      const all = await idsIn({ mns: mns.map((queue) => ({ queue })), contactGroups: groups, webhook });
      expect(new Set(all.map(([, id]) => id)).size).toBe(mns.length + groups.length + webhook.length);
      const alone = await idsIn({ mns: [...mns].reverse().map((queue) => ({ queue })) });
      const queueIds = (entries: typeof all) =>
        entries
          .filter(([key]) => key.startsWith('Mns'))
          .map(([, id]) => id)
          .sort();
      expect(queueIds(alone)).toEqual(queueIds(all));
    }),
    { numRuns: 50 },
  );
});
