import { createEventReceiver, parseAlertNotification, parseSystemEvent, VpnMonitorError } from 'alicloud-vpn-monitor';
import { expect, test } from 'vitest';
import { mutator } from '../../support/mutator.ts';

const COUNT = Number(process.env['PAYLOAD_MUTATIONS'] ?? 20_000);
const { next, pick, spoil, garble } = mutator(Number(process.env['PAYLOAD_SEED'] ?? 20_260_301));

const FIELDS = {
  expression: '$Value<1',
  metricName: 'tun.state',
  rawMetricName: 'tun.state',
  namespace: 'acs_vpn',
  metricProject: 'acs_vpn',
  userId: '1',
  curValue: '0',
  alertName: 'down',
  ruleId: 'r1',
  alertState: 'ALERT',
  triggerLevel: 'CRITICAL',
  preTriggerLevel: 'OK',
  timestamp: '1772366400000',
  lastTime: '1 minutes',
  unit: 'state',
  regionId: 'cn-hangzhou',
  signature: 'x',
};
const DIMENSIONS: readonly unknown[] = [
  '{userId=1, instanceId=vpn-1, tunnelId=tun-1}',
  '{"instanceId":"vpn-1","tunnelId":"tun-1"}',
  '[{"instanceId":"vpn-1"},{"tunnelId":"tun-1"}]',
  { instanceId: 'vpn-1', tunnelId: ['tun-1', { deep: [[]] }] },
  [{ Key: 'tunnelId', Value: 'tun-1' }],
];

function mutated(): unknown {
  const dimensions = pick(DIMENSIONS);
  const text = typeof dimensions === 'string' ? garble(dimensions) : dimensions;
  const fields = { ...FIELDS, dimensions: next() < 0.5 ? text : spoil(dimensions) };
  const way = next();
  if (way < 0.3) return garble(new URLSearchParams({ ...FIELDS, dimensions: String(dimensions) }).toString());
  if (way < 0.5) return garble(json(fields));
  if (way < 0.6) return new URLSearchParams(garble(new URLSearchParams(FIELDS).toString()));
  return way < 0.7 ? [spoil(fields)] : spoil(fields);
}

function json(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}

test(`${String(COUNT)} mutated notifications end in one, undefined or a protocol error`, () => {
  const ends = { alert: 0, nothing: 0, protocol: 0 };
  for (let i = 0; i < COUNT; i++) {
    const payload = mutated();
    try {
      const alert = parseAlertNotification(payload);
      if (alert === undefined) ends.nothing++;
      else {
        ends.alert++;
        const texts = [
          alert.id,
          alert.ruleId,
          alert.ruleName,
          alert.metric,
          alert.level,
          alert.state,
          ...Object.entries(alert.dimensions).flat(),
          ...(Object.values(alert.resource) as unknown[]),
        ];
        if (!Number.isSafeInteger(alert.at) || texts.some((one) => typeof one !== 'string' || one === ''))
          throw new Error(`a broken notification: ${JSON.stringify(alert)}`);
        expect(parseSystemEvent(payload)).toBeUndefined();
      }
    } catch (error) {
      if (!VpnMonitorError.isInstance(error) || error.code !== 'protocol') throw error;
      ends.protocol++;
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(COUNT / 40);
}, 600_000);

test('a receiver answers each of them', async () => {
  const answers = new Map<number, number>();
  let taken = 0;
  const receiver = createEventReceiver({
    secret: false,
    dedupeWindowMs: 0,
    onEvent: () => undefined,
    onAlert: () => {
      taken++;
    },
  });
  const stream = { on: () => undefined, removeListener: () => undefined, pause: () => undefined, readableDidRead: true };
  for (let i = 0; i < COUNT / 4; i++) {
    const response = { statusCode: 0, setHeader: () => undefined, end: () => undefined };
    await receiver.node({ method: 'POST', url: '/', headers: {}, body: mutated(), ...stream }, response);
    answers.set(response.statusCode, (answers.get(response.statusCode) ?? 0) + 1);
  }
  for (const status of answers.keys()) expect([200, 204, 400, 500]).toContain(status);
  expect(answers.get(200)).toBeGreaterThan(COUNT / 40);
  expect(taken).toBeGreaterThanOrEqual(answers.get(200)!);
}, 600_000);
