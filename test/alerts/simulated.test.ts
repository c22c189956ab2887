import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import {
  type AlertNotification,
  alertPresets,
  type AlertRuleFields,
  type AlertRuleInput,
  createEventReceiver,
  VpnMonitor,
} from 'alicloud-vpn-monitor';
import { createSimulator, SIMULATED_SECRET } from 'alicloud-vpn-monitor/testing';
import { expect, test } from 'vitest';

async function account(contactGroups: readonly string[] = ['vpn-ops']) {
  const cloud = createSimulator({
    regionId: 'cn-hangzhou',
    contactGroups,
    gateways: [{ id: 'vpn-1' }, { id: 'vpn-2' }],
    connections: [
      { id: 'vco-dual', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-a' }, { id: 'tun-b' }] },
      { id: 'vco-single', gatewayId: 'vpn-2', mode: 'single' },
    ],
  });
  const server = await cloud.listen();
  const options = {
    regionId: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: server.credentials,
    clock: cloud.clock,
    requestsPerSecond: 10_000,
    maxRetries: 0,
  };
  const monitor = new VpnMonitor(options);
  const close = async (): Promise<void> => {
    await monitor.close();
    await server.close();
  };
  return { cloud, monitor, options, [Symbol.asyncDispose]: close };
}

const down = (monitor: VpnMonitor, more: Partial<Omit<AlertRuleFields, 'critical'>> = {}): AlertRuleInput => ({
  ...alertPresets.tunnelDown,
  id: 'vpn-down',
  name: 'A tunnel is down',
  on: monitor.fleet(),
  contactGroups: ['vpn-ops'],
  ...more,
});

test('from put to a handler: a tunnel goes down and comes back, and each is told once', async () => {
  await using one = await account();
  const { cloud, monitor } = one;
  const alerts: AlertNotification[] = [];
  const receiver = createEventReceiver({
    secret: 's3cret of the address',
    onEvent: () => undefined,
    onAlert: (alert) => void alerts.push(alert),
  });
  const listener = createServer((request, response) => void receiver.node(request, response));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    const webhook = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/?secret=s3cret%20of%20the%20address`;
    await monitor.alerts.put(down(monitor, { webhook }));
    cloud.tunnel('tun-a').down();
    cloud.advance('6m');
    await cloud.deliverAlerts();
    expect((await monitor.alerts.list({ state: 'ALARM' }).toArray()).map(({ id, webhook: shown }) => [id, shown])).toEqual([
      ['vpn-down-tun.state', { host: new URL(webhook).host }],
    ]);
    cloud.tunnel('tun-a').up();
    cloud.advance('6m');
    await cloud.deliverAlerts();
    expect(alerts.map(({ ruleId, state, level, resource }) => ({ ruleId, state, level, resource }))).toEqual([
      { ruleId: 'vpn-down-tun.state', state: 'alert', level: 'CRITICAL', resource: { gatewayId: 'vpn-1', tunnelId: 'tun-a' } },
      { ruleId: 'vpn-down-tun.state', state: 'ok', level: 'OK', resource: { gatewayId: 'vpn-1', tunnelId: 'tun-a' } },
    ]);
    const history = await monitor.alerts.history({ last: '1d' }).toArray();
    expect(
      history.map(({ state, level, previousLevel, ruleId, metric, notified, resource }) => ({
        state,
        level,
        previousLevel,
        ruleId,
        metric,
        notified,
        tunnelId: resource.tunnelId,
      })),
    ).toEqual([
      {
        state: 'alert',
        level: 'P2',
        previousLevel: 'OK',
        ruleId: 'vpn-down-tun.state',
        metric: 'tun.state',
        notified: 'sent',
        tunnelId: 'tun-a',
      },
      {
        state: 'ok',
        level: 'OK',
        previousLevel: 'P2',
        ruleId: 'vpn-down-tun.state',
        metric: 'tun.state',
        notified: 'sent',
        tunnelId: 'tun-a',
      },
    ]);
    expect(inspect(history, { depth: 9 }) + JSON.stringify(history)).not.toMatch(new RegExp(`${SIMULATED_SECRET}|s3cret`));
  } finally {
    listener.closeAllConnections();
    listener.close();
  }
});

test('plan, apply, plan over HTTP: rules appear, change, lose what is not wanted, and go', async () => {
  await using one = await account();
  const { monitor } = one;
  const { alerts } = monitor;
  const bandwidth: AlertRuleInput = {
    ...alertPresets.bandwidthAbove(80),
    id: 'vpn-bandwidth',
    name: 'Full',
    on: 'all',
    contactGroups: ['vpn-ops'],
    enabled: false,
  };
  const steps: readonly (readonly AlertRuleInput[])[] = [
    [
      down(monitor, { webhook: 'https://hook.example/in', labels: { a: 'b' }, silenceSeconds: 3600, warn: { when: '!=', threshold: 1 } }),
      bandwidth,
    ],
    [down(monitor), { ...bandwidth, enabled: true, periodSeconds: 300 }],
    [bandwidth],
    [],
  ];
  for (const wanted of steps) {
    const plan = await alerts.plan(wanted, { prefix: 'vpn-' });
    expect(plan.isEmpty).toBe(false);
    await alerts.apply(plan);
    expect((await alerts.plan(wanted, { prefix: 'vpn-' })).isEmpty).toBe(true);
  }
  expect(await alerts.list().toArray()).toEqual([]);
});

test('fifty rules a call, contact groups that are compared, and rules that are refused one by one', async () => {
  await using one = await account(['vpn-ops', 'night shift']);
  const { cloud, monitor, options } = one;
  const rules = Array.from({ length: 120 }, (_, index) => down(monitor, { id: `r-${index}`, on: 'all', metric: 'tun.state' }));
  await monitor.alerts.put(rules);
  expect(cloud.calls.filter(({ action }) => action.startsWith('Put')).map(({ action }) => action)).toEqual([
    'PutResourceMetricRules',
    'PutResourceMetricRules',
    'PutResourceMetricRules',
  ]);
  expect(await monitor.alerts.list().toArray()).toHaveLength(120);
  await expect(monitor.alerts.put(down(monitor, { contactGroups: ['nigt shift'] }))).rejects.toThrow('did you mean "night shift"?');
  // The catalogue cannot know that the service has no such period.
  await using blind = new VpnMonitor({ ...options, metadata: 'catalog' });
  const error = await blind.alerts
    .put([
      down(blind, { id: 'good', on: 'all', metric: 'tun.state' }),
      down(blind, { id: 'bad', on: 'all', metric: 'tun.state', periodSeconds: 420 }),
    ])
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ failures: [{ id: 'bad', vendorCode: '400' }] });
  expect((await monitor.alerts.list({ ids: ['good', 'bad'] }).toArray()).map(({ id }) => id)).toEqual(['good']);
  await monitor.alerts.delete([...rules.map(({ id }) => id), 'good']);
  expect(await monitor.alerts.list().toArray()).toEqual([]);
});
