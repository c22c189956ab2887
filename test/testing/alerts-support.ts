import { expect } from 'vitest';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/testing/index.ts';
import { ask, type Body, NOW, type Params } from './support.ts';

export const account = (more: Partial<SimulatorOptions> = {}): Simulator =>
  createSimulator({
    regionId: 'cn-hangzhou',
    now: NOW,
    gateways: [{ id: 'vpn-1' }],
    connections: [
      { id: 'vco-1', gatewayId: 'vpn-1', bgp: true, tunnels: [{ id: 'tun-1' }, { id: 'tun-2' }] },
      { id: 'vco-2', gatewayId: 'vpn-1', tunnels: [{ id: 'tun-3' }, { id: 'tun-4' }] },
      { id: 'vco-3', gatewayId: 'vpn-1', mode: 'single' },
    ],
    ...more,
  });

/** A rule that alerts on a tunnel that is down for two minutes. */
export const RULE: Params = {
  RuleId: 'r1',
  RuleName: 'tunnel down',
  Namespace: 'acs_vpn',
  MetricName: 'tun.state',
  ContactGroups: 'vpn-ops',
  Resources: '[{"instanceId":"vpn-1","tunnelId":"tun-1"}]',
  'Escalations.Critical.Statistics': 'Value',
  'Escalations.Critical.ComparisonOperator': 'LessThanThreshold',
  'Escalations.Critical.Threshold': '1',
  'Escalations.Critical.Times': 2,
};

export const without = (...names: readonly string[]): Params =>
  Object.fromEntries(Object.entries(RULE).filter(([name]) => !names.includes(name)));

export function put(cloud: Simulator, more: Params = {}): void {
  expect(ask(cloud, 'PutResourceMetricRule', { ...RULE, ...more })).toMatchObject({ status: 200, body: { Code: '200', Success: true } });
}

export interface Rule {
  readonly RuleId: string;
  readonly [key: string]: unknown;
}

export function rules(cloud: Simulator, params: Params = {}): Rule[] {
  const { status, body } = ask(cloud, 'DescribeMetricRuleList', params);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body['Alarms'] as { Alarm: Rule[] }).Alarm;
}

export const history = (cloud: Simulator, params: Params = {}): Body[] => {
  const { status, body } = ask(cloud, 'DescribeAlertLogList', {
    PageSize: 100,
    StartTime: NOW - 3_600_000,
    EndTime: NOW + 86_400_000,
    ...params,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body['AlertLogList'] as Body[];
};
