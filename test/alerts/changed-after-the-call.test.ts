import type { AlertThreshold, SubscriptionDefinition, WriteOptions } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { answering, monitorOn, QUIET } from './subscriptions/support.ts';
import { bed, rule } from './support.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

test('a rule is put and planned as it was when the call was made', async () => {
  const { monitor, service } = bed();
  const critical: Changeable<AlertThreshold> = { when: '<', threshold: 1 };
  const contactGroups = ['vpn-ops'];
  const labels = { team: 'net' };
  const given: Changeable<ReturnType<typeof rule>> = rule({ on: 'all', metric: 'tun.state', critical, contactGroups, labels });
  const rules = [given];
  const call = monitor.alerts.put(rules);
  const plan = monitor.alerts.plan(rules);
  Object.assign(given, { id: 'other', name: '', webhook: 'no address' });
  Object.assign(critical, { threshold: 7 });
  Object.assign(labels, { team: 'changed' });
  contactGroups[0] = 'nobody';
  rules.push(rule({ id: 'more', on: 'all', metric: 'tun.state' }));
  expect(await call).toEqual(['r']);
  expect(service.sent('PutResourceMetricRule')).toEqual([
    expect.objectContaining({ RuleId: 'r', ContactGroups: 'vpn-ops', 'Escalations.Critical.Threshold': '1', 'Labels.1.Value': 'net' }),
  ]);
  expect((await plan).create.map(({ id }) => id).concat((await plan).change.map(({ id }) => id))).not.toContain('other');
});

test.each(['enable', 'disable', 'delete'] as const)('%s is about the ids of the call', async (method) => {
  const { monitor, service } = bed();
  const ids = ['a', 'b'];
  const call = monitor.alerts[method](ids);
  ids[0] = 'x';
  ids.push('c');
  await call;
  expect(Object.values(service.requests.at(-1)?.params ?? {})).toEqual(['a', 'b']);
});

test('a dry run stays one', async () => {
  const { monitor, service, actions } = bed();
  service.rules.set('old', { RuleId: 'old', Namespace: 'acs_vpn' });
  const plan = await monitor.alerts.plan([], { prefix: 'old' });
  const calls = [
    (options: WriteOptions) => monitor.alerts.put(rule({ on: 'all', metric: 'tun.state' }), options),
    (options: WriteOptions) => monitor.alerts.delete('old', options),
    (options: WriteOptions) => monitor.alerts.enable('old', options),
    (options: WriteOptions) => monitor.alerts.apply(plan, options),
  ];
  for (const call of calls) {
    const options: Changeable<WriteOptions> = { dryRun: true };
    const planned = call(options);
    options.dryRun = false;
    expect(await planned).toEqual([expect.objectContaining({ product: 'cms' })]);
  }
  expect(actions().filter((action) => !action.startsWith('Describe'))).toEqual([]);
});

test('a subscription is put as it was, and a dry run of it stays one', async () => {
  const { monitor, actions, sent } = monitorOn(answering(QUIET));
  const target = { url: 'https://hook.example/in' };
  const given: Changeable<SubscriptionDefinition> = {
    name: 'outages',
    events: ['ipsec_tunnel_nego_failed'],
    targets: { webhook: [target] },
  };
  const options: Changeable<WriteOptions> = { dryRun: true };
  const dryCalls = [
    monitor.subscriptions.put(given, options),
    monitor.subscriptions.delete('s', options),
    monitor.subscriptions.test('CertKeyExpired', 'vsc-1', options),
  ];
  options.dryRun = false;
  for (const call of dryCalls) expect(await call).toBeInstanceOf(Array);
  expect(actions().filter((action) => !action.startsWith('Describe'))).toEqual([]);

  const call = monitor.subscriptions.put(given);
  const names = ['a'];
  const deleted = monitor.subscriptions.delete(names);
  given.name = 'other';
  target.url = 'https://elsewhere.example/';
  names[0] = 'x';
  await Promise.all([call, deleted]);
  const params = sent()
    .filter(({ action }) => !action.startsWith('Describe'))
    .map((one) => one.params);
  expect(params).toContainEqual(expect.objectContaining({ RuleName: 'outages', 'WebhookParameters.1.Url': 'https://hook.example/in' }));
  expect(params).toContainEqual({ 'RuleNames.1': 'a' });
});
