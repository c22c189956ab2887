import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type AlertNotification, type ApiRequest, createEventReceiver, httpsTransport } from 'alicloud-vpn-monitor';
import { SIMULATED_SECRET } from 'alicloud-vpn-monitor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { account, RULE } from './alerts-support.ts';
import { MINUTE, NOW } from './support.ts';

test('from a rule that is put to a handler that is told: a tunnel is down, once, and up again, once', async () => {
  const cloud = account();
  const server = await cloud.listen();
  const alerts: AlertNotification[] = [];
  const lines: string[] = [];
  const note = (...line: unknown[]): void => void lines.push(inspect(line, { depth: 20 }));
  let failures = 1;
  const receiver = createEventReceiver({
    secret: 'a secret of the address',
    logger: { debug: note, info: note, warn: note, error: note },
    onEvent: () => expect.unreachable('no event was pushed'),
    onAlert: (alert) => {
      if (failures-- > 0) throw new Error('the queue is down');
      alerts.push(alert);
    },
  });
  const listener = createServer((request, response) => void receiver.node(request, response));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await server.close();
    listener.closeAllConnections();
    listener.close();
  });
  const transport = httpsTransport({ regionId: 'cn-hangzhou', credentials: cloud.credentials, endpoint: server.endpoint });
  const call = async (action: string, params: ApiRequest['params']): Promise<object> => {
    const { status, body } = await transport.call(
      { product: 'cms', action, params },
      { signal: AbortSignal.timeout(10_000), timeoutMs: 10_000 },
    );
    expect(status).toBe(200);
    return (typeof body === 'string' ? JSON.parse(body) : body) as object;
  };

  const webhook = `http://127.0.0.1:${String((listener.address() as AddressInfo).port)}/?secret=a%20secret%20of%20the%20address`;
  const rule = { ...RULE, Resources: '[{"resource":"_ALL"}]', Webhook: webhook };
  expect(await call('PutResourceMetricRules', { Rules: [nestedRule(rule)] })).toMatchObject({
    Success: true,
    FailedListResult: { Target: [] },
  });

  cloud.tunnel('tun-1').down();
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toMatchObject([{ ruleId: 'r1', attempts: 2, status: 200 }]);
  cloud.advance('5m');
  expect(await cloud.deliverAlerts()).toEqual([]);
  expect(await call('DescribeMetricRuleList', { AlertState: 'ALARM' })).toMatchObject({ Total: '1' });
  cloud.tunnel('tun-1').up();
  cloud.advance('5m');
  await cloud.deliverAlerts();

  expect(alerts).toMatchObject([
    {
      ruleId: 'r1',
      ruleName: 'tunnel down',
      metric: 'tun.state',
      state: 'alert',
      level: 'CRITICAL',
      previousLevel: 'OK',
      value: 0,
      at: NOW + 2 * MINUTE,
      resource: { gatewayId: 'vpn-1', tunnelId: 'tun-1' },
    },
    {
      ruleId: 'r1',
      metric: 'tun.state',
      state: 'ok',
      level: 'OK',
      previousLevel: 'CRITICAL',
      value: 1,
      at: NOW + 11 * MINUTE,
      resource: { gatewayId: 'vpn-1', tunnelId: 'tun-1' },
    },
  ]);
  expect(lines).toHaveLength(1);
  expect(inspect(alerts, { depth: 20, showHidden: true }) + JSON.stringify(alerts) + lines.join('')).not.toMatch(
    new RegExp(`${SIMULATED_SECRET}|secret of the address|secret%20of`),
  );
});

/** `Escalations.Critical.Times` as the parts of a rule in a list have them. */
function nestedRule(flat: Readonly<Record<string, unknown>>): object {
  const whole: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    const names = path.split('.');
    const last = names.pop()!;
    let at = whole;
    for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  return whole;
}
