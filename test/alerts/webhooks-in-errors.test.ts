import type { AlertRuleInput, SubscriptionDefinition } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { answering, MINIMAL, monitorOn, outcomeOf, QUIET, shown } from './subscriptions/support.ts';
import { bed, rule } from './support.ts';

const [PATH, VALUE, USER] = ['t0psecretpath', 't0psecretvalue', 't0psecretuser'];
const WEBHOOK = `https://${USER}:pass@hook.example/robot/${PATH}/send?access_token=${VALUE}`;
const quotes: readonly (readonly [what: string, message: string])[] = [
  ['the address', `cannot reach ${WEBHOOK} now`],
  ['a part of the path', `the path ${PATH} is wrong`],
  ['a value of the query', `the value ${VALUE} is refused`],
  ['the user', `login ${USER} failed`],
  ['the address, encoded', `bad ${encodeURIComponent(WEBHOOK)}`],
  ['the address in JSON', JSON.stringify({ url: WEBHOOK.replaceAll('/', '\\/') })],
];
const refused = (message: string) => Object.assign(new Error(message), { code: 'ParameterInvalid', statusCode: 400 });

test.each(quotes)('a subscription shows %s of its webhook in no error and no log, whichever request fails', async (_, message) => {
  const definition = { ...MINIMAL, targets: { webhook: WEBHOOK, contactGroups: 'vpn-ops' } };
  const stale = { DescribeEventRuleTargetList: { MnsParameters: { MnsParameter: [{ Id: '1' }] } } };
  for (const action of [
    'DescribeContactGroupList',
    'DescribeEventRuleTargetList',
    'PutEventRule',
    'PutEventRuleTargets',
    'DeleteEventRuleTargets',
  ]) {
    const { monitor, log } = monitorOn(answering({ ...QUIET, ...stale, [action]: refused(message) }));
    const outcome = await outcomeOf(() => monitor.subscriptions.put(definition));
    if (action !== 'DescribeEventRuleTargetList') expect(outcome).toMatchObject({ name: 'VpnMonitorError', action });
    expect(shown(outcome)).not.toContain('t0psecret');
    expect(shown(log)).not.toContain('t0psecret');
  }
});

test.each(quotes)('a rule shows %s of its webhook in no error and no log, whichever request fails', async (_, message) => {
  for (const failing of ['DescribeContactGroupList', 'DescribeMetricRuleList', 'PutResourceMetricRule', 'EnableMetricRules']) {
    const { monitor, service, log } = bed();
    service.intercept = ({ action }) => (action === failing ? refused(message) : undefined);
    const given = rule({ on: 'all', metric: 'tun.state', webhook: WEBHOOK, enabled: true });
    const outcomes = [await outcomeOf(() => monitor.alerts.put(given)), await outcomeOf(() => monitor.alerts.plan(given))];
    expect(outcomes.some((outcome) => outcome instanceof Error)).toBe(true);
    expect(shown([outcomes, log])).not.toContain('t0psecret');
  }
});

test('a write that knows no webhook shows no address whole', async () => {
  const { monitor, service } = bed();
  service.intercept = ({ action }) => (action === 'DeleteMetricRules' ? refused(`the rule posts to ${WEBHOOK} and stays`) : undefined);
  const error = await outcomeOf(() => monitor.alerts.delete('r'));
  expect(error).toMatchObject({
    action: 'DeleteMetricRules',
    message: expect.stringContaining('the rule posts to https://hook.example/*** and stays') as string,
  });
  expect(shown(error)).not.toContain('t0psecret');
});

test('an address in the wrong place is refused without it', async () => {
  const { monitor, actions } = bed();
  const misplaced = [
    WEBHOOK,
    { ...MINIMAL, targets: WEBHOOK },
    { ...MINIMAL, targets: { mns: WEBHOOK } },
  ] as unknown as SubscriptionDefinition[];
  const wrong = [
    WEBHOOK,
    rule({ on: 'all', critical: WEBHOOK as never }),
    rule({ on: 'all', webhook: { url: WEBHOOK } as never }),
  ] as AlertRuleInput[];
  for (const call of [
    ...misplaced.map((one) => () => monitor.subscriptions.put(one)),
    ...wrong.map((one) => () => monitor.alerts.put(one)),
  ]) {
    const error = await outcomeOf(call);
    expect(error).toBeInstanceOf(TypeError);
    expect(shown(error)).not.toContain('t0psecret');
  }
  expect(actions()).toEqual([]);
});
