import { SystemEvent, type VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { account, answering, fixture, MINIMAL, monitorOn, outcomeOf, QUIET } from './support.ts';

test.each(['delete', 'enable', 'disable'] as const)('%s sends the names, each once', async (method) => {
  const action = { delete: 'DeleteEventRules', enable: 'EnableEventRules', disable: 'DisableEventRules' }[method];
  const { monitor, sent } = monitorOn(answering({ [action]: fixture(action) }));
  await expect(monitor.subscriptions[method](['a', 'b', 'a'])).resolves.toBeUndefined();
  await monitor.subscriptions[method]('c');
  expect(sent()).toEqual([
    { product: 'cms', action, params: { 'RuleNames.1': 'a', 'RuleNames.2': 'b' } },
    { product: 'cms', action, params: { 'RuleNames.1': 'c' } },
  ]);
  expect(await monitor.subscriptions[method]('c', { dryRun: true })).toEqual(sent().slice(1));
  await monitor.subscriptions[method]([]);
  expect(await monitor.subscriptions[method]([], { dryRun: true })).toEqual([]);
  expect(sent()).toHaveLength(2);
});

test('120 names take three calls, and what fails in between is listed with the rest', async () => {
  const names = Array.from({ length: 120 }, (_, index) => `r${index}`);
  const { monitor, sent } = monitorOn(answering(QUIET));
  await monitor.subscriptions.delete(names);
  expect(sent().map(({ params }) => Object.keys(params).length)).toEqual([50, 50, 20]);
  let calls = 0;
  const refused = Object.assign(new Error('no'), { code: 'Forbidden.RAM', statusCode: 403 });
  const failing = monitorOn(answering({ DeleteEventRules: () => (++calls === 2 ? refused : { Code: '200' }) }));
  const error = await outcomeOf(() => failing.monitor.subscriptions.delete(names));
  expect(error).toMatchObject({ code: 'forbidden', action: 'DeleteEventRules', vendorCode: 'Forbidden.RAM' });
  expect((error as VpnMonitorError).message).toContain('DeleteEventRules: 70 of 120 rules failed');
  expect((error as VpnMonitorError).failures?.map(({ id }) => id)).toEqual(names.slice(50));
  expect(failing.actions()).toHaveLength(2);
});

test('one call that fails is reported as it is', async () => {
  const { monitor } = account();
  const error = await outcomeOf(() => monitor.subscriptions.enable('nothing'));
  expect(error).toMatchObject({ code: 'not-found', action: 'EnableEventRules' });
  expect((error as VpnMonitorError).failures).toBeUndefined();
});

test('rules are disabled, enabled and deleted', async () => {
  const { monitor } = account();
  await monitor.subscriptions.put(MINIMAL);
  const state = async () => (await monitor.subscriptions.list().toArray()).map(({ enabled }) => enabled);
  await monitor.subscriptions.disable('outages');
  expect(await state()).toEqual([false]);
  await monitor.subscriptions.enable(['outages']);
  expect(await state()).toEqual([true]);
  await monitor.subscriptions.delete('outages');
  expect(await state()).toEqual([]);
});

test.each([
  [SystemEvent.IpsecTunnelNegoFailed, 'tun-1', { level: 'WARN', status: '0', content: { resourceId: 'tun-1', tunnelId: 'tun-1' } }],
  [
    SystemEvent.VpnConnectionPh2Success,
    'vco-1',
    { level: 'INFO', status: '1', content: { resourceId: 'vco-1', vpnConnectionId: 'vco-1' } },
  ],
  [
    SystemEvent.CertKeyExpired,
    'vsc-1',
    { level: 'CRITICAL', status: 'Expire', content: { resourceId: 'vsc-1', sslVpnClientCertId: 'vsc-1' } },
  ],
])('a test of %s says in the log that notifications are real', async (event, id, content) => {
  const { monitor, sent, warnings } = monitorOn(answering({ ...QUIET, SendDryRunSystemEvent: fixture('SendDryRunSystemEvent-assembled') }));
  const planned = await monitor.subscriptions.test(event, id, { dryRun: true });
  expect(warnings()).toEqual([]);
  await expect(monitor.subscriptions.test(event, id)).resolves.toBeUndefined();
  expect(warnings()).toEqual([expect.stringContaining('sends REAL notifications')]);
  expect(sent().slice(1)).toEqual(planned);
  const { EventContent, ...params } = planned[0]!.params;
  expect(params).toEqual({ Product: 'vpngw', EventName: event });
  expect(JSON.parse(EventContent!)).toEqual({ product: 'vpngw', resourceId: id, regionId: 'cn-hangzhou', name: event, ...content });
});

test('a test whose outcome is unknown is not sent again: it would notify twice', async () => {
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const { monitor, actions } = monitorOn(answering({ ...QUIET, SendDryRunSystemEvent: lost }));
  await expect(monitor.subscriptions.test(SystemEvent.CertKeyExpired, 'vsc-1')).rejects.toMatchObject({ code: 'network' });
  expect(actions().filter((action) => action === 'SendDryRunSystemEvent')).toHaveLength(1);
});
